"""Let a person in without the sign-in page: after an invitation, a sign-up, a step into a demonstration or the demo.

The only place that begins a session by Django's own means; such a session is listed and can be ended like any other.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from towpath.kernel.identity.models import Person

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def go_in(request: HttpRequest, person: Person, *, set_password: bool = False) -> None:
    """Begin a session of this person, whom the caller knows.

    set_password  she has just chosen her password: for the next minutes no page asks for it again
    """
    login(request, person, backend=BACKEND)
    UserSession.objects.purge_and_list(person)
    UserSession.objects.create_from_request(request)
    if set_password:
        record_authentication(request, person, method="password", reauthenticated=True)
