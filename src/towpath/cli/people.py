"""`towpath people`: who has access. Whoever runs the server may use it; what needs a person's rights asks for --as."""

from zoneinfo import ZoneInfo

import click
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, acts, now, person_named
from towpath.domain.partners.actions import colleagues, people
from towpath.kernel import own_settings
from towpath.kernel.identity import tokens
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import PARTNER_ROLES, Role
from towpath.kernel.in_force import book
from towpath.kernel.occasion import Occasion


@click.group(epilog="Each command takes --help.")
def group() -> None:
    """Invite people, reset sign-ins, make tokens.

    \b
    towpath people add omar@example.org --name Omar --role ops --zone Europe/Amsterdam
    towpath people password-link omar@example.org
    towpath people token "nightly export" --as omar@example.org
    """


def _operator() -> Occasion:
    """Whoever runs the server, acting without being one of the people in it."""
    return Occasion(actor=None, at=now(), door="cli", book=book())


@group.command("list")
@click.option("--q", "words", default="", help="A part of the name, the address or the organisation.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Only this role.")
@click.option("--all", "every", is_flag=True, help="Also those whose access ended.")
@AS_JSON
def list_people(words: str, role: str | None, every: bool, as_json: bool) -> None:
    """List everybody who can sign in."""
    rows = Person.objects.select_related("organisation").order_by("organisation__name", "name", "id")
    if not every:
        rows = rows.filter(is_active=True)
    if role:
        rows = rows.filter(roles__contains=[role])
    if words:
        rows = (
            rows.filter(name__icontains=words)
            | rows.filter(email__icontains=words)
            | rows.filter(organisation__name__icontains=words)
        )
    if as_json:
        tables.as_json(
            [
                {
                    "email": p.email, "name": p.name, "organisation": p.organisation and p.organisation.name,
                    "roles": p.roles, "region": p.region, "zone": p.zone, "active": p.is_active,
                }
                for p in rows
            ]
        )  # fmt: skip
        return
    tables.table(
        ("Name", "Address", "Organisation", "Roles", "Region", "Zone", "Access"),
        (
            [
                p.name,
                p.email,
                p.organisation or "(the vendor)",
                p.role_words,
                p.region or "all",
                p.zone,
                "yes" if p.is_active else "ended",
            ]
            for p in rows
        ),
        empty="Nobody yet. Begin with `towpath people add`.",
    )


@group.command()
@click.argument("email")
@click.option("--name", required=True, help="As colleagues know the person.")
@click.option("--role", "roles", multiple=True, required=True, help="Such as ops, esm or asm; may be repeated.")
@click.option("--region", default="", help="The key of one of the program's regions; without it all.")
@click.option("--zone", default="UTC", show_default=True, help="An IANA time zone, such as Europe/Berlin.")
def add(email: str, name: str, roles: tuple[str, ...], region: str, zone: str) -> None:
    """Give one of the vendor's own people access. `password-link` lets her set a password."""
    person = colleagues.add(_operator(), email=email, name=name, roles=roles, region=region.upper(), zone=zone)
    click.echo(f"{person.name} ({person.email}) has access as {person.role_words}.")


@group.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(sorted(role.value for role in PARTNER_ROLES)))
@click.option("--name", default="", help="As the invitation greets the colleague.")
@acts
def invite(occasion: Acting, email: str, role: str, name: str) -> None:
    """Invite a colleague to one's own partner organisation; by its administrator."""
    invitation = people.invite(occasion, email=email, role=role, name=name)
    click.echo(
        f"{invitation.email} is invited until {tables.moment(invitation.expires_at, occasion.actor)}; the mail is on its way."
    )


@group.command("change-role")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice(sorted(role.value for role in PARTNER_ROLES)),
    help="All that the colleague may do from now on; may be repeated.",
)
@acts
def change_role(occasion: Acting, email: str, roles: tuple[str, ...]) -> None:
    """Set what a colleague of one's own partner organisation may do; by its administrator."""
    found = Person.objects.filter(email__iexact=email.strip(), organisation=occasion.actor.organisation_id).first()
    changed = people.change_role(occasion, person=found.pk if found else 0, roles=roles)
    click.echo(f"{changed.name} ({changed.email}): {changed.role_words}.")


@group.command()
@click.argument("name")
@click.option("--days", type=click.IntRange(1, 3650), help="It can be used for so many days; without it until revoked.")
@acts
def token(occasion: Acting, name: str, days: int | None) -> None:
    """Make a key to the REST API with a person's rights. The key is shown once, on standard output alone."""
    made, key = own_settings.make_token(occasion, name=name, days=days)
    until = f" until {made.expires_at.astimezone(ZoneInfo(occasion.actor.zone)):%d %b %Y}" if made.expires_at else ""
    click.echo(
        f"Token “{made.name}” of {occasion.actor.name} can be used{until}. Keep the key now; it is not shown again.",
        err=True,
    )
    click.echo(key)


@group.command("tokens")
@acts
def list_tokens(occasion: Acting) -> None:
    """List a person's tokens."""
    tables.table(
        ("Token", "Name", "Begins with", "Made", "Runs out", "Last used"),
        (
            [
                t.pk,
                t.name,
                t.hint,
                tables.moment(t.made_at, occasion.actor),
                tables.moment(t.expires_at, occasion.actor),
                t.last_used_on,
            ]
            for t in tokens.tokens_of(occasion.actor)
        ),
        empty="No token.",
    )


@group.command("revoke-token")
@click.argument("number", type=int)
@acts
def revoke_token(occasion: Acting, number: int) -> None:
    """Take back a token by its number."""
    found = own_settings.revoke_token(occasion, token=number)
    click.echo(f"Token “{found.name}” opens nothing any more.")


@group.command("password-link")
@click.argument("email")
def password_link(email: str) -> None:
    """Print a link by which a person sets a new password. Good once; give it to nobody else."""
    person = person_named(email)
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    path = reverse("account_reset_password_from_key", kwargs=key)
    click.echo(f"{settings.BASE_URL}{path}")


@group.command()
@click.argument("email")
@click.confirmation_option(prompt="End this access now? Sessions and tokens end with it", help="Do not ask.")
def deactivate(email: str) -> None:
    """End a person's access at once; the history keeps the name."""
    person = colleagues.deactivate(_operator(), email=email)
    click.echo(f"{person.name} ({person.email}) has no access any more.")
