"""The main job on real company names, from nothing: `python -m bench.story` (make story) prints what happened.

In a home of its own it starts the embedded database, web server, worker and a mail server; imports a public list of
companies from two files; and carries a hundred registrations to a decision, the partners through the REST API, the
vendor's people through the command line. Exit code 1 when anything is lost or doubled.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from click.testing import CliRunner

from bench.story_companies import Company, as_written, companies, website_as_written, write_file

DENIALS = (
    "not_partner_sourced",
    "already_pursued",
    "not_qualified",
    "other_partner_chosen",
    "no_answer",
    "flat_renewal",
)
PATIENCE = 180.0  # seconds for queues to run dry
DECIDED = {"approved", "denied", "withdrawn"}


class Lost(Exception):
    """Something that must hold does not."""


@dataclass
class Deal:
    """One registration of the story: whose it is, what it means, and how it is to end."""

    number: int
    seller: str  # an address
    company: Company
    written: str
    way: str
    website: str
    kind: str
    ending: str  # approve, deny, return, withdraw, withdraw_in_review, rival
    reference: str = ""
    account: str = ""
    opportunity: str = ""


@dataclass
class Story:
    """Everything that the parts share. `expected` counts the mails that must go out: (kind, address, reference)."""

    home: Path
    port: int = 0
    tokens: dict[str, str] = field(default_factory=dict)
    deals: list[Deal] = field(default_factory=list)
    expected: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    mailbox: list[tuple[str, str]] = field(default_factory=list)  # (message id, address) as the mail server saw them
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    commands: int = 0
    requests: int = 0

    # -- the two doors -----------------------------------------------------------------------------------------------

    def towpath(self, *words: object, who: str = "", fails: bool = False) -> str:
        """One command line, in this process; a wrong exit code ends the story."""
        from towpath.cli.main import towpath

        self.commands += 1
        arguments = [str(word) for word in words] + (["--as", who] if who else [])
        answer = CliRunner().invoke(towpath, arguments, prog_name="towpath")
        if (answer.exit_code != 0) is not fails:
            raise Lost(
                f"towpath {' '.join(arguments)} ended with {answer.exit_code}: {answer.stdout}{answer.stderr}{answer.exception or ''}"
            )
        return answer.stderr if fails else answer.stdout

    def api(self, who: str, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """One request to the web server with a person's token; anything but success ends the story."""
        self.requests += 1
        headers = {
            "Authorization": f"Bearer {self.tokens[who]}",
            "Content-Type": "application/json",
            "Host": "localhost",
        }
        if key:
            headers["Idempotency-Key"] = key
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status not in (200, 201):
            raise Lost(f"{method} {path} as {who} was answered {answer.status}: {text[:600]}")
        return json.loads(text)

    def expect(self, kind: str, to: str, deal: Deal) -> None:
        self.expected[(f"deals.{kind}", to, deal.reference)] += 1

    def expect_intake(self, deal: Deal) -> None:
        self.expect("acknowledgement", deal.seller, deal)
        for ops in OPS:
            self.expect("to_review", ops, deal)


OPS = ("operations1@vendor.example", "operations2@vendor.example")
REGIONS = {"AMER": "America/New_York", "EMEA": "Europe/Berlin", "APJ": "Asia/Tokyo", "PUBSEC": "America/New_York"}


def esm(region: str, number: int = 1) -> str:
    return f"esm{number}.{region.lower()}@vendor.example"


def asm(region: str) -> str:
    return f"asm1.{region.lower()}@vendor.example"


# -- the stage ---------------------------------------------------------------------------------------------------------


