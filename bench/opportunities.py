"""Lists of opportunities at two sizes: every order, filter and search that an index must serve, the board, and a late page.

Run `python -m bench.opportunities` on a migrated database that may be written to (DATABASE_URL), with `--few N`, `--many N`
and `--json FILE`. All rows are written in one transaction that is taken back at the end. Times are those of the domain's
own queries in this process, for a reader of every region and for a Sales Rep of one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "towpath.config.settings")
if not apps.ready:
    django.setup()

from django.db import connection, transaction

from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.accounts.opportunity_queries import Filters, board, listed
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.in_force import book

FEW, MANY, AIM_RATIO = 20_000, 2_000_000, 1.5
A_CUSTOMER = 20  # opportunities of each customer
OWNERS = 20  # so few that a page of one owner, and each lane of her board, is full at either size
MOMENT, TODAY = datetime(2026, 9, 1, 10, tzinfo=UTC), date(2026, 9, 1)
REGIONS = ("AMER", "EMEA", "APJ", "PUBSEC")
STAGES = ("1-Discovery", "2-Scoping", "3-Technical Evaluation", "4-Proposal", "5-Negotiating", "6-Awaiting Signature", "7-Closing")  # fmt: skip
MARK = "OPB"

type Look = Callable[[], object]


def people() -> tuple[Person, list[Person]]:
    """Somebody of Ecosystem Operations, and the owners, a quarter of them in each region."""
    ops = Person.objects.create(name="Bench", email="ops@bench.example", roles=[Role.OPS.value], joined_at=MOMENT)
    owners = Person.objects.bulk_create(
        Person(
            name=f"Seller {n}", email=f"seller{n}@bench.example", roles=[Role.SALES_REP.value],
            region=REGIONS[n % 4], joined_at=MOMENT,
        )
        for n in range(OWNERS)
    )  # fmt: skip
    return ops, owners


def grow(have: int, until: int, owners: list[Person]) -> None:
    """Customers and opportunities up to a number, copied inside the database from one of each."""
    account, one = _patterns(owners[0])
    ids = ",".join(str(owner.pk) for owner in owners)
    stages = ",".join(f"'{name}'" for name in STAGES)
    first = account.pk + 1
    number = f"({first} + n / {A_CUSTOMER})"
    with connection.cursor() as cursor:
        _copied(
            cursor, "accounts_account", account.pk, have // A_CUSTOMER, until // A_CUSTOMER, {
                "id": f"{first} + n", "reference": f"'{MARK}' || n", "name": "md5(n::text) || ' ' || n", "name_norm": "md5(n::text) || ' ' || n",
                "region": f"({_words(REGIONS)})[1 + n % 4]", "domain": "'c' || n || '.example'",
            },
        )  # fmt: skip
        _copied(
            cursor, "accounts_opportunity", one.pk, have, until, {
                "id": f"{one.pk + 1} + n", "reference": f"'{MARK}' || n", "name": "'Deal ' || md5(n::text)",
                "name_norm": "'deal ' || md5(n::text)", "account_id": number,
                "owner_id": f"(ARRAY[{ids}])[1 + (n / {A_CUSTOMER}) % {OWNERS}]", "region": f"({_words(REGIONS)})[1 + (n / {A_CUSTOMER}) % 4]",
                "state": "CASE WHEN n % 10 < 3 THEN 'open' WHEN n % 10 < 6 THEN 'closed_won' ELSE 'closed_lost' END",
                "stage": f"CASE WHEN n % 10 < 3 THEN (ARRAY[{stages}])[1 + (n / 10) % {len(STAGES)}] WHEN n % 10 < 6 THEN 'Closed Won' ELSE '8-Closed Lost' END",
                "net_arr": "(hashint4(n) % 100000)::numeric", "close_on": "date '2026-09-01' + (abs(hashint4(n + 7)) % 900) - 450",
                "last_activity_at": "timestamptz '2026-09-01' - (abs(hashint4(n + 3)) % 100000) * interval '1 minute'",
                "segment": "(ARRAY['SMB','Mid-Market','Large','PubSec'])[1 + n % 4]",
            },
        )  # fmt: skip
        for name in ("account_name_part", "opportunity_name_part"):  # what waits in them is read one by one otherwise
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])
        for table in ("accounts_account", "accounts_opportunity"):
            cursor.execute(f"ANALYZE {table}")


def _patterns(owner: Person) -> tuple[Account, Opportunity]:
    """The rows that all others are copied from; their columns' defaults are the product's own."""
    account = Account.objects.filter(reference="OPBENCH").first() or Account.objects.create(
        reference="OPBENCH",
        name="Pattern",
        name_norm="pattern",
        country="DE",
        region="EMEA",
        owner=owner,
        created_at=MOMENT,
    )
    one = Opportunity.objects.filter(reference="OPBENCH").first() or Opportunity.objects.create(
        reference="OPBENCH", name="Pattern", name_norm="pattern", account=account, owner=owner, region="EMEA",
        created_at=MOMENT, last_activity_at=MOMENT,
    )  # fmt: skip
    return account, one


def _copied(cursor: Any, table: str, pattern: int, start: int, end: int, changed: dict[str, str]) -> None:
    """Rows start to end - 1 as copies of the pattern, with some columns made from their number."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = current_schema()",
        [table],
    )
    names = [name for (name,) in cursor.fetchall()]
    values = ", ".join(changed.get(name, f'o."{name}"') for name in names).replace("%", "%%")
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} o, generate_series(%s::int, %s::int) AS n WHERE o.id = %s",
        [start, end - 1, pattern],
    )


