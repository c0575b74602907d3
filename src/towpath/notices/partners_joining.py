"""Mail about becoming a partner: the link, requests for access, legal requests, and where the application stands."""

from datetime import datetime

from django.utils.translation import gettext as _

from towpath.domain.partners import events
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions.sign_up import key_of
from towpath.domain.partners.models import AccessRequest, LegalRequest, Partner, SignUp
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.in_force import book
from towpath.notices.letter import Letter, address
from towpath.notices.post import post, post_to_address, post_to_all
from towpath.program.decisions.vendor import Vendor, vendor


def _vendor(now: datetime) -> Vendor:
    return vendor(book(), now.date())


def _administrators(organisation: int) -> list[Person]:
    found = Person.objects.filter(organisation=organisation, is_active=True, roles__contains=[Role.PARTNER_ADMIN.value])
    return list(found.order_by("id"))


def _inside(*roles: Role) -> list[Person]:
    found = Person.objects.filter(organisation=None, is_active=True, roles__overlap=[role.value for role in roles])
    return list(found.order_by("id"))


@listen(events.SIGN_UP_BEGUN)
def confirm(event: Event, now: datetime) -> None:
    """The link; to somebody who signs in already the way to do so, so that nobody else learns that she does."""
    made = SignUp.objects.filter(pk=event.subject_id).first()
    if made is None or made.used_at or made.replaced_at or made.expires_at <= now:
        return
    program = _vendor(now).program
    if Person.objects.filter(email__iexact=made.email, is_active=True).exists():
        letter = Letter(
            subject=_("You have access to the %(program)s portal already") % {"program": program},
            lead=_("Somebody signed up with your address. You have access already: sign in, or set a new password."),
            link=address("/account/login/"),
            link_label=_("Sign in"),
            more=(_("Was it not you? Then ignore this mail; nothing changed."),),
        )
        post_to_address(event, "partners.sign_up.known", made.email, letter, now)
        return
    letter = Letter(
        subject=_("Confirm your address for the %(program)s") % {"program": program},
        lead=_("Open the link to confirm your address and to choose a password."),
        link=address(f"/join/{key_of(made)}"),
        link_label=_("Confirm my address"),
        facts=((_("Company"), made.company), (_("Name"), made.name)),
        more=(_("The link works once. If you did not sign up, ignore this mail."),),
    )
    post_to_address(event, "partners.sign_up", made.email, letter, now)


@listen(events.ACCEPTED, events.AUTHORIZED, events.ACTIVATED)
def welcome(event: Event, now: datetime) -> None:
    """The partner is in: its administrators hear what they can do now, its manager that it is there."""
    partner = Partner.objects.select_related("manager").get(pk=event.subject_id)
    program = _vendor(now).program
    letter = Letter(
        subject=_("%(partner)s is authorized in the %(program)s") % {"partner": partner.name, "program": program},
        lead=_("You can register deals now, and invite your colleagues."),
        link=address("/portal/"),
        link_label=_("Open the portal"),
        more=(_("What is still needed to sell, such as trainings, stands on your home page."),),
    )
    for reader in _administrators(partner.organisation_id):
        post(event, "partners.authorized", reader, letter, now)
    told = [partner.manager] if partner.manager else _inside(Role.OPS)
    inner = Letter(
        subject=_("%(reference)s %(partner)s is authorized")
        % {"reference": partner.reference, "partner": partner.name},
        lead=_("A new partner is in the program. Say who manages it, and look whether it is a duplicate."),
        link=address(f"/partners/{partner.reference}"),
        link_label=_("Open the partner"),
    )
    post_to_all(event, "partners.authorized.inside", told, inner, now)


@listen(events.DENIED)
def denied(event: Event, now: datetime) -> None:
    partner = Partner.objects.get(pk=event.subject_id)
    letter = Letter(
        subject=_("The application of %(partner)s was denied") % {"partner": partner.name},
        lead=_("Your application to the %(program)s was denied.") % {"program": _vendor(now).program},
        link=address("/portal/"),
        link_label=_("Open the portal"),
        quote=str(event.data.get("told", "")),
        quote_label=_("Why"),
        more=(_("Questions? Write to %(address)s.") % {"address": _vendor(now).support_address},),
    )
    post_to_all(event, "partners.denied", _administrators(partner.organisation_id), letter, now)