@contextmanager
def stage(story: Story) -> Iterator[None]:
    """Database, tables, mail server, web server and worker; all gone afterwards."""

    class Mailbox:
        async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
            self, server: Any, session: Any, envelope: Any
        ) -> str:
            identifier = message_from_bytes(envelope.content)["Message-ID"]
            story.mailbox.extend((identifier, to) for to in envelope.rcpt_tos)
            return "250 taken"

    with ExitStack() as ends:
        mail = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
        mail.start()
        ends.callback(mail.stop)
        os.environ["TOWPATH_HOME"] = str(story.home)
        os.environ["TOWPATH_MAIL_URL"] = f"smtp://127.0.0.1:{mail.port}"
        for name in ("DATABASE_URL", "TOWPATH_EMBEDDED", "TOWPATH_AS", "TOWPATH_PROGRAM"):
            os.environ.pop(name, None)
        from towpath.cli import run
        from towpath.config import box
        from towpath.config.processes import answers_http, next_free_port

        ends.enter_context(box.hold_database())
        run.open_database()
        run.bring_up_to_date()
        story.port = next_free_port("127.0.0.1", 8600)
        with open(story.home / "server.log", "wb") as log:
            for command in (["serve", "--port", str(story.port)], ["work"]):
                process = subprocess.Popen([sys.executable, "-m", "towpath", *command], stdout=log, stderr=log)
                ends.callback(process.wait, 30)
                ends.callback(process.terminate)
            wait("the web server", lambda: answers_http("127.0.0.1", story.port))
            yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(what: str, holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > patience:
            raise Lost(f"Waited {patience:.0f} s in vain for {what}.")
        time.sleep(0.1)


def drained() -> bool:
    """Whether every job that is due has run and every mail is out; jobs that send find nothing more to send then."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " AND (scheduled_at IS NULL OR scheduled_at <= now()) AND task_name <> 'towpath.mail.send'"
        )
        jobs = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM mail_outgoingmail WHERE state IN ('waiting', 'sending')")
        return jobs == 0 and cursor.fetchone()[0] == 0


def settle() -> None:
    """Between two people's work their mail arrives."""
    wait("the mails to go out", drained)


def people(story: Story) -> None:
    """The vendor's people by role and region through the command line; partners and their sellers as rows."""
    for number, address in enumerate(OPS, 1):
        story.towpath(
            "people", "add", address, "--name", f"Operations {number}", "--role", "ops", "--zone", "Europe/Dublin"
        )
    for region, zone in REGIONS.items():
        staff = [(esm(region, n), f"{region} sales manager {n}", "esm") for n in (1, 2)]
        staff += [
            (asm(region), f"{region} area manager 1", "asm"),
            (f"rep1.{region.lower()}@vendor.example", f"{region} sales rep 1", "sales_rep"),
        ]
        for address, name, role in staff:
            story.towpath("people", "add", address, "--name", name, "--role", role, "--region", region, "--zone", zone)
    for row in json.loads(story.towpath("accounts", "territories", "list", "--json", who=OPS[0])):
        region = row["region"]
        story.towpath(
            "accounts", "territories", "set", row["territory"], "--owner", f"rep1.{region.lower()}@vendor.example",
            "--esm", esm(region), "--asm", asm(region), who=OPS[0],
        )  # fmt: skip
    _partners(story)


def _partners(story: Story) -> None:
    from towpath.domain.accounts.actions.accounts import words_of
    from towpath.domain.accounts.models import Account
    from towpath.domain.partners.models import Partner
    from towpath.kernel.identity.models import Organisation, Person
    from towpath.kernel.references import next_reference

    now = datetime.now(UTC)
    for number, (region, country) in enumerate(
        (r, c) for r, c in (("AMER", "US"), ("EMEA", "DE"), ("APJ", "JP")) for _ in (1, 2)
    ):
        name = f"{region} partner {number % 2 + 1}"
        organisation = Organisation.objects.create(name=name)
        partner = Partner.objects.create(
            organisation=organisation, name=name, reference=next_reference("PAR"), country=country, region=region,
            status=Partner.Status.AUTHORIZED, kinds=["reseller", "msp"], signed_contract_on=now.date() - timedelta(days=400),
            click_through_agreement=True, sales_certified=2, foundations_completed=3,
            manager=Person.objects.get(email=esm(region)),
        )  # fmt: skip
        Account.objects.create(
            reference=next_reference("ACC"),
            created_at=now,
            partner=partner,
            region=region,
            **words_of(name, "", country),
        )
        seller = Person.objects.create(
            email=f"seller{number % 2 + 1}.{region.lower()}@partner.example", name=f"{name}, seller", joined_at=now,
            organisation=organisation, roles=["partner_seller"], zone=REGIONS[region],
        )  # fmt: skip
        story.tokens[seller.email] = (
            story.towpath("people", "token", "story", who=seller.email).strip().splitlines()[-1]
        )


# -- the file of accounts ----------------------------------------------------------------------------------------------


def accounts(story: Story, known: list[Company]) -> dict[str, Any]:
    """Two files in, one of them twice; then every account into its territory."""
    half = len(known) // 2
    files = [story.home / "accounts-a-to-k.csv", story.home / "accounts-l-to-z.csv"]
    rows = write_file(files[0], known[:half], mark=True) + write_file(files[1], known[half:], mark=False)
    began = time.perf_counter()
    outcomes = [json.loads(story.towpath("accounts", "import", file, "--json", who=OPS[0])) for file in files]
    seconds = time.perf_counter() - began
    again = json.loads(story.towpath("accounts", "import", files[0], "--json", who=OPS[0]))
    if sum(o["added"] for o in outcomes) != rows or again["unchanged"] != half:
        raise Lost(f"Of {rows} rows {[o['added'] for o in outcomes]} were added; the first file again: {again}.")
    return {"rows": rows, "seconds": seconds, "again": again["unchanged"]}


def place(story: Story) -> tuple[int, int]:
    """The nightly assignment, now. Accounts without a country stay where they are, which it says with exit code 1."""
    from towpath.domain.accounts.models import Account

    waiting = Account.objects.filter(territory=None, partner=None)
    unplaceable = waiting.filter(country="").count()
    before = waiting.count()
    story.towpath("accounts", "place", who=OPS[0], fails=unplaceable > 0)
    if waiting.count() != unplaceable:
        raise Lost(f"{waiting.count()} accounts have no territory; only {unplaceable} have no country.")
    return before - unplaceable, unplaceable


# -- the partners, through the API -------------------------------------------------------------------------------------


def plan_deals(story: Story, pool: list[Company], strangers: list[Company], count: int, seed: int) -> None:
    """Who registers what, and how it will end; always the same for a seed."""
    chance = random.Random(seed)
    region_of = {"US": "AMER", "CA": "AMER", "JP": "APJ", "AU": "APJ", "CN": "APJ"}
    endings = (
        ["approve"] * 56
        + ["deny"] * 16
        + ["return"] * 12
        + ["withdraw"] * 4
        + ["withdraw_in_review"] * 6
        + ["rival"] * 6
    )
    fresh = chance.sample([one for one in pool if one.country], count)
    for number in range(count):
        ending = endings[number * len(endings) // count]
        company = strangers[number % len(strangers)] if number % 16 == 5 and ending == "approve" else fresh[number]
        twin = 1
        if ending == "rival":  # the same customer and deal as one that is approved, from the other partner
            first = story.deals[number - count * 3 // 4]
            company, twin = first.company, 2 if first.seller.startswith("seller1") else 1
        elif number % 2:
            twin = 2
        region = region_of.get(company.country, "EMEA")
        written, way = as_written(chance, company)
        kind = "resale" if ending == "rival" else ("resale", "resale", "msp", "resale", "referral")[number % 5]
        story.deals.append(
            Deal(number, f"seller{twin}.{region.lower()}@partner.example", company, written, way,
                 website_as_written(chance, company), kind, ending)
        )  # fmt: skip


def form(deal: Deal) -> dict[str, Any]:
    domain = deal.website.removeprefix("https://").removeprefix("www.").strip("/")
    more = {
        "msp": {"managed_service": "We run it for the customer."},
        "referral": {"introduction": "We introduced the IT team."},
    }
    return {
        "deal_type": deal.kind, "business": "net_new", "deal_name": f"{deal.written}: platform for {50 + deal.number} seats",
        "customer_name": deal.written, "customer_website": deal.website, "customer_country": deal.company.country,
        "contact_name": "Purchasing", "contact_email": f"purchasing@{domain}", "amount": f"{20_000 + 1_250 * deal.number}.00",
        "currency": "EUR", "close_on": (datetime.now(UTC) + timedelta(days=90)).date().isoformat(), "product": "premium",
        "need": "One platform in place of several.", "how_sourced": "Our assessment led to the project.",
        **({"extra": more[deal.kind]} if deal.kind in more else {}),
    }  # fmt: skip


def submit(story: Story) -> None:
    """Every deal is sent; each tenth twice under its key, as a double click would."""
    for deal in story.deals:
        sent = {**form(deal), "submit": True}
        key = f"story-{deal.number}"
        deal.reference = story.api(deal.seller, "POST", "/deals/registrations", sent, key)["reference"]
        story.expect_intake(deal)
        if deal.number % 10 == 0:
            again = story.api(deal.seller, "POST", "/deals/registrations", sent, key)["reference"]
            if again != deal.reference:
                raise Lost(f"A double click made {again} beside {deal.reference}.")
    for deal in story.deals:
        if deal.ending == "withdraw":
            story.api(
                deal.seller,
                "POST",
                f"/deals/registrations/{deal.reference}/withdraw",
                {"why": "The customer chose otherwise."},
            )


# -- Ecosystem Operations, through the command line --------------------------------------------------------------------


def intake(story: Story, accounts_by_id: dict[str, str]) -> None:
    """Find each customer's account by likeness, or create it; give it to the region's manager; put it forward."""
    created = [deal for deal in open_deals(story) if not _link(story, deal, accounts_by_id)]
    if created:
        place(story)
        story.notes.append(
            f"{len(created)} customers were in no file: their accounts were created and placed by the night's run"
        )
    for deal in open_deals(story):
        returned = deal.ending == "return" and deal.number % 2 == 0
        if returned:
            _return_and_resubmit(story, deal, OPS[0])
        forward(story, deal)


def open_deals(story: Story) -> list[Deal]:
    return [deal for deal in story.deals if deal.ending != "withdraw"]


def _link(story: Story, deal: Deal, accounts_by_id: dict[str, str]) -> bool:
    """Link the right account; False when there was none and one was created."""
    right = accounts_by_id.get(deal.company.id, "")
    proposed = json.loads(story.towpath("deals", "candidates", deal.reference, "--json", who=OPS[0]))
    names = [one["account"] for one in proposed]
    if not right:  # in no file: an earlier deal of the story may have created it meanwhile
        story.found[
            "no such account, none taken for it"
            if not proposed or proposed[0]["score"] < 70
            else "no such account, another proposed"
        ] += 1
        story.towpath("deals", "create-account", deal.reference, "--name", deal.company.name, who=OPS[0])
        accounts_by_id[deal.company.id] = _seen(story, deal)["account"]
        return False
    place_of = names.index(right) + 1 if right in names else 0
    story.found["first" if place_of == 1 else "among five" if place_of else "missed"] += 1
    if place_of != 1:
        story.missed.append(
            f"“{deal.written}” means {deal.company.name}: " + (f"place {place_of}" if place_of else "not among five")
        )
    story.towpath(
        "deals",
        "link-account",
        deal.reference,
        "--account",
        right,
        "--grounds",
        "likeness" if place_of else "looked up",
        who=OPS[0],
    )
    return True


def _seen(story: Story, deal: Deal) -> dict[str, Any]:
    return dict(json.loads(story.towpath("deals", "show", deal.reference, "--json", who=OPS[0])))


def forward(story: Story, deal: Deal) -> None:
    story.towpath("deals", "put-forward", deal.reference, who=OPS[deal.number % 2])
    story.expect("ready_for_review", _seen(story, deal)["with"], deal)


def _return_and_resubmit(story: Story, deal: Deal, who: str) -> None:
    story.towpath("deals", "return", deal.reference, "--comments", "Which teams will use it?", who=who)
    story.expect("returned", deal.seller, deal)
    settle()
    path = f"/deals/registrations/{deal.reference}"
    story.api(deal.seller, "PATCH", path, {"need": "One platform in place of several, for four teams."})
    story.api(deal.seller, "POST", f"{path}/resubmit", {})
    story.expect_intake(deal)
    settle()


# -- the sales managers ------------------------------------------------------------------------------------------------


def absence(story: Story) -> Callable[[], None]:
    """The EMEA manager is away from now; what waits goes to her colleague. Returns what brings her back."""
    from towpath.kernel.approvals.models import Absence

    waiting = json.loads(story.towpath("deals", "list", "--view", "waiting", "--limit", 500, "--json", who=esm("EMEA")))
    now = datetime.now(UTC)
    told = story.towpath(
        "deals", "absences", "plan", "--backup", esm("EMEA", 2), "--from", now.isoformat(timespec="seconds"),
        "--until", (now + timedelta(days=3)).isoformat(timespec="seconds"), who=esm("EMEA"),
    )  # fmt: skip
    number = told.split(":")[0].removeprefix("Absence ")
    wait("the absence to begin", lambda: Absence.objects.get(pk=number).state == Absence.State.ACTIVE)
    by_reference = {deal.reference: deal for deal in story.deals}
    for row in waiting:
        story.expect("ready_for_review", esm("EMEA", 2), by_reference[row["reference"]])
    story.notes.append(f"{len(waiting)} registrations moved to the backup of a sales manager who was away")

    def back() -> None:
        held = json.loads(
            story.towpath("deals", "list", "--view", "waiting", "--limit", 500, "--json", who=esm("EMEA", 2))
        )
        theirs = [row for row in held if row["instead_of"] == esm("EMEA")]
        story.towpath("deals", "absences", "cancel", number, who=OPS[0])
        story.notes.append(f"{len(theirs)} of them came back with her")
        for row in theirs:
            story.expect("ready_for_review", esm("EMEA"), by_reference[row["reference"]])

    return back


def first_review(story: Story, deals: list[Deal]) -> None:
    """Each in the hands of whoever holds it: withdraw, return, deny, or approve after all that an approval needs."""
    for deal in deals:
        holder = _seen(story, deal)["with"]
        if deal.ending == "withdraw_in_review":
            story.api(
                deal.seller, "POST", f"/deals/registrations/{deal.reference}/withdraw", {"why": "Budget was cut."}
            )
            story.expect("withdrawn", holder, deal)
            continue
        if deal.ending == "return" and deal.number % 2:
            _return_and_resubmit(story, deal, holder)
            forward(story, deal)
            settle()
            holder = _seen(story, deal)["with"]
        if deal.ending == "deny":
            reason = DENIALS[deal.number % len(DENIALS)]
            story.towpath("deals", "deny", deal.reference, "--reason", reason, who=holder)
            story.expect("denied", deal.seller, deal)
            continue
        _sign(story, deal, holder)


def _sign(story: Story, deal: Deal, holder: str) -> None:
    story.towpath("deals", "confirm-type", deal.reference, who=holder)
    story.towpath("deals", "record-sourcing", deal.reference, "--finding", "partner_created", who=holder)
    if deal.ending == "rival":
        first = next(one for one in story.deals if one.company == deal.company and one is not deal)
        story.towpath("deals", "link-opportunity", deal.reference, "--opportunity", first.opportunity, who=holder)
    else:
        story.towpath("deals", "create-opportunity", deal.reference, who=holder)
        deal.opportunity = _seen(story, deal)["opportunity"]
    story.towpath("deals", "approve", deal.reference, who=holder)
    story.expect("ready_for_review", _seen(story, deal)["with"], deal)


def final_review(story: Story) -> None:
    """The area managers: align, approve; the second on an opportunity is refused, and then denied in the program's words."""
    refused = 0
    for deal in story.deals:
        if deal.ending not in ("approve", "return", "rival"):
            continue
        holder = _seen(story, deal)["with"]
        story.towpath(
            "deals", "align", deal.reference, "--note", "Agreed with the sales manager and the sales rep.", who=holder
        )
        if deal.ending == "rival":
            said = story.towpath("deals", "approve", deal.reference, who=holder, fails=True)
            refused += "already has an approved registration" in said
            story.towpath("deals", "deny", deal.reference, "--reason", "already_registered", who=holder)
            story.expect("denied", deal.seller, deal)
        else:
            story.towpath("deals", "approve", deal.reference, who=holder)
            story.expect("approved", deal.seller, deal)
    story.notes.append(f"{refused} second approvals on an opportunity were refused, then denied")


# -- what happened -----------------------------------------------------------------------------------------------------


def reckon(story: Story) -> list[str]:
    """What is lost or doubled, in words; empty when all is well."""
    from towpath.domain.deals.models import Registration
    from towpath.kernel.mail.models import OutgoingMail

    wrong = []
    state = {row.reference: row.state for row in Registration.objects.all()}
    if len(state) != len(story.deals):
        wrong.append(f"{len(state)} registrations are there, {len(story.deals)} were sent")
    wrong += [
        f"{d.reference} is {state.get(d.reference, 'gone')}"
        for d in story.deals
        if state.get(d.reference) not in DECIDED
    ]
    names = {row.pk: row.reference for row in Registration.objects.only("reference")}
    made = Counter(
        (m.kind, m.to, names.get(m.subject_id, "")) for m in OutgoingMail.objects.all() if m.kind.startswith("deals.")
    )
    wrong += [f"mail missing: {each} ({n} times)" for each, n in (story.expected - made).items()]
    wrong += [f"mail too many: {each} ({n} times)" for each, n in (made - story.expected).items()]
    seen = Counter(story.mailbox)
    rows = Counter((m.message_id, m.to) for m in OutgoingMail.objects.all())
    wrong += [f"the mail server saw {each} {n} times" for each, n in seen.items() if n != 1]
    wrong += [f"the mail server never saw {each}" for each in rows - seen] + [
        f"mail of nobody: {each}" for each in seen - rows
    ]
    return wrong


def tell(story: Story, imported: dict[str, Any], placed: tuple[int, int], seconds: dict[str, float]) -> None:
    from django.db.models import Count

    from towpath.domain.deals import history
    from towpath.domain.deals.models import Registration
    from towpath.kernel.clocks.models import Clock
    from towpath.kernel.in_force import book
    from towpath.kernel.mail.models import OutgoingMail
    from towpath.program.decisions.deal_registration.form import denial_reason

    print(
        f"\nAccounts      {imported['rows']:,} companies in two files (UTF-8 with and without byte order mark), {imported['rows'] / imported['seconds']:,.0f} rows/s"
    )
    print(
        f"              the first file again: {imported['again']:,} unchanged; {placed[0]:,} placed in territories, {placed[1]} wait (no country)"
    )
    searched = sum(story.found[key] for key in ("first", "among five", "missed"))
    print(
        f"Matches       {story.found['first']} of {searched} customers found as first candidate, {story.found['among five']} more among five, {story.found['missed']} missed"
    )
    for way, (hits, all_of) in _by_way(story).items():
        print(f"              {way:<14} {hits:>3} of {all_of:>3} first")
    for key in ("no such account, none taken for it", "no such account, another proposed"):
        if story.found[key]:
            print(f"              {key}: {story.found[key]}")
    for line in story.missed[:6]:
        print(f"              {line}")
    print("Clocks")
    for row in Clock.objects.values("kind", "state", "met").annotate(n=Count("id")).order_by("kind", "state"):
        print(
            f"              {row['kind']:<20} {row['n']:>4} {'met' if row['met'] else 'missed' if row['met'] is False else row['state']}"
        )
    kinds = dict(OutgoingMail.objects.values_list("message_id", "kind"))
    print(f"Mails         {len(story.mailbox)} as the mail server saw them")
    for kind, n in sorted(Counter(kinds.get(identifier, "?") for identifier, _ in story.mailbox).items()):
        print(f"              {kind:<28} {n:>4}")
    states = Counter(Registration.objects.values_list("state", flat=True))
    print("Decisions     " + ", ".join(f"{n} {state}" for state, n in sorted(states.items())))
    for reason, n in Counter(
        Registration.objects.filter(state="denied").values_list("denial_reason", flat=True)
    ).most_common():
        print(
            f"              {n:>3} denied: {denial_reason(reason, book(), datetime.now(UTC).date()).words_for_partner}"
        )
    for deal in story.deals[:3]:
        row = Registration.objects.get(reference=deal.reference)
        print(
            f"              {row.reference} “{row.customer_name}” ({row.deal_type}) {row.state}, protected until {row.expires_on}, because"
        )
        for decision in reversed(history.decisions(row, book())):
            for reason in decision["because"][:1]:
                print(
                    f"                {reason['says']} ({', '.join(reason['catalogue_ids'])}, since {reason['in_force_since']})"
                )
    for note in story.notes:
        print(f"Also          {note}")
    print(f"Time          {sum(seconds.values()):.0f} s: " + ", ".join(f"{name} {value:.0f}" for name, value in seconds.items())
          + f"; {story.requests} requests, {story.commands} commands")  # fmt: skip


def _by_way(story: Story) -> dict[str, tuple[int, int]]:
    ways: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    wrong = {line.split("”")[0].removeprefix("“") for line in story.missed}
    for deal in open_deals(story):
        ways[deal.way][0] += deal.written not in wrong
        ways[deal.way][1] += 1
    return {way: (hits, n) for way, (hits, n) in sorted(ways.items())}


def main(count: int = 100, seed: int = 20260201, home: Path | None = None) -> list[str]:
    """Tell the story; returns what went wrong, in words."""
    seconds: dict[str, float] = {}

    @contextmanager
    def part(name: str) -> Iterator[None]:
        began = time.perf_counter()
        print(f"{name} …", flush=True)
        yield
        seconds[name] = seconds.get(name, 0) + time.perf_counter() - began

    with ExitStack() as ends:
        folder = home or Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="towpath-story-")))
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
        story = Story(folder)
        with part("start"):
            ends.enter_context(stage(story))
        from towpath.domain.accounts.models import Account

        listed = companies()
        strangers, known = listed[100::300], [one for n, one in enumerate(listed) if n % 300 != 100]
        strangers = [one for one in strangers if one.country]
        with part("people"):
            people(story)
        with part("import"):
            imported = accounts(story, known)
        with part("territories"):
            placed = place(story)
        by_id = dict(Account.objects.exclude(external_id=None).values_list("external_id", "reference"))
        plan_deals(story, known, strangers, count, seed)
        with part("partners submit"):
            submit(story)
            settle()
        with part("operations"):
            intake(story, by_id)
            settle()
        with part("sales managers"):
            back = absence(story)
            settle()
            reviewed = open_deals(story)
            first_review(story, reviewed[: len(reviewed) // 2])
            settle()
            back()
            settle()
            first_review(story, reviewed[len(reviewed) // 2 :])
            settle()
        with part("area managers"):
            final_review(story)
            settle()
        wrong = reckon(story)
        tell(story, imported, placed, seconds)
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="registrations")
    parser.add_argument("--seed", type=int, default=20260201)
    parser.add_argument("--home", type=Path, help="keep the database and the files here")
    given = parser.parse_args()
    problems = main(given.count, given.seed, given.home)
    for problem in problems[:40]:
        print(f"WRONG         {problem}")
    print("Nothing was lost, nothing was sent twice." if not problems else f"{len(problems)} things went wrong.")
    raise SystemExit(1 if problems else 0)