def _words(words: tuple[str, ...]) -> str:
    return "ARRAY[" + ",".join(f"'{word}'" for word in words) + "]"


def looks(ops: Person, seller: Person, count: int) -> dict[str, Look]:
    """Every list as it is asked for, by name."""
    rules, some = book(), hashlib.md5(str(count // A_CUSTOMER // 2).encode(), usedforsecurity=False).hexdigest()[:12]

    def late() -> str:
        cursor = ""
        for _ in range(10):
            cursor = listed(ops, Filters(), cursor=cursor).next
        return cursor

    page_eleven = late()
    narrowed = {
        "newest": Filters(), "closing soonest": Filters(sort="closing"), "largest": Filters(sort="largest"),
        "longest idle": Filters(sort="idle"), "of one stage": Filters(stages=("4-Proposal",)),
        "of one region, closing": Filters(region="APJ", sort="closing"), "search: a name": Filters(q=some),
        "search: a reference": Filters(q="OPP00001"),
    }  # fmt: skip
    made: dict[str, Look] = {name: (lambda f=f: listed(ops, f)) for name, f in narrowed.items()}
    made["page eleven"] = lambda: listed(ops, Filters(), cursor=page_eleven)
    made["a seller's region"] = lambda: listed(seller, Filters())
    made["a seller's own, closing"] = lambda: listed(seller, Filters(owner="me", sort="closing"))
    made["board"] = lambda: board(ops, Filters(), rules, TODAY)
    made["a seller's board"] = lambda: board(seller, Filters(owner="me"), rules, TODAY)
    return made


def timed(look: Look, times: int = 25) -> float:
    """The median milliseconds of one look, after a few that warm it up."""
    taken = []
    for n in range(times + 5):
        began = time.perf_counter()
        look()
        if n >= 5:
            taken.append((time.perf_counter() - began) * 1000)
    return round(median(taken), 2)


def main(few: int = FEW, many: int = MANY) -> dict[str, Any]:
    """Grow twice, look at each size, print a table; `reached` says whether every list keeps within the aim."""
    with transaction.atomic():
        ops, owners = people()
        found: dict[int, dict[str, float]] = {}
        began, have = time.monotonic(), 0
        for size in (few, many):
            grow(have, size, owners)
            have = size
            found[size] = {name: timed(look) for name, look in looks(ops, owners[1], size).items()}
        seconds = round(time.monotonic() - began)
        transaction.set_rollback(True)
    rows = {
        name: {"few_ms": found[few][name], "many_ms": now, "ratio": round(now / max(found[few][name], 0.01), 2)}
        for name, now in found[many].items()
    }
    worst = max(row["ratio"] for row in rows.values())
    print(f"\nOpportunities at {many:,} rows beside {few:,} ({seconds} s)")
    for name, row in rows.items():
        print(f"  {name:28}{row['few_ms']:>9.1f} ms{row['many_ms']:>9.1f} ms{row['ratio']:>8}")
    return {
        "few": few,
        "many": many,
        "aim_ratio": AIM_RATIO,
        "lists": rows,
        "worst": worst,
        "reached": worst <= AIM_RATIO,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = main(options.few, options.many)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))
