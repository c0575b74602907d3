"""Signing in and people, in a real browser: passkeys with Chromium's own virtual key, every page of it accessible."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_joining import looked_at

GOOD = "four words nobody guesses"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_signs_in_and_is_removed(visit):
    from tests.cast import assemble

    nadia = assemble().nadia
    nadia.set_password(GOOD)
    nadia.save()
    guest = visit(None)
    page, context = guest.page, guest.page.context
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]

    guest.go("/account/login/")
    page.get_by_label("E-mail").fill(nadia.email)
    page.get_by_label("Password", exact=True).fill(GOOD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/portal/")
    guest.go("/account/security/passkeys/add/")  # the password of a moment ago is not asked again
    page.get_by_label("Name").fill("Work laptop")
    page.locator("#passkey-add").click()
    expect(page.locator("h1")).not_to_have_text("Add a passkey")
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1

    context.clear_cookies()
    guest.go("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/portal/")
    expect(page.locator("h1")).to_contain_text("Nadia")

    guest.go("/account/security/passkeys/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url(re.compile("security/passkeys/$"))
    expect(page.locator("main")).to_contain_text("No passkeys yet")
    context.clear_cookies()
    guest.go("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("main")).to_contain_text("passkey was not used")
    assert "/portal/" not in page.url


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_the_pages_of_signing_in_and_of_people(visit, book, width, theme):
    from datetime import UTC, datetime

    from allauth.socialaccount.models import SocialApp

    from tests.browser.stage import set_up
    from tests.cast import person
    from towpath.kernel.identity.models import Organisation, SingleSignOn
    from towpath.kernel.identity.roles import Role

    cast, now, mark = set_up(book, datetime.now(UTC)), datetime.now(UTC), f"{width}-{theme}"
    for one in (cast.nina, cast.ruth):
        one.set_password(GOOD)
        one.save()
    app = SocialApp.objects.create(provider="saml", client_id="nw", name="Northwind", settings={})
    SingleSignOn.objects.create(
        organisation=cast.northwind.organisation, domain="northwind.example", provider=app, required=True,
        verified_on=now.date(), verified_how="TXT record seen",
    )  # fmt: skip
    Organisation.objects.filter(pk=cast.rival.organisation_id).update(asleep_since=now)
    guest = visit(None, width=width, theme=theme)
    page = guest.go("/account/login/")
    looked_at(page, f"login-{mark}")
    page.get_by_label("E-mail").fill(cast.ruth.email)
    page.get_by_label("Password", exact=True).fill(GOOD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("main")).to_contain_text("partner-support@gitlab.example")
    looked_at(page, f"asleep-{mark}")
    looked_at(guest.go("/sign-in/organisation"), f"organisation-{mark}")
    guest.go("/account/login/")
    page.get_by_label("E-mail").fill(cast.nina.email)
    page.get_by_label("Password", exact=True).fill(GOOD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/portal/")
    guest.go("/account/reauthenticate/?next=/account/security/app/activate/")
    looked_at(page, f"confirm-{mark}")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/app/activate/")
    for path, name in (
        ("/account/security/", "security"), ("/account/security/app/activate/", "app"), ("/me/sessions", "sessions"),
        ("/account/security/passkeys/", "passkeys"), ("/account/security/passkeys/add/", "passkey-add"),
        ("/portal/colleagues", "colleagues"), (f"/portal/colleagues/{cast.nadia.pk}/roles", "roles"),
    ):  # fmt: skip
        looked_at(guest.go(path), f"{name}-{mark}")
    marketing = person("Mara", Role.PARTNER_MARKETING, organisation=cast.northwind.organisation)
    looked_at(visit(marketing, width=width, theme=theme).go("/portal/"), f"marketing-{mark}")
    operator = person("Otto", Role.OPERATOR)
    looked_at(visit(operator, width=width, theme=theme).go("/sign-ins"), f"sign-ins-{mark}")
    inside = visit(cast.omar, width=width, theme=theme)
    looked_at(inside.go(f"/partners/{cast.rival.reference}"), f"asleep-partner-{mark}")
    inside.go("/")
    inside.page.locator(".person-button").click()
    inside.page.get_by_role("button", name="Show the portal to somebody").click()
    inside.page.wait_for_url("**/portal/")
    looked_at(inside.page, f"demonstration-{mark}")
    inside.page.get_by_role("button", name="Back to the workspace").click()
    expect(inside.page.locator(".demonstration")).to_have_count(0)
