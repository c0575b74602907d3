"""The library on the command line."""

import pytest

from tests.domain.library.shelf import published

pytestmark = [pytest.mark.django_db, pytest.mark.rule("LIB-01")]


def test_a_file_is_published_found_taken_and_replaced(cast, command, tmp_path):
    source, place = tmp_path / "prices.csv", tmp_path / "taken.csv"
    source.write_bytes(b"sku,price")
    made = command(
        "library", "publish", str(source), "--title", "Price file", "--kind", "price_file", "--partners", who=cast.paula
    )
    reference = made.output.split()[0]
    assert reference in command("library", "list", "--q", "price", who=cast.nadia).output
    assert command("library", "get", reference, "--to", str(place), who=cast.nadia).exit_code == 0
    assert place.read_bytes() == b"sku,price"
    assert "is there already" in command("library", "get", reference, "--to", str(place), who=cast.nadia).output
    source.write_bytes(b"sku,price,2")
    assert "version 2" in command("library", "replace", reference, str(source), who=cast.omar).output
    assert "Nadia" in command("library", "downloads", reference, who=cast.omar).output
    assert command("library", "withdraw", reference, "--reason", "Old", who=cast.omar).exit_code == 0
    assert "Nothing fits." in command("library", "list", who=cast.nadia).output
    assert command("library", "restore", reference, who=cast.omar).exit_code == 0


def test_what_is_not_hers_is_not_there(cast, command, by):
    asset = published(by(cast.omar), tracks=["select"])
    answer = command("library", "get", asset.reference, who=cast.nadia)
    assert (answer.exit_code, asset.reference in answer.output) == (1, True)
