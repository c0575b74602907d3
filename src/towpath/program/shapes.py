"""The shape of every page: which keys a question's wordings have. What they mean is in `decisions`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.locate import Place
from towpath.program.shapes_ahead import AHEAD_SHAPES
from towpath.program.shapes_compliance import COMPLIANCE_SHAPES, REQUIREMENTS
from towpath.program.shapes_distribution import DISTRIBUTION_SHAPES
from towpath.program.shapes_forms import FORM_SHAPES
from towpath.program.shapes_nfr import NFR_SHAPES
from towpath.program.shapes_opportunities import OPPORTUNITY_SHAPES
from towpath.program.shapes_partners import PARTNER_SHAPES
from towpath.program.shapes_pricing import PRICING_SHAPES
from towpath.program.shapes_pursuits import PURSUIT_SHAPES
from towpath.program.shapes_quotes import QUOTE_SHAPES
from towpath.program.shapes_territories import TERRITORY_SHAPES
from towpath.program.spec import (
    Anything,
    Day,
    Flag,
    Listed,
    Mapped,
    Misfit,
    Number,
    Shape,
    Table,
    Text,
    Whole,
)
from towpath.program.together import calendars_together, field_together, sla_together

TYPES = ("resale", "msp", "referral")
KINDS = ("reseller", "distributor", "msp", "alliance", "oem", "gsi", "psp")
APPROVERS = ("esm", "asm")
REVIEWING = ("ops", "esm", "asm")  # teams that every program has
TEAMS = ("ops", "esm", "asm", "licence_support")
EVENTS = tuple(
    f"deals.registration.{past}"
    for past in [
        "drafted",
        "amended",
        "submitted",
        "account_linked",
        "account_created",
        "released",
        "esm_reassigned",
        "put_forward",
        "type_confirmed",
        "sourcing_recorded",
        "opportunity_linked",
        "opportunity_created",
        "step_approved",
        "approved",
        "denied",
        "returned",
        "resubmitted",
        "withdrawn",
        "commented",
        "told_partner",
        "extension_asked",
        "extended",
        "extension_declined",
        "expiring",
        "expired",
        "closed_won",
        "closed_lost",
        "handed_over",
        "alignment_recorded",
        "delay_told",
        "contacted",
    ]
) + tuple(
    f"enablement.licence.{past}"
    for past in ("asked", "refused", "exception_filed", "exception_passed", "exception_approved", "exception_declined",
                 "referred", "fulfilled", "withdrawn")
)  # fmt: skip
CATALOGUE_ID = r"[A-Z]{3}-\d{2}"

_text = Text()
_key = Text(pattern=r"[a-z][a-z0-9_]*", written_like="new_opportunity")
_country = Text(one_of=tuple(sorted(COUNTRY_NAMES)))
_kinds = Listed(Text(one_of=KINDS), at_least=0, unique="")
_month = Text(
    one_of=(
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    )
)
_events = Listed(Text(one_of=EVENTS), unique="")
_some_events = Listed(Text(one_of=EVENTS), at_least=0, unique="")
_zone = Text(pattern=r"[A-Za-z_]+(/[A-Za-z0-9_+-]+)*", written_like="Europe/Amsterdam")
_hours = Text(pattern=r"\d\d:\d\d-\d\d:\d\d", written_like='"09:00-17:00"')


def shape_of(name: str) -> Table | None:
    """The shape of a page's wordings; None where no decision reads a page of this name."""
    if name.startswith("sla.") and name not in SHAPES:
        return _SLA
    if name.startswith("compliance.") and name not in SHAPES:
        return REQUIREMENTS
    return SHAPES.get(name)


def page_problems(written: Mapping[str, Any], wording: Table) -> list[Misfit]:
    """All that is wrong with a page: its head, the order of its dates, each wording, the outside of each example."""
    found = _page_shape(wording).misfits(written, ())
    own = wording.required.keys() | wording.optional.keys()
    return [_misplaced(each) if len(each.place) == 1 and each.place[0] in own else each for each in found]


def _misplaced(misfit: Misfit) -> Misfit:
    """A key of the wordings that stands at the head of the page."""
    what = f'"{misfit.place[0]}" stands at the head of the page.'
    return Misfit(misfit.place, what, "Move it under [since.<the day on which it begins>].")


