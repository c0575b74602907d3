"""Who a session belongs to: the person with her organisation, in one query. Signing in itself is allauth's."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from towpath.kernel.identity.models import Person
from towpath.kernel.kept_reads import KeptRead

READER: KeptRead[Person] = KeptRead(lambda pk: Person.objects.filter(pk=pk).select_related("organisation"), pk=int)


class Backend(AuthenticationBackend):
    """allauth's, save that every page names the reader's organisation in its menu."""

    def get_user(self, user_id: Any) -> Person | None:
        """The active person with this id, whose organisation is not asleep; or None."""
        person = next(iter(READER.rows(pk=user_id)), None)
        if person is None or not self.user_can_authenticate(person):
            return None
        return None if person.organisation is not None and person.organisation.asleep_since is not None else person
