"""Who sees which file of the library, and when (LIB-01)."""

from datetime import date, timedelta

import pytest

from tests.cast import person
from tests.domain.library.shelf import published
from towpath.domain.library import queries
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.rule("LIB-01")]
DAY = date(2026, 9, 1)
INSIDE_ONLY = {"for_partners": False}


def sees(asset, who, on: date = DAY) -> bool:
    if who.organisation_id:
        who = type(who).objects.select_related("organisation__partner").get(pk=who.pk)
    return queries.visible(who, on).filter(pk=asset.pk).exists()


@pytest.mark.parametrize(
    ("audience", "fits", "misfits"),
    [
        ({}, ["nadia", "nina", "ruth", "elena", "omar"], ["dirk"]),
        ({"tracks": ["select"]}, ["elena"], ["nadia", "ruth"]),
        ({"tracks": ["open"]}, ["nadia", "ruth"], []),
        ({"tracks": ["select"], "designations": ["psp"]}, [], ["nadia", "ruth"]),
        ({"tracks": ["select"], "designations": ["reseller"]}, ["nadia", "ruth"], []),
        ({"regions": ["AMER"]}, [], ["nadia"]),
        ({"regions": ["AMER", "EMEA"]}, ["nadia"], []),
        ({"partner_roles": ["partner_admin"]}, ["nina", "ruth"], ["nadia"]),
        ({"for_partners": False, "for_distributors": True}, ["dirk", "elena"], ["nadia", "ruth"]),
        ({"inside_roles": ["finance"]}, ["felix", "omar", "paula", "nadia"], ["elena", "amir"]),
        ({"for_inside": False}, ["nadia", "omar"], ["elena", "felix"]),
        (INSIDE_ONLY, ["elena"], ["nadia", "nina", "dirk"]),
    ],
)
def test_an_audience_is_who_it_says(cast, by, audience, fits, misfits):
    asset = published(by(cast.omar), **audience)
    assert [name for name in fits if not sees(asset, getattr(cast, name))] == []
    assert [name for name in misfits if sees(asset, getattr(cast, name))] == []


@pytest.mark.parametrize("status", ["denied", "former"])
def test_who_left_the_program_sees_nothing(cast, by, status):
    asset = published(by(cast.omar), for_prospects=True)
    Partner.objects.filter(pk=cast.northwind.pk).update(status=status)
    assert not sees(asset, cast.nadia)


def test_a_prospect_sees_what_is_for_prospects_too(cast, by):
    agreement, prices = published(by(cast.omar), for_prospects=True), published(by(cast.omar), "Prices")
    Partner.objects.filter(pk=cast.northwind.pk).update(status="prospect")
    assert (sees(agreement, cast.nadia), sees(prices, cast.nadia)) == (True, False)


def test_a_file_stands_there_on_its_days_alone(cast, by):
    asset = published(by(cast.omar), starts_on=DAY, ends_on=DAY + timedelta(days=30))
    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=29), DAY + timedelta(days=30)]
    assert [sees(asset, cast.nadia, on) for on in days] == [False, True, True, False]
    assert [sees(asset, cast.elena, on) for on in days] == [False, True, True, False]
    assert all(sees(asset, cast.paula, on) for on in days), "those who look after it see it always"


def test_what_is_not_hers_is_not_there(cast, by):
    asset = published(by(cast.omar), tracks=["select"])
    with pytest.raises(NotFound) as unseen:
        queries.one(cast.nadia, asset.reference, DAY)
    with pytest.raises(NotFound) as unknown:
        queries.one(cast.nadia, "AST99999", DAY)
    assert str(unseen.value).replace(asset.reference, "…") == str(unknown.value).replace("AST99999", "…")


def test_the_search_finds_words_parts_and_references(cast, by):
    guide = published(by(cast.omar), "Deal registration guide", summary="How protection counts its days.")
    published(by(cast.omar), "Price file")
    found = [
        [one.reference for one in queries.listed(cast.nadia, DAY, q=words).rows]
        for words in ("protecting day", "registr", guide.reference.lower(), "guide -deal", "zebra", "%", "'")
    ]
    assert found == [[guide.reference]] * 3 + [[], [], [], []]


def test_a_list_is_paged_what_is_new_first(cast, by, noon):
    made = [published(by(cast.omar, noon + timedelta(minutes=n)), f"Guide {n}").reference for n in range(5)]
    first = queries.listed(cast.nadia, DAY, size=3)
    rest = queries.listed(cast.nadia, DAY, size=3, cursor=first.next)
    assert [one.reference for one in (*first.rows, *rest.rows)] == list(reversed(made))
    assert rest.next == ""


def test_those_who_look_after_it_find_what_is_withdrawn_to_come_and_over(cast, by):
    from towpath.domain.library.actions import assets

    gone = published(by(cast.omar), "Gone")
    assets.withdraw(gone.reference, by(cast.omar), reason="Wrong file.")
    published(by(cast.omar), "Coming", starts_on=date(2026, 12, 1))
    published(by(cast.omar), "Over", starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
    published(by(cast.omar), "Here")
    found = {s: [one.title for one in queries.listed(cast.omar, DAY, state=s).rows]
             for s in ("in_force", "coming", "over", "withdrawn")}  # fmt: skip
    assert found == {"in_force": ["Here"], "coming": ["Coming"], "over": ["Over"], "withdrawn": ["Gone"]}
    assert [one.title for one in queries.listed(cast.nadia, DAY).rows] == ["Here"]


def test_an_architect_reads_what_is_for_her_role(cast, by):
    asset = published(by(cast.omar), inside_roles=["solution_architect"])
    assert sees(asset, person("Sol", Role.SOLUTION_ARCHITECT))
