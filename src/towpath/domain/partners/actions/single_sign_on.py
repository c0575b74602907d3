"""The operator binds an e-mail domain to its organisation's own sign-in, and takes the binding back.

Who runs the server acts (the occasion's actor is None): the domain's owner proved it to her, and she says how.
"""

import re
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.db import transaction

from towpath.domain.partners import events
from towpath.kernel import sealed
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Organisation, Person, SingleSignOn
from towpath.kernel.identity.single_sign_on import openid_problems, saml_problems
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
SLUG = re.compile(r"[a-z0-9](-?[a-z0-9]){1,39}")
PURPOSE = "single sign-on"  # what a provider's secret is sealed for
FREE_MAIL = frozenset({"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "gmx.de", "web.de"})  # fmt: skip


@transaction.atomic(durable=True)
def bind_openid(
    occasion: Occasion, *, domain: str, slug: str, name: str, server: str, client: str, secret: str, proof: str,
    organisation: int | None = None, required: bool = False, trusts_every_address: bool = False,
) -> SingleSignOn:  # fmt: skip
    """People of the domain sign in by OpenID Connect.

    slug    names the sign-in in addresses, such as "northwind"
    server  the issuer's address, https unless it is this very machine
    secret  kept sealed; nobody reads it again
    proof   how one made sure that the domain is the organisation's
    """
    kept: dict[str, Any] = {
        "server_url": server.strip(),
        "sealed_secret": sealed.seal(secret, PURPOSE) if client.strip() and secret else "",
        "trusts_every_address": trusts_every_address,
        "oauth_pkce_enabled": True,
    }
    errors = _against(domain, slug, name, proof) | openid_problems(kept)
    if errors:
        raise Invalid(errors)
    app = SocialApp.objects.create(
        provider="openid_connect", provider_id=slug, name=name.strip(), client_id=client.strip(), settings=kept
    )
    return _bound(occasion, app, domain, organisation, required, proof)


@transaction.atomic(durable=True)
def bind_saml(
    occasion: Occasion, *, domain: str, slug: str, name: str, entity: str, sign_on: str, certificate: str, proof: str,
    organisation: int | None = None, required: bool = False,
) -> SingleSignOn:  # fmt: skip
    """People of the domain sign in by SAML 2.0; assertions must be signed by this certificate (PEM or its base64)."""
    body = "".join(re.sub(r"-----[A-Z ]+-----", "", certificate).split())
    kept = {
        "idp": {"entity_id": entity.strip(), "sso_url": sign_on.strip(), "x509cert": body},
        "use_nameid_for_email": True,
        "advanced": {"want_assertion_signed": True, "reject_deprecated_algorithm": True, "reject_idp_initiated_sso": True},
    }  # fmt: skip
    errors = _against(domain, slug, name, proof) | saml_problems(kept)
    if errors:
        raise Invalid(errors)
    app = SocialApp.objects.create(provider="saml", client_id=slug, name=name.strip(), settings=kept)
    return _bound(occasion, app, domain, organisation, required, proof)


def _against(domain: str, slug: str, name: str, proof: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    lower = domain.strip().lower()
    if not DOMAIN.fullmatch(lower):
        errors["domain"] = ["Write the part of the addresses after the @, such as northwind.com."]
    elif lower in FREE_MAIL:
        errors["domain"] = [f"Anybody can have an address at {lower}; only a company's own domain can be bound."]
    elif SingleSignOn.objects.filter(domain__iexact=lower).exists():
        errors["domain"] = [f"{lower} is bound already; take that binding back first."]
    if not SLUG.fullmatch(slug):
        errors["slug"] = ["Use small letters, digits and single hyphens, such as northwind."]
    elif SocialApp.objects.filter(provider_id=slug).exists() or SocialApp.objects.filter(client_id=slug).exists():
        errors["slug"] = [f"“{slug}” names another sign-in already."]
    if not name.strip() or len(name.strip()) > 40:
        errors["name"] = ["Give the sign-in a name of at most 40 characters, as its people know it."]
    if not proof.strip() or len(proof.strip()) > 200:
        errors["proof"] = ["Say in at most 200 characters how you made sure that the domain is theirs."]
    return errors


def _bound(
    occasion: Occasion, app: SocialApp, domain: str, organisation: int | None, required: bool, proof: str
) -> SingleSignOn:
    if organisation is not None and not Organisation.objects.filter(pk=organisation).exists():
        raise NotFound("There is no such organisation.")
    made = SingleSignOn.objects.create(
        organisation_id=organisation, domain=domain.strip().lower(), provider=app, required=required,
        verified_on=occasion.day, verified_how=proof.strip(),
    )  # fmt: skip
    record(events.SIGN_IN_BOUND, occasion, subject=made, organisation=organisation, domain=made.domain, name=app.name)
    return made


@transaction.atomic(durable=True)
def unbind(occasion: Occasion, *, domain: str) -> None:
    """Take a binding back: nobody comes in by that provider any more; passwords work again."""
    found = SingleSignOn.objects.select_for_update(of=("self",)).filter(domain__iexact=domain.strip()).first()
    if found is None:
        raise NotFound(f"{domain} is not bound to a sign-in.")
    record(events.SIGN_IN_UNBOUND, occasion, subject=found, organisation=found.organisation_id, domain=found.domain)
    app = found.provider
    found.delete()
    if not SingleSignOn.objects.filter(provider=app).exists():
        known = Person.objects.filter(socialaccount__provider=app.provider_id or app.client_id)
        SocialAccount.objects.filter(user__in=known, provider=app.provider_id or app.client_id).delete()
        app.delete()
