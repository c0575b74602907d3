"""A person's own views of lists through the API: kept, renamed, deleted; nobody else's are there."""

from importlib import import_module

import pytest

from towpath.api.saved_views import INSIDE, OUTSIDE

MINE = {"place": "portal.registrations", "name": "Waiting", "query": "state=submitted"}


def test_a_view_is_kept_renamed_and_deleted(as_, cast):
    nadia = as_(cast.nadia)
    made = nadia.post("/saved-views", MINE)
    assert made.status_code == 201, made.json()
    view = made.json()
    assert nadia.get("/saved-views", {"place": MINE["place"]}).json() == {"items": [view], "columns": []}
    newer = nadia.post("/saved-views", MINE | {"query": "state=returned"}).json()
    assert newer == view | {"query": "state=returned"}
    renamed = nadia.patch(f"/saved-views/{view['id']}", {"name": "Mine to mend"}).json()
    assert renamed == newer | {"name": "Mine to mend"}
    assert nadia.delete(f"/saved-views/{view['id']}").json() == renamed
    assert nadia.delete(f"/saved-views/{view['id']}").status_code == 404


@pytest.mark.parametrize("who", ["nina", "ruth", "omar"])
def test_nobody_elses_views_are_there(as_, cast, who):
    view = as_(cast.nadia).post("/saved-views", MINE).json()
    other = as_(getattr(cast, who))
    assert other.patch(f"/saved-views/{view['id']}", {"name": "Taken"}).status_code == 404
    assert other.delete(f"/saved-views/{view['id']}").status_code == 404
    place = "deals.registrations" if who == "omar" else MINE["place"]
    assert other.get("/saved-views", {"place": place}).json()["items"] == []


def test_only_ones_own_lists_have_views(as_, cast):
    refused = as_(cast.nadia).post("/saved-views", MINE | {"place": "deals.registrations"})
    assert refused.json()["errors"] == {"place": ["Choose one of: portal.registrations."]}
    assert as_(cast.omar).get("/saved-views", {"place": "portal.registrations"}).status_code == 422
    assert as_(cast.dirk).get("/saved-views", {"place": "portal.registrations"}).status_code == 404
    assert as_(cast.nadia).post("/saved-views", MINE | {"name": " "}).json()["errors"].keys() == {"name"}


def test_the_lists_are_those_of_the_pages():
    """Two doors that know nothing of each other name the same lists."""
    assert set(import_module("towpath.web.workspace.views").PLACES) == INSIDE
    assert {import_module("towpath.web.portal.deals_list").PLACE} == OUTSIDE
