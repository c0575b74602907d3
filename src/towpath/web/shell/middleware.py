"""What every page knows: who is there, when, under which program; and how a refusal is answered."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from towpath.kernel.in_force import occasion
from towpath.kernel.occasion import Occasion
from towpath.kernel.parts import of_the_program
from towpath.kernel.refusals import Refusal, of_the_database
from towpath.web.shell.refused import answer

Respond = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class OccasionMiddleware:
    """Sets `request.at` (the moment of the request), and `request.occasion` for people who are signed in.

    This is the one place where the web reads the clock; everything behind it takes the moment as an argument.
    """

    def __init__(self, get_response: Respond):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = datetime.now(UTC)
        if request.user.is_authenticated:
            timezone.activate(ZoneInfo(request.user.zone))
            request.occasion = occasion_of(request)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def occasion_of(request: HttpRequest) -> Occasion:
    """The occasion of a request by a signed-in person; the door follows from where she works."""
    person = request.user
    return occasion(person, request.at, "portal" if person.organisation_id else "workspace")


class RefusalMiddleware:
    """Expected refusals become answers a person can use; other errors stay errors.

    Text with a character that the database cannot keep is refused here, before any view does a thing with it.
    """

    def __init__(self, get_response: Respond):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Sequence[Any], kwargs: Any) -> HttpResponse | None:
        texts = (request.path, *_texts(request.GET), *_texts(request.POST))
        return answer(request, UNKEEPABLE) if any("\0" in text for text in texts) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = (
            exception if isinstance(exception, Refusal) else of_the_database(exception) or of_the_program(exception)
        )
        return None if refusal is None else answer(request, refusal)


UNKEEPABLE = Refusal(
    "There is a character in what was sent that cannot be kept.", remedy="Go back, type that text anew, then send it."
)


def _texts(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield name
        yield from values
