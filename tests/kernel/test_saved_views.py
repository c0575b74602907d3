"""Saved views and columns of lists: one writer for every door, each person's own, nothing lost and nothing unbounded."""

import pytest

from towpath.kernel import saved_views
from towpath.kernel.identity.models import SavedView
from towpath.kernel.refusals import Invalid, NotFound

PLACE = "deals.registrations"


@pytest.fixture
def omar(by, cast):
    return by(cast.omar)


def test_a_view_is_kept_without_the_place_on_the_page_and_replaced_by_its_name(omar):
    made = saved_views.keep(
        omar, place=PLACE, name="  Denied   lately ", query="state=denied&cursor=abc&q=&region=EMEA"
    )
    assert (made.name, made.query) == ("Denied lately", "state=denied&region=EMEA")
    saved_views.keep(omar, place=PLACE, name="Denied lately", query="state=denied&state=returned")
    kept = saved_views.kept(omar.person, PLACE)
    assert [(view.name, view.query) for view in kept.views] == [("Denied lately", "state=denied&state=returned")]


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        (" ", "state=denied", "Give the view a name."),
        ("\x00", "state=denied", "Give the view a name."),
        ("n" * 61, "state=denied", "At most 60 characters fit; this name has 61."),
        ("Mine", "cursor=x&q=", "There is nothing to save: set a filter on the list first."),
        ("Mine", "q=" + "a" * 1000, "These filters are too long to keep; use fewer of them."),
    ],
)
def test_what_cannot_be_kept_is_said(omar, name, query, words):
    with pytest.raises(Invalid) as refused:
        saved_views.keep(omar, place=PLACE, name=name, query=query)
    assert refused.value.errors == {"name": [words]}
    assert not SavedView.objects.exists()


def test_there_are_not_endlessly_many_views_of_a_list(omar):
    for number in range(saved_views.MOST):
        saved_views.keep(omar, place=PLACE, name=f"View {number}", query="q=a")
    with pytest.raises(Invalid):
        saved_views.keep(omar, place=PLACE, name="One more", query="q=a")
    saved_views.keep(omar, place=PLACE, name="View 7", query="q=b")  # an old name may still be given anew
    saved_views.keep(omar, place="accounts.accounts", name="One more", query="q=a")
    assert len(saved_views.kept(omar.person, PLACE).views) == saved_views.MOST


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(omar, by, cast):
    view = saved_views.keep(omar, place=PLACE, name="Denied", query="state=denied").pk
    saved_views.keep(omar, place=PLACE, name="Won", query="state=closed_won")
    for action in (
        lambda: saved_views.rename(by(cast.nadia), view=view, name="Hers"),
        lambda: saved_views.delete(by(cast.nadia), view=view),
    ):
        with pytest.raises(NotFound):
            action()
    with pytest.raises(Invalid) as refused:
        saved_views.rename(omar, view=view, name="Won")
    assert refused.value.errors == {"name": ["You have a view “Won” already."]}
    assert saved_views.rename(omar, view=view, name="Denied").name == "Denied"
    assert saved_views.rename(omar, view=view, name="Refused").name == "Refused"
    assert saved_views.delete(omar, view=view).place == PLACE
    with pytest.raises(NotFound):
        saved_views.delete(omar, view=view)


def test_columns_are_kept_in_their_order_beside_the_views_and_given_back(omar, django_assert_num_queries):
    saved_views.keep(omar, place=PLACE, name="Denied", query="state=denied")
    saved_views.keep_columns(omar, place=PLACE, columns=["reference", "status", "reference", "partner"])
    with django_assert_num_queries(1):
        kept = saved_views.kept(omar.person, PLACE)
    assert kept.columns == ("reference", "status", "partner")
    assert [view.name for view in kept.views] == ["Denied"]
    with pytest.raises(NotFound):  # the row of the columns is no view
        saved_views.delete(omar, view=SavedView.objects.get(name=saved_views.OPENING).pk)
    saved_views.keep_columns(omar, place=PLACE, columns=[])
    assert saved_views.kept(omar.person, PLACE).columns == ()


@pytest.mark.parametrize("columns", [["refer ence"], ["a.b"], ["x" * 41], [""]])
def test_columns_that_are_no_names_are_refused(omar, columns):
    with pytest.raises(Invalid):
        saved_views.keep_columns(omar, place=PLACE, columns=columns)


def test_a_place_is_a_name(omar):
    with pytest.raises(NotFound):
        saved_views.keep(omar, place="../etc", name="Mine", query="q=a")
