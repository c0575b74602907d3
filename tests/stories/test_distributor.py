"""A distributor comes in, by pages and mail alone: Operations invites its first person, who sees its resellers and no others."""

import pytest

from tests.domain.distribution.houses import with_distributors
from tests.stories.doors import GOOD, browser, link_in, mail, said
from towpath.domain.distribution.actions import buying
from towpath.kernel.identity.models import Person

pytestmark = pytest.mark.django_db
TARIQ = "tariq@amazic.example"


@pytest.mark.rule("DST-05", "ROL-01")
def test_the_first_person_of_a_distributor(cast, by):
    with_distributors(cast, by)
    Person.objects.filter(pk=cast.dirk.pk).update(is_active=False)  # nobody of Amazic can sign in yet
    buying.begin(cast.northwind.reference, by(cast.nina), how="amazic")
    omar, tariq = browser(cast.omar), browser()

    page = said(omar.get("/distributors/amazic"))
    assert "Nobody of this distributor can sign in yet." in page
    again = omar.post("/distributors/amazic/invite", {"email": "tariq", "name": "Tariq"})
    assert again.status_code == 422
    assert "This is no e-mail address" in said(again)
    assert 'value="Tariq"' in again.content.decode(), "what was typed is kept"
    assert omar.post("/distributors/amazic/invite", {"email": TARIQ, "name": "Tariq"}).status_code == 302
    assert "invited by Omar" in said(omar.get("/distributors/amazic"))

    link = link_in(mail(TARIQ, "partners.invitation"))
    assert "Join Carrier" in said(tariq.get(link))
    came = tariq.post(link, {"name": "Tariq", "password": GOOD, "zone": "Europe/Amsterdam"}, follow=True)
    assert came.redirect_chain[-1][0] == "/portal/distributor"
    assert "Northwind" in said(tariq.get("/portal/distributor/resellers"))
    for nothing in ("/portal/deals/registrations", "/portal/colleagues", "/distributors", "/partners"):
        assert tariq.get(nothing).status_code == 404, nothing

    person = Person.objects.get(email=TARIQ)
    leave = f"/distributors/amazic/people/{person.pk}/remove"
    assert "The access ends at once" in said(omar.get(leave))
    assert omar.post(leave).status_code == 302
    assert tariq.get("/portal/distributor").status_code == 302, "to the sign-in page"
    assert "Tariq no longer has access." in said(omar.get("/distributors/amazic"))
    assert "Nobody of this distributor can sign in yet." in said(omar.get("/distributors/amazic"))