@listen(events.ACCESS_ASKED)
def access_asked(event: Event, now: datetime) -> None:
    """The partner's administrators decide; where it has none, Operations does."""
    request = AccessRequest.objects.select_related("partner").get(pk=event.subject_id)
    if request.state != "asked":
        return
    administrators = _administrators(request.organisation_id)
    page = f"/portal/access-requests/{request.reference}" if administrators else f"/access-requests/{request.reference}"
    letter = Letter(
        subject=_("%(reference)s: %(name)s asks for access") % {"reference": request.reference, "name": request.name},
        lead=_("Say whether %(name)s works for you and may come in.") % {"name": request.name},
        link=address(page),
        link_label=_("Answer the request"),
        facts=(
            (_("Company"), request.partner.name),
            (_("Name"), request.name),
            (_("E-mail"), request.email),
            (_("Job title"), request.title),
        ),
    )
    post_to_all(event, "partners.access_asked", administrators or _inside(Role.OPS), letter, now)


@listen(events.ACCESS_DECLINED)
def access_declined(event: Event, now: datetime) -> None:
    request = AccessRequest.objects.get(pk=event.subject_id)
    letter = Letter(
        subject=_("Your request for access was declined"),
        lead=_("Those who look after your company’s portal declined your request."),
        link=address("/join"),
        link_label=_("Sign up"),
        quote=request.reason,
        quote_label=_("Why"),
        more=(_("Questions? Write to %(address)s.") % {"address": _vendor(now).support_address},),
    )
    post_to_address(event, "partners.access_declined", request.email, letter, now)


@listen(events.LEGAL_RECEIVED, events.LEGAL_ANSWERED)
def to_legal(event: Event, now: datetime) -> None:
    """Whoever holds the request, or all of Legal, hears that it came or was answered."""
    request = LegalRequest.objects.select_related("partner", "holder").get(pk=event.subject_id)
    came = event.name == events.LEGAL_RECEIVED
    words = {"reference": request.reference, "partner": request.partner.name}
    letter = Letter(
        subject=_("%(reference)s %(partner)s asks for a contract") % words
        if came
        else _("%(reference)s %(partner)s answered") % words,
        lead=_("Take it up, or send the partner a draft.") if came else _("Read the answer and go on."),
        link=address(f"/legal-requests/{request.reference}"),
        link_label=_("Open the request"),
        quote=request.question if came else str(event.data.get("note", "")),
        quote_label=_("What the partner wrote"),
    )
    readers = [request.holder] if request.holder and not came else _inside(Role.LEGAL)
    post_to_all(
        event, "partners.legal", [one for one in readers if ACCESS.may(one, Permission.WORK_LEGAL)], letter, now
    )
    if came:
        own = Letter(
            subject=_("%(reference)s: your contract was asked for") % words,
            lead=_("We have your request. You hear from us when there is something to read or to sign."),
            link=address(f"/portal/contracts/{request.reference}"),
            link_label=_("See where it stands"),
        )
        for reader in _administrators(request.organisation_id):
            post(event, "partners.legal.received", reader, own, now)


@listen(events.LEGAL_SENT, events.LEGAL_SIGNED, events.LEGAL_DECLINED)
def to_partner(event: Event, now: datetime) -> None:
    """What Legal sends, files or declines, to the partner's administrators."""
    request = LegalRequest.objects.select_related("partner").get(pk=event.subject_id)
    subjects = {
        events.LEGAL_SENT: (_("%(reference)s: your contract is with you"), _("Read it and answer.")),
        events.LEGAL_SIGNED: (_("%(reference)s: your contract is signed"), _("The signed contract is on file.")),
        events.LEGAL_DECLINED: (_("%(reference)s: your request was declined"), _("Your request was declined.")),
    }
    subject, lead = subjects[event.name]
    letter = Letter(
        subject=subject % {"reference": request.reference},
        lead=lead,
        link=address(f"/portal/contracts/{request.reference}"),
        link_label=_("Open the request"),
        quote=str(event.data.get("note") or event.data.get("reason") or ""),
        quote_label=_("What we wrote"),
    )
    post_to_all(event, "partners.legal.partner", _administrators(request.organisation_id), letter, now)