def _page_shape(wording: Table) -> Table:
    return Table(
        required={
            "title": _text,
            "rules": Listed(Text(pattern=CATALOGUE_ID, written_like="DRG-17"), unique=""),
            "source": _text,
            "since": Mapped(wording),
            "example": Listed(_EXAMPLE),
        },
        optional={
            "audience": Text(one_of=("partner", "internal")),
            "review_by": Day(),
            "note": _text,
            "drawn_from": Listed(_DRAWN_FROM),
            "known_outside_as": Text(pattern=r"[a-z_]+\.[a-z_]+", written_like='"sla.final_review"'),
        },
        together=_dates_in_order,
        written={
            "title": 'title = "...": the question that the page answers.',
            "rules": 'rules = ["DRG-17"]: the rules of the catalogue that it serves.',
            "source": 'source = "...": the document and the heading that say so.',
            "since": "[since.2025-02-01]: the day on which the wording begins, and under it what it says.",
            "example": "[[example]], and under it case, on, given and expect.",
        },
    )


_DRAWN_FROM = Table(
    {
        "document": _text,
        "heading": _text,
        "words": Text(pattern="[0-9a-f]{12}", written_like='"9c1e5a0b77d3", as `towpath program paragraphs` prints it'),
    }
)
_EXAMPLE = Table(
    required={"case": _text, "on": Day(), "given": Mapped(Anything(), at_least=0), "expect": Anything()},
    optional={"cites": Listed(Text(pattern=CATALOGUE_ID, written_like="DRG-17")), "says": _text},
)


