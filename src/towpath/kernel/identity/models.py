"""Organisations, people, their tokens and what they keep for themselves. Rights are in kernel.access."""

import hashlib
import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from towpath.kernel.identity.region_form import region_form
from towpath.kernel.identity.roles import OUTSIDE_ROLES, PARTNER_ROLES, WORDS, Role


class Organisation(models.Model):
    """A company whose people see only their own rows: the wall between tenants. Never deleted."""

    class Kind(models.TextChoices):
        PARTNER = "partner"
        DISTRIBUTOR = "distributor"
        DEMONSTRATION = "demonstration"  # the vendor's own, whose people show the portal: no mail, nothing counted

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PARTNER)
    last_seen_on = models.DateField(null=True, blank=True)  # the last day on which somebody of it signed in
    asleep_since = models.DateTimeField(null=True, blank=True)  # nobody comes in since then: dormancy

    class Meta:
        indexes = [
            # Who was not seen for long, and is not asleep yet?
            models.Index(fields=["last_seen_on"], name="organisation_unseen", condition=models.Q(asleep_since=None))
        ]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who can sign in. Without an organisation: one of the vendor's own people.

    A person who leaves is made inactive, never deleted: the history keeps naming her.
    """

    class MailPace(models.TextChoices):
        AT_ONCE = "at_once"
        DIGEST = "digest"

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="people")
    roles = ArrayField(models.CharField(max_length=30), default=list)
    region = models.CharField(max_length=10, blank=True)  # a key of the program's page of regions; "": global
    zone = models.CharField(max_length=60, default="UTC")
    is_active = models.BooleanField(default=True)
    mail_pace = models.CharField(max_length=10, choices=MailPace, default=MailPace.AT_ONCE)
    theme = models.CharField(max_length=10, blank=True)  # "": as the device says
    joined_at = models.DateTimeField()

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            # Who is this address? One person, whatever the case it is typed in.
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            region_form("person_region_form"),
            # Outside roles need an organisation, inside roles must have none: a wall cannot be forgotten.
            models.CheckConstraint(
                name="person_outside_roles_have_organisation",
                condition=(
                    models.Q(organisation__isnull=True)
                    & ~models.Q(roles__overlap=sorted(r.value for r in OUTSIDE_ROLES))
                )
                | (
                    models.Q(organisation__isnull=False)
                    & models.Q(roles__contained_by=sorted(r.value for r in OUTSIDE_ROLES))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def is_partner(self) -> bool:
        return self.has(*PARTNER_ROLES)

    @property
    def is_internal(self) -> bool:
        return self.organisation_id is None

    @property
    def is_demonstration(self) -> bool:
        """Whether she only shows the portal, as one of the vendor's own pseudo-partner."""
        return self.has(Role.DEMONSTRATION)

    @property
    def role_words(self) -> str:
        return ", ".join(str(WORDS[Role(role)]) for role in self.roles)

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return ((parts[0][:1] + parts[-1][:1]) if len(parts) > 1 else self.name[:2]).upper()


class ApiToken(models.Model):
    """A key to the API with its person's rights. Only its hash is kept; the key is shown once."""

    PREFIX = "twp_"

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def fresh_key(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)


class SavedView(models.Model):
    """A list's filters under a name, kept by one person. The query is the address's own query string.

    The row without a name is no view: it holds the columns that the list opens with. kernel.saved_views writes both.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    place = models.CharField(max_length=60)  # which list: "deals.registrations"
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A partner's administrator, or the vendor for a distributor, asks somebody in. Good once, for the address it was sent to, until it expires."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=30)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Is this colleague already asked? One open invitation per address and organisation.
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                name="invitation_open_once",
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"invitation of {self.email} to {self.organisation}"


class SingleSignOn(models.Model):
    """The people of an e-mail domain sign in at their own organisation's provider: OpenID Connect or SAML.

    A provider speaks only for the domains bound to it, and only for people of the organisation it is bound for: without
    an organisation, the vendor's own people.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="single_sign_on")
    domain = models.CharField(max_length=253)  # lower case: "northwind.example"
    provider = models.ForeignKey("socialaccount.SocialApp", models.PROTECT, related_name="+")
    required = models.BooleanField(default=False)  # passwords of these people no longer open the door
    verified_on = models.DateField()  # the day on which somebody made sure that the domain is theirs
    verified_how = models.CharField(max_length=200)

    class Meta:
        constraints = [
            # At whose provider do people of this domain sign in? At one.
            models.UniqueConstraint(Lower("domain"), name="single_sign_on_domain_once")
        ]

    def __str__(self) -> str:
        return self.domain
