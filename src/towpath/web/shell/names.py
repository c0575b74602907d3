"""The forms of a change of a partner's name, alike in the portal and the workspace."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from towpath.domain.partners.actions.moves import LONGEST_REASON
from towpath.kernel.occasion import Occasion
from towpath.program.decisions.partners.name_changes import NameChangeTerms, name_change_terms
from towpath.web.shell.fields import field

type Errors = Mapping[str, Sequence[str]]


def asking_fields(occasion: Occasion, typed: Mapping[str, Any], errors: Errors) -> list[dict[str, Any]]:
    """What is asked for a new name."""
    terms = name_change_terms(occasion.book, occasion.day)
    values = typed or {"kind": terms.kinds[0].key, "effective_on": occasion.day.isoformat()}
    categories = [(key, key.replace("_", " ")) for kind in terms.kinds for key in kind.categories]
    return [
        field("name", _("New name"), values, errors, required=True, maxlength=200),
        field("legal_name", _("New registered name"), values, errors, maxlength=200, help=_("Where it differs.")),
        field("kind", _("What happened?"), values, errors, kind="radio", required=True,
              options=[(kind.key, kind.label) for kind in terms.kinds]),
        field("category", _("How did the control change?"), values, errors, kind="select", options=categories,
              help=_("Only where the company has another owner.")),
        field("effective_on", _("Under the new name from"), values, errors, kind="date", required=True, width="short"),
        field("reason", _("Reason"), values, errors, kind="textarea", rows=3, required=True, maxlength=LONGEST_REASON),
    ]  # fmt: skip


def asked(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed into these fields, as the action takes it; a day that is none is left to today."""
    names = ("name", "legal_name", "kind", "category", "reason")
    given: dict[str, Any] = {name: typed.get(name, "")[:2000] for name in names}
    try:
        given["effective_on"] = date.fromisoformat(typed.get("effective_on", ""))
    except ValueError:
        given["effective_on"] = None
    return given


def filing_fields(terms: NameChangeTerms, typed: Mapping[str, Any], errors: Errors) -> list[dict[str, Any]]:
    """What is asked to put a document on file."""
    values = typed if errors else {}
    return [
        field("kind", _("Which document?"), values, errors, kind="select", required=True, options=list(terms.documents.items())),
        field("file", _("The document"), {}, errors, kind="file", required=True),
    ]  # fmt: skip


def decide_fields(name: str, typed: Mapping[str, Any], errors: Errors) -> list[dict[str, Any]]:
    """What a decision asks for: a reason to decline, nothing to enter."""
    if name != "decline":
        return []
    words = _("The partner reads it.")
    values = typed if errors else {}
    return [field("reason", _("Reason"), values, errors, required=True, help=words, maxlength=LONGEST_REASON)]
