"""Finding the customer account that someone's words mean: keys from a GIN index, scored by likeness. Reads only.

The search looks at these columns of the account: `id`, `name`, `name_norm`, `domain`, `country` and `match_keys text[]`,
the last holding `basics.names.match_keys(name, domain, country)` beneath

    CREATE INDEX ... USING gin (match_keys) WITH (fastupdate = off)

A claim is turned into some dozens of key sets, each an exact look-up with a cap, so that its time depends on the claim
and hardly on the number of accounts. Every set is one row of `looks` in the one statement below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from rapidfuzz import fuzz

from towpath.basics.likeness import AccountWords, Claim, Match, score
from towpath.basics.names import normalise_country, normalise_domain, normalise_name, search_sets
from towpath.domain.accounts.models import Account

__all__ = ["Candidate", "Claim", "claim_of", "similar_accounts"]

type Row = tuple[int, str, str, str, str, int]  # id, name, name_norm, domain, country, in how many sets

# Found rows are counted by how many sets they were found in; the likeliest few hundred are read and scored.
_MOST_READ = 400
_MOST_SCORED = 60

# The `with ... as materialized` keep the planner from choosing, for the sake of the cap, to walk the table.
_STATEMENT = """
with looks as materialized (
    select string_to_array(either, ' ') as either, string_to_array(every, ' ') as every, cap
    from unnest(%s::text[], %s::text[], %s::int[]) as given(either, every, cap)
),
hits as (
    select found.id from looks cross join lateral (
        with matching as materialized (select id from {table} where match_keys && looks.either)
        select id from matching limit looks.cap
    ) as found where looks.every = '{{}}'
    union all
    select found.id from looks cross join lateral (
        with matching as materialized (
            select id from {table} where match_keys && looks.either and match_keys @> looks.every
        )
        select id from matching limit looks.cap
    ) as found where looks.every <> '{{}}'
),
often as (select id, count(*) as times from hits group by id order by times desc, id limit {most})
select account.id, account.name, account.name_norm, account.domain, account.country, often.times
from often join {table} as account on account.id = often.id{within}
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that may be meant, and why."""

    account_id: int
    name: str
    domain: str
    country: str
    match: Match


def claim_of(name: str, website: str = "", country: str = "") -> Claim:
    """A claim from what a person typed: the website may be an address, an e-mail or a domain, the country a code or a name."""
    return Claim(name.strip(), normalise_domain(website), normalise_country(country))


def similar_accounts(claim: Claim, *, limit: int = 5, within: QuerySet[Account] | None = None) -> list[Candidate]:
    """The accounts that the claim most probably means, best first, in one statement.

    `within` narrows the answer to rows that the actor may see. An empty list when nothing is alike.
    """
    narrowing, parameters = "", ()
    if within is not None:
        try:
            inner, parameters = within.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # the reader may see no account at all
            return []
        narrowing = f" where account.id in ({inner})"
    with connection.cursor() as cursor:
        rows = found(cursor, Account._meta.db_table, claim, narrowing, parameters)
    return rank(claim, rows, limit)


def found(cursor: Any, table: str, claim: Claim, narrowing: str = "", parameters: Sequence[Any] = ()) -> list[Row]:
    """The rows of a table with the account's columns that share keys with the claim, unscored."""
    sets = search_sets(claim.name, claim.domain, claim.country)
    if not sets:
        return []
    looks = (
        [" ".join(wanted.either) for wanted in sets],
        [" ".join(wanted.every) for wanted in sets],
        [wanted.cap for wanted in sets],
    )
    quoted = connection.ops.quote_name(table)
    cursor.execute(_STATEMENT.format(table=quoted, most=_MOST_READ, within=narrowing), [*looks, *parameters])
    return cursor.fetchall()


def rank(claim: Claim, rows: list[Row], limit: int) -> list[Candidate]:
    """The best of the rows: roughly sorted by spelling, then scored with grounds."""
    wanted = normalise_name(claim.name)

    def roughly(row: Row) -> float:
        alike = max(fuzz.ratio(wanted, row[2]), fuzz.token_sort_ratio(wanted, row[2]))
        return alike + 10 * min(row[5], 5) + 100 * (row[3] == claim.domain != "")

    candidates = [
        Candidate(row[0], row[1], row[3], row[4], score(claim, AccountWords(row[1], row[3], row[4])))
        for row in sorted(rows, key=roughly, reverse=True)[:_MOST_SCORED]
    ]
    # Equal scores: the spelling as typed decides, legal form and all; then the older account.
    candidates.sort(key=lambda one: (-one.match.score, -fuzz.ratio(claim.name, one.name), one.account_id))
    return [one for one in candidates[:limit] if one.match.score > 0]
