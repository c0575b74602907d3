"""A partner buys another one, and the purchase falls through: told from the desk of everybody whom it concerns."""

import pytest

from tests.domain.partners.mergers.stages import furnish, picture
from tests.stories.doors import browser, mail, said
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import Merger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("BRD-07")]


def test_a_merger_and_its_undo(cast, by, noon):
    furnish(cast, by, noon)
    before = picture()
    ruth, nina, omar, elena = (browser(each) for each in (cast.ruth, cast.nina, cast.omar, cast.elena))
    deal = f"/portal/deals/registrations/{cast.theirs}"
    assert nina.get(deal).status_code == 404, "before, Northwind sees nothing of Rivalry's"

    plan = {
        "kept": "Northwind", "kind": "merge", "administrators": "kept", "designations": "carry",
        "reason": "Northwind bought Rivalry",
    }  # fmt: skip
    answer = omar.post(f"/partners/{cast.rival.reference}/merge", plan)
    page = said(omar.get(answer.headers["Location"]))
    assert "Both claim Acme Robotics" in page
    assert Registration.objects.get(reference=cast.theirs).partner == cast.rival, "nothing moved by looking"
    merger = Merger.objects.get()
    omar.post(f"/mergers/{merger.reference}/moves/carry_out")

    assert "Sign in as before" in mail(cast.ruth.email, "partners.merger")
    assert "Northwind" in said(ruth.get("/portal/")), "the same session goes on, in the other house"
    assert ruth.get(deal).status_code == 200
    assert nina.get(deal).status_code == 200
    assert ruth.get("/portal/name").status_code == 404, "she is no administrator any more"
    assert "Rivalry became part of it" in said(elena.get(f"/partners/{cast.northwind.reference}"))
    assert elena.get(f"/partners/{cast.rival.reference}").headers["Location"].endswith(cast.northwind.reference)

    answer = omar.post(f"/mergers/{merger.reference}/moves/undo", {"reason": "The purchase fell through"})
    assert answer.status_code == 302
    assert nina.get(deal).status_code == 404
    assert ruth.get(deal).status_code == 200
    assert ruth.get("/portal/name").status_code == 200
    after = picture()
    assert {name: rows for name, rows in after.items() if rows != before[name]}.keys() <= {"identity.person"}
    assert "stands in its own portal again" in mail(cast.nina.email, "partners.merger")
    page = said(elena.get(f"/partners/{cast.northwind.reference}"))
    assert "Rivalry became part of it" in page
    assert "Rivalry is a partner of its own again" in page, "the history tells both"
