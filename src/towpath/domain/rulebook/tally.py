"""What a comparison of two books adds up to: who wins, who loses, by page, partner and region, and the money at stake."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from towpath.basics.days import day_in_words
from towpath.program.compare import KINDS, PastDecision, Verdict

MOST_ROWS = 100_000  # cases kept one by one for the export; the sums count all
SAMPLES = 5  # of each page and kind, for looking at side by side
PROTECTION = "deal_registration.protection"
#: Whose signatures a decision asks for: question -> roles of an outcome.
SIGNED_BY = {"deal_registration.approval_chain": lambda outcome: [step["role"] for step in outcome]}


@dataclass(frozen=True)
class Case:
    """A kept decision with where it belongs. `subject` is its reference, such as REG00042; "" where it has none.

    value  what hangs on it, in `currency`: a deal's amount, or a line's price at list
    state  of the record now; `ended_on` the day on which it was won or lost, `expires_on` its protection's end as it is
    """

    kept: PastDecision
    at: datetime
    subject: str
    partner: str = ""
    region: str = ""
    value: Decimal | None = None
    currency: str = ""
    state: str = ""
    ended_on: date | None = None
    expires_on: date | None = None
    counts_once_as: str = ""  # what its value counts once for: the record, or the line; "" for the subject


@dataclass(frozen=True)
class Row:
    """One case whose answer differs."""

    question: str
    kind: str
    subject: str
    partner: str
    region: str
    on: str
    value: Decimal | None
    currency: str
    says: str
    lapse: str
    facts: str
    before: Any
    after: Any


@dataclass
class Tally:
    """Sums over cases, from any number of parts: `merge` adds them up."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    partners: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    regions: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    money: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))  # (kind, currency)
    signatures: dict[str, list[int]] = field(default_factory=dict)  # role -> [before, after]
    lapsed: int = 0  # deals whose protection would have ended before what became of them
    whys: Counter[str] = field(default_factory=Counter)  # why decisions could not be asked
    rows: list[Row] = field(default_factory=list)
    _counted: set[tuple[str, str]] = field(default_factory=set)  # (kind, record) of the part that is being counted

    def add(self, case: Case, verdict: Verdict, today: date) -> None:
        """Count one case; `today` is the day against which an open record's protection is held."""
        question, kind = case.kept.question, verdict.kind
        self.counts[question][kind] += 1
        signed = SIGNED_BY.get(question)
        if signed is not None and kind != "unasked":
            self._sign(signed(verdict.before), 0)
            self._sign(signed(verdict.after), 1)
        if kind == "same":
            return
        if kind == "unasked":
            self.whys[f"{question}: {verdict.says}"] += 1
            return
        self.partners[case.partner][kind] += 1
        self.regions[case.region][kind] += 1
        key = (kind, case.counts_once_as or case.subject)
        if case.value is not None and key not in self._counted:
            self._counted.add(key)
            self.money[kind, case.currency] += case.value
        self._keep(case, verdict, today)

    def _keep(self, case: Case, verdict: Verdict, today: date) -> None:
        lapse = lapse_of(case, verdict, today)
        self.lapsed += bool(lapse)
        if len(self.rows) < MOST_ROWS:
            self.rows.append(
                Row(
                    case.kept.question, verdict.kind, case.subject, case.partner, case.region, case.kept.on, case.value,
                    case.currency, verdict.says, lapse, case.kept.facts, verdict.before, verdict.after,
                )
            )  # fmt: skip

    def _sign(self, roles: Iterable[str], which: int) -> None:
        for role in roles:
            self.signatures.setdefault(role, [0, 0])[which] += 1

    def begin_part(self) -> None:
        """What follows shares no record with what came before: money of a record counts once within a part."""
        self._counted.clear()

    def merge(self, other: "Tally") -> None:
        """Add another tally's sums; the two share no record."""
        for name in ("counts", "partners", "regions"):
            for key, counter in getattr(other, name).items():
                getattr(self, name)[key].update(counter)
        for place, amount in other.money.items():
            self.money[place] += amount
        for role, (before, after) in other.signatures.items():
            both = self.signatures.setdefault(role, [0, 0])
            both[0] += before
            both[1] += after
        self.lapsed += other.lapsed
        self.whys.update(other.whys)
        self.rows += other.rows[: MOST_ROWS - len(self.rows)]

    @property
    def total(self) -> Counter[str]:
        """Decisions by kind, over all pages."""
        return sum(self.counts.values(), Counter())

    @property
    def lapses(self) -> list[Row]:
        """Those of them among the rows that are kept."""
        return [row for row in self.rows if row.lapse]

    def samples(self) -> list[Row]:
        """Some cases of each page and kind, the first of the period."""
        seen: Counter[tuple[str, str]] = Counter()
        found = []
        for row in self.rows:
            seen[row.question, row.kind] += 1
            if seen[row.question, row.kind] <= SAMPLES:
                found.append(row)
        return found

    def as_record(self) -> dict[str, Any]:
        """The sums as values that JSON can carry: what a stored comparison keeps and every door shows."""
        return {
            "total": {kind: self.total[kind] for kind in KINDS},
            "pages": {name: {kind: counter[kind] for kind in KINDS} for name, counter in sorted(self.counts.items())},
            "partners": _ranked(self.partners),
            "regions": _ranked(self.regions),
            "money": [
                {"kind": kind, "currency": currency, "amount": str(amount)}
                for (kind, currency), amount in sorted(self.money.items())
            ],
            "signatures": {role: {"before": one, "after": two} for role, (one, two) in sorted(self.signatures.items())},
            "lapses": self.lapsed,
            "cannot_be_asked": dict(self.whys.most_common(20)),
            "differing_rows_kept": len(self.rows),
        }


def _ranked(counters: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    """Those who lose most first, then those who gain most, then by name."""
    order = sorted(counters.items(), key=lambda one: (-one[1]["loss"], -one[1]["gain"], one[0]))
    return [{"name": name, **{kind: counter[kind] for kind in ("gain", "loss", "other")}} for name, counter in order]


def lapse_of(case: Case, verdict: Verdict, today: date) -> str:
    """What would have become of a deal whose protection ends sooner: in words, "" where nothing would be otherwise."""
    if case.kept.question != PROTECTION or verdict.kind != "loss":
        return ""
    before, after = date.fromisoformat(verdict.before["expires_on"]), date.fromisoformat(verdict.after["expires_on"])
    if case.expires_on is not None and before != case.expires_on:
        return ""  # an earlier term of a registration that was extended since
    if case.state in ("closed_won", "closed_lost") and case.ended_on is not None and after <= case.ended_on < before:
        done = "won" if case.state == "closed_won" else "lost"
        return f"{done} on {day_in_words(case.ended_on)}, {(case.ended_on - after).days} days after its protection would have ended"
    if case.state == "approved" and after <= today < before:
        return f"still open; its protection would have ended on {day_in_words(after)}"
    return ""
