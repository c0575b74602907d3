"""Who may still read what was written about a registration, asked when a letter goes out and not when it was written."""

from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.models import Registration
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.standing import may_read


@may_read(Registration._meta.label_lower)
def why_not(reader: Person, registration_id: int) -> str:
    """Why a person may not read of a registration any more; "" when she may."""
    registration = Registration.objects.filter(pk=registration_id).first()
    if registration is not None and ACCESS.held(reader, [Permission.VIEW], registration):
        return ""
    return f"{reader.name} may not see it any more"
