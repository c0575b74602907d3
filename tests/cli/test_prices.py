"""Products and prices on the command line."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_price_is_set_shown_compared_and_withdrawn(cast, command):
    def told(*words: str, who=cast.paula) -> str:
        answer = command("prices", *words, who=who)
        assert answer.exit_code == 0, answer.output
        return answer.output

    kinds = ("--kind", "subscription", "--unit", "user", "--term-months", "12", "--from", "2025-01-01")
    assert "is a product now" in told("add-product", "prem-1", "--name", "Premium", *kinds)
    told("open-book", "list-usd", "--name", "List", "--kind", "list", "--currency", "USD", "--zone", "UTC")
    assert "USD 228.00" in told("set", "list-usd", "prem-1", "228", "--from", "2025-01-01")
    told("set", "list-usd", "prem-1", "252", "--from", "2190-01-01")
    assert "252" in told("show", "list-usd", "--on", "2190-01-01")
    assert "228" in told("show", "list-usd", "--csv")
    assert "252" in told("compare", "list-usd", "2026-01-01", "2190-01-01")
    told("withdraw", "list-usd", "prem-1", "--from", "2190-01-01", "--reason", "Postponed")
    assert "yes" in told("history", "prem-1")
    assert "PREM-1" in told("products", "--q", "prem", who=cast.sofia)
    assert "list-usd" in told("books", who=cast.nadia)
    told("end", "list-usd", "prem-1", "--on", "2190-01-01")
    told("end-product", "prem-1", "--on", "2190-01-01")
    told("close-book", "list-usd", "--reason", "Over")


def test_a_price_list_is_checked_read_in_and_undone(cast, command, tmp_path):
    file = tmp_path / "prices.csv"
    file.write_text("Code,Cost,Name,Kind,Unit\nDAY-1,330,A day,services,day\nBAD,x,,,\n")
    command("prices", "open-book", "list-usd", "--name", "L", "--kind", "list", "--currency", "USD", "--zone", "UTC", who=cast.paula)  # fmt: skip
    given = ("prices", "import", "list-usd", str(file), "--from", "2190-01-01", "--map", "amount=Cost")
    assert "1 prices would be new" in command(*given, "--dry-run", who=cast.paula).output
    made = command(*given, who=cast.paula).output
    assert "1 prices new" in made
    assert "line 3" in made
    assert "is undone" in command("prices", "undo", made.split(":")[0], who=cast.paula).output
    assert command(*given, who=cast.sofia).exit_code == 1
