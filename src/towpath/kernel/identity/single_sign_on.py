"""Whom a provider's word lets in: a person of the domain and the organisation that the provider is bound to, nobody else."""

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
