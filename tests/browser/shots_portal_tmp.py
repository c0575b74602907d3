import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.stage import set_up
from towpath.domain.partners.actions import people
from towpath.kernel.clocks.models import Clock
from towpath.kernel.occasion import Occasion

OUT = Path("/tmp/shots_portal")


@pytest.mark.django_db(transaction=True)
def test_shots(visit, book, settings, live_server):
    settings.DEMO = True
    cast = set_up(book, datetime.now(UTC))
    now = lambda p: Occasion(actor=p, at=datetime.now(UTC), door="portal", book=book)
    inv = people.invite(now(cast.nina), email="lina@northwind.example", role="partner_seller", name="Lina")
    for i, (name, roles, region) in enumerate(
        (("Dora", ["ops"], ""), ("Emma", ["esm"], "EMEA"), ("Bela", ["asm"], "EMEA"))
    ):
        from towpath.kernel.identity.models import Person

        Person.objects.create(
            name=name, email=f"{name.lower()}@demo.example", roles=roles, region=region, joined_at=datetime.now(UTC)
        )
    Person.objects.create(
        name="Pia Partner",
        email="pia@demo.example",
        roles=["partner_admin", "partner_seller"],
        organisation=cast.northwind.organisation,
        joined_at=datetime.now(UTC),
    )
    clock = Clock.objects.filter(kind="sla.first_contact").order_by("id").first()
    from towpath.domain.deals.models import Registration

    cref = Registration.objects.get(pk=clock.subject_id).reference
    L = "/portal/deals/registrations"
    pages = {
        "home": "/portal/",
        "list": L,
        "new": L + "/new",
        "form": f"{L}/{cast.draft}/amend",
        "returned": f"{L}/{cast.returned}/amend",
        "in_review": f"{L}/{cast.in_esm}",
        "approved": f"{L}/{cast.approved}",
        "denied": f"{L}/{cast.denied}",
        "clock": f"{L}/{cref}/clock/{clock.pk}",
        "withdraw": f"{L}/{cast.submitted}/withdraw",
        "extension": f"{L}/{cast.approved}/ask_extension",
        "me": "/me",
    }
    only = set(sys.argv[-1].split(",")) if False else None
    sizes = [(1280, "light"), (390, "dark")]
    for width, theme in sizes:
        v = visit(cast.nadia, width=width, theme=theme)
        for name, path in pages.items():
            v.go(path)
            v.page.screenshot(path=OUT / f"{name}-{width}-{theme}.png", full_page=True)
            over = v.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                print("OVERFLOW", name, width, over)
        a = visit(cast.nina, width=width, theme=theme)
        a.go("/portal/colleagues")
        a.page.screenshot(path=OUT / f"colleagues-{width}-{theme}.png", full_page=True)
        r = visit(cast.ruth, width=width, theme=theme)
        cast.rival.foundations_completed = 0
        cast.rival.save()
        r.go("/portal/")
        r.page.screenshot(path=OUT / f"noteligible-{width}-{theme}.png", full_page=True)
        cast.rival.foundations_completed = 1
        cast.rival.save()
        o = visit(None, width=width, theme=theme)
        o.go("/account/login/")
        o.page.screenshot(path=OUT / f"login-{width}-{theme}.png", full_page=True)
        o.page.fill("#id_login", "x@example.org")
        o.page.fill("#id_password", "y")
        o.page.click("button:has-text('Sign in')")
        o.page.screenshot(path=OUT / f"loginerr-{width}-{theme}.png", full_page=True)
        o.go("/account/password/reset/")
        o.page.screenshot(path=OUT / f"reset-{width}-{theme}.png", full_page=True)
        o.go(f"/invitations/{people.key_of(inv)}")
        o.page.screenshot(path=OUT / f"invitation-{width}-{theme}.png", full_page=True)
        # errors
        f = visit(cast.nadia, width=width, theme=theme)
        f.go(L + "/new")
        f.page.check("input[value=msp]")
        f.page.click("button:has-text('Begin a draft')")
        f.page.fill("#id_amount", "plenty")
        f.page.fill("#id_contact_email", "nobody")
        f.page.click("button:has-text('Submit for review')")
        f.page.wait_for_load_state()
        f.page.screenshot(path=OUT / f"formerr-{width}-{theme}.png", full_page=True)
        print("FOCUS", f.page.evaluate("document.activeElement.outerHTML.slice(0,80)"))
    # autosave, maybe
    f = visit(cast.nadia)
    f.go(f"{L}/{cast.draft}/amend")
    f.page.fill("#id_customer_name", "")
    f.page.type("#id_customer_name", "Rival's Secret Customer")
    f.page.wait_for_selector("#maybe-registered .callout", timeout=8000)
    expect(f.page.locator("[data-autosave-status]")).to_contain_text(re.compile(r"Saved \d"), timeout=8000)
    print(
        "NOTE",
        f.page.inner_text("[data-autosave-status]"),
        f.page.eval_on_selector("input[name=version]", "e=>e.value"),
        f.page.inner_text("#maybe-registered"),
    )
    f.page.type("#id_amount", "x1")
    expect(f.page.locator("[data-autosave-status]")).to_contain_text("except", timeout=8000)
    print(
        "NOTE",
        f.page.inner_text("[data-autosave-status]"),
        f.page.eval_on_selector("input[name=version]", "e=>e.value"),
    )
    f.page.fill("#id_amount", "48000")
    f.page.click("button:has-text('Submit for review')")
    f.page.wait_for_load_state()
    print("AT", f.page.url, f.page.inner_text("h1"), f.page.inner_text("#flash"))
