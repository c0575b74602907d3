"""Who may still read what was written about a quote, asked when a letter goes out and not when it was written."""

from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.models import Quote
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.standing import may_read


@may_read(Quote._meta.label_lower)
def why_not(reader: Person, quote_id: int) -> str:
    """Why a person may not read of a quote any more; "" when she may."""
    quote = Quote.objects.filter(pk=quote_id).first()
    if quote is not None and ACCESS.held(reader, [Permission.VIEW], quote):
        return ""
    return f"{reader.name} may not see it any more"
