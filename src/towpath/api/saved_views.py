"""A person's own views of lists: filters under a name, and the columns that a list opens with. Nobody else's are here."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.door import actor_of, answer, reader
from towpath.api.fields import Given, Id, Line, Shown
from towpath.api.once import once
from towpath.kernel import saved_views
from towpath.kernel.identity.models import SavedView
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid

router = Router(tags=["saved views"])
OUTSIDE = frozenset({"portal.registrations"})  # the lists of a partner's people
INSIDE = frozenset(
    {
        "deals.registrations",
        "accounts.accounts",
        "accounts.opportunities",
        "partners.partners",
        "enablement.compliance",
        "library.assets",
        "clocks.attainment",
        "quotes.quotes",
    }
)


class ViewShown(Shown):
    id: int
    place: str = Field(description="Which list.", examples=["deals.registrations"])
    name: str
    query: str = Field(description="The query string of the list's address.", examples=["state=approved"])


class Views(Shown):
    items: list[ViewShown]
    columns: list[str] = Field(description="What the list opens with; none: as the list has them.")


class ViewsAsked(Given):
    place: Line = Field(examples=["deals.registrations"])


class ViewIn(Given):
    place: Line = Field(examples=["deals.registrations"])
    name: Line
    query: Annotated[Line, Field(max_length=saved_views.LONGEST_QUERY)] = Field(examples=["state=approved"])


class NameIn(Given):
    name: Line


def _shown(one: SavedView) -> ViewShown:
    return ViewShown(id=one.pk, place=one.place, name=one.name, query=one.query)


def _place(request: HttpRequest, place: str) -> str:
    """A list that the asker has; Invalid names those that she has."""
    known = INSIDE if reader(request).is_internal else OUTSIDE
    if place not in known:
        raise Invalid({"place": [f"Choose one of: {', '.join(sorted(known))}."]})
    return place


@router.get("", response=Views, operation_id="list_saved_views")
def views(request: HttpRequest, asked: ViewsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """One's own views of a list by name, and its columns."""
    kept = saved_views.kept(actor_of(request), _place(request, asked.place))
    return answer(Views(items=[_shown(one) for one in kept.views], columns=list(kept.columns)))


@router.post("", response={201: ViewShown}, operation_id="keep_view")
def keep(request: HttpRequest, body: ViewIn) -> HttpResponse:
    """Keep filters under a name; the same name again keeps the newer ones."""
    place = _place(request, body.place)

    def act(occasion: Occasion) -> HttpResponse:
        made = saved_views.keep(occasion, place=place, name=body.name, query=body.query)
        return answer(_shown(made), 201, Location=f"/api/v1/saved-views?place={place}")

    return once(request, act)


@router.patch("/{view}", response=ViewShown, operation_id="rename_view")
def rename(request: HttpRequest, view: Id, body: NameIn) -> HttpResponse:
    """Give one of one's own views another name."""
    reader(request)
    return once(request, lambda occasion: answer(_shown(saved_views.rename(occasion, view=view, name=body.name))))


@router.delete("/{view}", response=ViewShown, operation_id="delete_view")
def delete(request: HttpRequest, view: Id) -> HttpResponse:
    """Delete one of one's own views; the answer is what it was."""
    reader(request)
    return once(request, lambda occasion: answer(_shown(saved_views.delete(occasion, view=view))))
