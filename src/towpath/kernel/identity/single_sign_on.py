"""Whom a provider's word lets in: a person of the domain and the organisation that the provider is bound to, nobody else.

And what a provider's row must hold to be used at all: asked when it is written, and again each time before it is used.
"""

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from towpath.kernel.identity.models import Person, SingleSignOn
from towpath.kernel.refusals import NotAllowed


def binding_of(email: str) -> SingleSignOn | None:
    """Where the owner of an address signs in, if that is bound; None otherwise."""
    _, at, domain = email.strip().rpartition("@")
    if not at:
        return None
    return SingleSignOn.objects.select_related("provider", "organisation").filter(domain__iexact=domain).first()


def person_for(provider: int, email: str, verified: bool) -> Person:
    """The person whom a provider (by its key) names, if it may speak for her; NotAllowed with what to do otherwise.

    The provider must be bound to the address's domain, it must not say that the address is unproved, and the person
    must be one of the organisation that the domain is bound for. Nobody is made here: people come in by invitation.
    """
    binding = binding_of(email)
    if binding is None or binding.provider_id != provider:
        raise NotAllowed(
            f"That sign-in does not speak for {email or 'a person without an address'}.",
            remedy="Sign in with your address and your password, or tell whoever runs this site.",
        )
    if not verified:
        raise NotAllowed(
            f"Your organisation's sign-in says that {email} is not verified.",
            remedy="Verify the address there, then try again.",
        )
    person = Person.objects.select_related("organisation").filter(email__iexact=email, is_active=True).first()
    if person is None or person.organisation_id != binding.organisation_id:
        who = "A partner administrator of your organisation" if binding.organisation_id else "Whoever runs this site"
        raise NotAllowed(f"{email} has no access here yet.", remedy=f"{who} can let you in.")
    return person


def password_closed(email: str) -> bool:
    """True where people of this address must come through their organisation's sign-in."""
    binding = binding_of(email)
    return binding is not None and binding.required


# -- what a provider's row must hold -----------------------------------------------------------------------------------

LOCAL = ("localhost", "127.0.0.1")


def openid_problems(kept: Any) -> dict[str, list[str]]:
    """What is wrong with the settings of an OpenID Connect provider, by field; empty when they can be used."""
    kept = kept if isinstance(kept, Mapping) else {}
    errors: dict[str, list[str]] = {}
    if not _is_address(kept.get("server_url")):
        errors["server"] = ["Write the issuer's address, such as https://login.example.com."]
    if not isinstance(kept.get("sealed_secret"), str) or not kept["sealed_secret"]:
        errors["client"] = ["A client id and its secret are needed; the organisation's provider gives both."]
    return errors


def saml_problems(kept: Any) -> dict[str, list[str]]:
    """What is wrong with the settings of a SAML provider, by field; empty when they can be used."""
    idp = kept.get("idp") if isinstance(kept, Mapping) else None
    idp = idp if isinstance(idp, Mapping) else {}
    errors: dict[str, list[str]] = {}
    entity = idp.get("entity_id")
    if not isinstance(entity, str) or not entity.strip() or re.search(r"\s", entity) or len(entity) > 1024:
        errors["entity"] = ["The provider's entity id is needed; its metadata names it."]
    if not _is_address(idp.get("sso_url")):
        errors["sign_on"] = ["Write the address for single sign-on, such as https://login.example.com/saml."]
    if "slo_url" in idp and not _is_address(idp["slo_url"]):
        errors["sign_off"] = ["Write the address for single log-out, such as https://login.example.com/saml/logout."]
    if not _is_certificate(idp.get("x509cert")):
        errors["certificate"] = ["This is no certificate; paste the PEM that the provider's metadata holds."]
    if not isinstance(kept, Mapping) or not isinstance(kept.get("advanced", {}), Mapping):
        errors["advanced"] = ["What is kept under advanced must be names with their values."]
    return errors


def _is_address(value: Any) -> bool:
    """https with a host, or http on this very machine."""
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL))


def _is_certificate(value: Any) -> bool:
    try:
        x509.load_der_x509_certificate(base64.b64decode(value, validate=True))
    except (TypeError, ValueError):
        return False
    return True