def _dates_in_order(page: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    earlier: date | None = None
    for written in page["since"]:
        here = (*place, "since", written)
        if not _is_day(written):
            yield Misfit(here, f'"{written}" is not a day.', "Write each wording as [since.2025-02-01].")
            return
        day = date.fromisoformat(written)
        if earlier and day < earlier:
            yield Misfit(
                here, f"The wording of {day} stands after that of {earlier}.", "Put the wordings in order of date."
            )
        earlier = max(day, earlier) if earlier else day


def _is_day(written: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return False
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


_SLA = Table(
    required={
        "team": Text(one_of=TEAMS),
        "allowance": Table({"amount": Whole(1, 1000), "unit": Text(one_of=("hours", "days"))}),
        "starts_on": _events,
        "met_by": _events,
        "warn_at_fraction": Number(most=Decimal(1)),
        "escalate_to": Listed(Text(one_of=("backup", "lead")), unique=""),
    },
    optional={
        "pauses_on": _some_events,
        "resumes_on": _some_events,
        "cancelled_by": _some_events,
        "noted_on": _some_events,
    },
    together=sla_together,
)

_FIELD_KINDS = (
    "text",
    "longtext",
    "email",
    "phone",
    "domain",
    "country",
    "money",
    "currency",
    "day",
    "whole",
    "flag",
    "choice",
)
_choice = Table({"value": _key, "label": _text}, {"help": _text})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_scalar_list: Shape = Listed(Anything(), unique="")

SHAPES: dict[str, Table] = {
    **AHEAD_SHAPES,
    **COMPLIANCE_SHAPES,
    **PARTNER_SHAPES,
    **DISTRIBUTION_SHAPES,
    **NFR_SHAPES,
    **OPPORTUNITY_SHAPES,
    **PRICING_SHAPES,
    **QUOTE_SHAPES,
    **FORM_SHAPES,
    **PURSUIT_SHAPES,
    **TERRITORY_SHAPES,
    "vendor": Table(
        {
            "name": _text,
            "program": _text,
            "zone": _zone,
            "support_address": Text(pattern=r"[^@\s]+@[^@\s]+", written_like="partners@example.com"),
            "pseudo_partner": _text,
        }
    ),
    "fiscal.year": Table({"starts_in": _month, "named_by": Text(one_of=("start", "end"))}),
    "deal_registration.eligibility": Table(
        {
            "foundations_completed": Whole(1),
            "foundations_training": _text,
            "agreement_required": Flag(),
            "vendor_submits_for": _kinds,
        }
    ),
    "deal_registration.transacting": Table(
        {"sales_certified": Whole(1), "good_standing_required": Flag(), "one_off_by": Listed(_text)}
    ),
    "deal_registration.incentives": Table({"not_for": _kinds}),
    "deal_registration.approval_chain": Table(
        {"step": Listed(Table({"role": Text(one_of=APPROVERS)}, {"sla": _key}), unique="role")},
        {
            "exception": Listed(
                Table(
                    {
                        "label": _text,
                        "step": Listed(Table({"role": Text(one_of=APPROVERS)}, {"sla": _key}), unique="role"),
                    },
                    {
                        "types": Listed(Text(one_of=TYPES), unique=""),
                        "regions": Listed(_text, unique=""),
                        "public_sector": Flag(),
                        "amount_below": Number(),
                    },
                )
            )
        },
    ),
    "deal_registration.status": Table(
        {
            "label": Mapped(_text),
            "waiting_for": Mapped(_text, keys=APPROVERS),
            "on_opportunity": Mapped(Text(one_of=("pending", "approved", "denied", ""), may_be_empty=True)),
        }
    ),
    "deal_registration.denial_reasons": Table(
        {"reason": Listed(Table({"key": _key, "partner": _text, "internal": _text}, {"rests_on": _text}), unique="key")}
    ),
    "deal_registration.protection": Table(
        {
            "term_days": Whole(1, 3650),
            "counts_from": Text(one_of=("original approval",)),
            "standard_extension_days": Whole(1, 3650),
            "reminders": Table({"days_before": Listed(Whole(1, 365), unique="")}),
        }
    ),
    "deal_registration.sourcing": Table(
        {"finding": Listed(Table({"key": _key, "words": _text, "supports_approval": Flag()}), unique="key")}
    ),
    "deal_registration.types": Table(
        {
            "type": Listed(
                Table(
                    {
                        "key": Text(one_of=TYPES),
                        "title": _text,
                        "meaning": _text,
                        "transacts": _text,
                        "reward": _text,
                        "collaboration": _text,
                        "opportunity_account": Text(one_of=("customer", "partner")),
                        "opportunity_deal_type": _text,
                    }
                ),
                unique="key",
            )
        }
    ),
    "deal_registration.form": Table(
        {
            "field": Listed(
                Table(
                    {"name": _key, "label": _text, "required": Flag(), "kind": Text(one_of=_FIELD_KINDS)},
                    {
                        "help": _text,
                        "choices": Listed(_choice, unique="value"),
                        "only_for": Listed(Text(one_of=TYPES), unique=""),
                        "section": _text,
                        "longest": Whole(1, 20000),
                    },
                    together=field_together,
                ),
                unique="name",
            )
        }
    ),
    "deal_registration.conflict_warning": Table(
        {
            "states": Listed(_key, unique=""),
            "fields": Listed(_key, unique=""),
            "likely_from_score": Whole(1, 100),
            "says": _text,
        }
    ),
    "deal_registration.guidance": Table(
        {
            "link": Listed(
                Table(
                    {
                        "types": Listed(Text(one_of=TYPES), unique=""),
                        "label": _text,
                        "address": Text(pattern=r"https://\S+", written_like="https://example.com/guide"),
                    }
                ),
                unique="address",
            )
        }
    ),
    "tagging.source_tags": Table(
        {
            "partner_qualified_lead": _text,
            "partner_generated": _text,
            "sales_qualified_sources": Listed(_text, at_least=2, unique=""),
            "deal_types": Mapped(_text, keys=TYPES, at_least=3),
            "never_written": Listed(_key, unique=""),
            "inputs": Mapped(_scalar_list),
            "row": Listed(
                Table(
                    {
                        "when": Mapped(Anything(), at_least=0),
                        "then": Table(
                            {},
                            {
                                "initial_source": Text(one_of=("partner_qualified_lead",)),
                                "sales_qualified_source": Text(one_of=("partner_generated",)),
                                "deal_type": Text(one_of=("registered", "blank")),
                            },
                        ),
                        "says": _text,
                        "rules": Listed(Text(pattern=CATALOGUE_ID, written_like="TAG-05")),
                    }
                )
            ),
        }
    ),
    "sla.calendars": Table(
        {
            "calendar": Mapped(
                Table(
                    {"zone": _zone, "weekly": Mapped(Listed(_hours, unique=""), keys=_WEEKDAYS)},
                    {
                        "country": _country,
                        "subdivision": Text(pattern=r"[A-Z0-9]{1,3}", written_like="CA"),
                        "closed": Listed(Table({"on": Day(), "reason": _text}), unique="on"),
                        "opened": Listed(Table({"on": Day(), "hours": Listed(_hours), "reason": _text}), unique="on"),
                    },
                )
            ),
            "uses": Mapped(Mapped(_text), keys=TEAMS, at_least=len(REVIEWING)),
        },
        together=calendars_together,
    ),
    "enablement.badges": Table(
        {
            "group": Listed(Table({"key": _key, "name": _text}, {"months": Whole(1, 240)}), unique="key"),
            "badge": Listed(
                Table(
                    {"code": _key, "name": _text, "group": _key},
                    {"aliases": Listed(_text, unique=""), "retired": Flag()},
                ),
                unique="code",
            ),
            "counts_as": Table(
                {"sales_certification": Listed(_key, unique=""), "foundations": Listed(_key, unique="")}
            ),
        }
    ),
    "library.kinds": Table(
        {
            "kind": Listed(
                Table({"key": _key, "label": _text, "formats": Listed(_text, unique="")}, {"pages_only": Flag()}),
                unique="key",
            )
        }
    ),
}
