"""`towpath sign-in`: organisations that sign their own people in, by OpenID Connect or SAML. For whoever runs the server."""

from typing import TextIO

import click

from towpath.cli import tables
from towpath.cli.acting import now
from towpath.domain.partners.actions import single_sign_on
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import SingleSignOn
from towpath.kernel.in_force import book
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound

SHARED = [
    click.argument("domain"),
    click.option("--slug", required=True, help="Names the sign-in in addresses, such as northwind."),
    click.option("--name", required=True, help="As its people know it."),
    click.option("--partner", default="", help="The partner's reference; without it, the vendor's own people."),
    click.option("--required", is_flag=True, help="Passwords of these people no longer open the door."),
    click.option("--proof", required=True, help="How you made sure that the domain is theirs."),
]


def shared(command):
    for one in reversed(SHARED):
        command = one(command)
    return command


@click.group(epilog="Each command takes --help.")
def group() -> None:
    """Let organisations sign their own people in (OpenID Connect, SAML).

    \b
    towpath sign-in openid northwind.com --slug northwind --name Northwind --partner PAR00007 \\
        --server https://login.northwind.com --client towpath --secret-file secret.txt --proof "TXT record seen"
    """


def _operator() -> Occasion:
    return Occasion(actor=None, at=now(), door="cli", book=book())


def _organisation(partner: str) -> int | None:
    if not partner:
        return None
    found = Partner.objects.filter(reference__iexact=partner).first()
    if found is None:
        raise NotFound(f"There is no partner {partner}.", remedy="`towpath partners list` names them.")
    return found.organisation_id


@group.command("list")
def list_bound() -> None:
    """List the domains that are bound."""
    rows = SingleSignOn.objects.select_related("provider", "organisation").order_by("domain")
    tables.table(
        ("Domain", "Of", "Signs in through", "By", "Required", "Verified"),
        (
            [
                one.domain,
                one.organisation or "(the vendor)",
                one.provider.name,
                "SAML" if one.provider.provider == "saml" else "OpenID Connect",
                "yes" if one.required else "no",
                f"{one.verified_on}: {one.verified_how}",
            ]
            for one in rows
        ),
        empty="No domain is bound; everybody signs in with a password or a passkey.",
    )


@group.command()
@shared
@click.option("--server", required=True, help="The issuer's address.")
@click.option("--client", required=True, help="The client id that the provider gave.")
@click.option("--secret-file", type=click.File("r"), required=True, help="A file with the client's secret; - reads it.")
@click.option(
    "--trusts-every-address", is_flag=True, help="The provider sends no email_verified, but proves addresses."
)
def openid(
    domain: str, slug: str, name: str, partner: str, required: bool, proof: str, server: str, client: str,
    secret_file: TextIO, trusts_every_address: bool,
) -> None:  # fmt: skip
    """Bind a domain to an OpenID Connect provider."""
    made = single_sign_on.bind_openid(
        _operator(), domain=domain, slug=slug, name=name, organisation=_organisation(partner), required=required,
        proof=proof, server=server, client=client, secret=secret_file.read().strip(),
        trusts_every_address=trusts_every_address,
    )  # fmt: skip
    click.echo(f"People of {made.domain} sign in through {name}.")
    click.echo(f"Give the provider this callback: /account/oidc/{slug}/login/callback/ below your address.")


@group.command()
@shared
@click.option("--entity", required=True, help="The provider's entity id.")
@click.option("--sign-on", required=True, help="Its address for single sign-on (HTTP-Redirect).")
@click.option("--certificate", type=click.File("r"), required=True, help="A file with its signing certificate (PEM).")
def saml(
    domain: str, slug: str, name: str, partner: str, required: bool, proof: str, entity: str, sign_on: str,
    certificate: TextIO,
) -> None:  # fmt: skip
    """Bind a domain to a SAML 2.0 provider."""
    made = single_sign_on.bind_saml(
        _operator(), domain=domain, slug=slug, name=name, organisation=_organisation(partner), required=required,
        proof=proof, entity=entity, sign_on=sign_on, certificate=certificate.read(),
    )  # fmt: skip
    click.echo(f"People of {made.domain} sign in through {name}.")
    click.echo(f"The provider finds our metadata at /account/saml/{slug}/metadata/ below your address.")


@group.command()
@click.argument("domain")
def unbind(domain: str) -> None:
    """Take a binding back; its people sign in with passwords again."""
    single_sign_on.unbind(_operator(), domain=domain)
    click.echo(f"People of {domain.lower()} sign in with their passwords again.")
