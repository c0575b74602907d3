"""Every move that a person makes on a registration, as POST /deals/registrations/{reference}/{move}.

One row of the table is one address: its body and the action of the domain that it calls. The sentence of the lifecycle
is the summary. What the product does by itself (expiry, reminders, following the opportunity) has no address.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Router

from towpath.api.deals import faces, given, shown
from towpath.api.door import answer, reader
from towpath.api.fields import amount
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.lifecycles import REGISTRATION
from towpath.domain.deals.models import Registration
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound

router = Router(tags=["moves"])

# fmt: off
TABLE: dict[str, tuple[type[given.Bare], Callable[..., Any]]] = {
    # move                 body                      action
    "submit":             (given.Bare,               registrations.submit),
    "resubmit":           (given.Bare,               registrations.resubmit),
    "withdraw":           (given.Withdraw,           registrations.withdraw),
    "link_account":       (given.LinkAccount,        registrations.link_account),
    "create_account":     (given.CreateAccount,      registrations.create_account),
    "reassign_esm":       (given.ReassignEsm,        registrations.reassign_esm),
    "put_forward":        (given.Bare,               registrations.put_forward),
    "contact":            (given.Note,               registrations.contact),
    "confirm_type":       (given.ConfirmType,        registrations.confirm_type),
    "record_sourcing":    (given.RecordSourcing,     registrations.record_sourcing),
    "link_opportunity":   (given.LinkOpportunity,    registrations.link_opportunity),
    "create_opportunity": (given.CreateOpportunity,  registrations.create_opportunity),
    "record_alignment":   (given.Note,               registrations.record_alignment),
    "tell_delay":         (given.Note,               registrations.tell_delay),
    "hand_over":          (given.HandOver,           registrations.hand_over),
    "approve":            (given.Approve,            registrations.approve),
    "deny":               (given.Deny,               registrations.deny),
    "send_back":          (given.SendBack,           registrations.send_back),
    "switch_account":     (given.Bare,               registrations.switch_account),
    "relink_opportunity": (given.RelinkOpportunity,  registrations.relink_opportunity),
    "ask_extension":      (given.AskExtension,       registrations.ask_extension),
    "extend":             (given.Extend,             registrations.extend),
    "extend_to":          (given.ExtendTo,           registrations.extend_to),
    "decline_extension":  (given.Why,                registrations.decline_extension),
}
# fmt: on
faces.BY_HAND.update(TABLE)


def arguments(body: given.Bare) -> dict[str, Any]:
    """What an action takes, from a body: amounts become decimals, what was left out is left to the action."""
    found = body.model_dump(exclude_unset=True)
    if found.get("amount") is not None:
        found["amount"] = amount(found["amount"])
    return found


def _address(name: str, shape: type[given.Bare], action: Callable[..., Any]) -> None:
    needed = any(field.is_required() for field in shape.model_fields.values())
    default = Body(...) if needed else Body(default_factory=shape)

    def move(request: HttpRequest, reference: str, body: shape = default) -> HttpResponse:  # type: ignore[valid-type]
        actor, ref = reader(request), read_reference(reference)

        def act(occasion: Occasion) -> HttpResponse:
            done = action(ref, occasion, **arguments(body))
            return answer(faces.whole(_as_seen(actor, ref, done), occasion))

        return once(request, act)

    move.__name__ = name
    words = (action.__doc__ or "").strip().split("\n\n")[0]
    router.post(
        f"/{{reference}}/{name}",
        response=shown.InsideRegistration | shown.OutsideRegistration,
        operation_id=name,
        summary=REGISTRATION.moves[name].label,
        description=" ".join(words.split()),
        url_name=f"registration_{name}",
    )(move)


for _name, (_shape, _action) in TABLE.items():
    _address(_name, _shape, _action)


def _as_seen(actor: Person, reference: str, done: Registration) -> Registration:
    """The registration as its reader sees it now; what the move left, when it took the registration out of her sight."""
    try:
        return queries.one(actor, reference)
    except NotFound:
        return done
