"""Each page for whom it is, and nothing for anybody else: unknown and forbidden look the same."""

import re
from datetime import UTC, datetime

import pytest

from tests.web.workspace.deals.steps import HERE, approved, in_review, ready, submitted, with_amir
from towpath.domain.deals.models import Registration

OPS_PAGES = ("link_account", "create_account", "reassign_esm", "put_forward", "contact", "send_back")
ESM_PAGES = (
    "contact", "confirm_type", "record_sourcing", "link_opportunity", "create_opportunity", "record_alignment",
    "tell_delay", "approve", "deny", "send_back",
)  # fmt: skip
ALWAYS = ("/", "/deals/registrations", "/deals/registrations.csv", "/deals/registrations/views")


def without_tokens(answer) -> str:
    """A page without what differs from one answer to the next."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def statuses(client, person, addresses):
    client.force_login(person)
    return {address: client.get(address).status_code for address in addresses}


def test_operations_open_their_pages(client, cast, by):
    ref = submitted(cast, by)
    found = statuses(client, cast.omar, [HERE + ref, *(f"{HERE}{ref}/{move}" for move in OPS_PAGES)])
    assert set(found.values()) == {200}, found


def test_the_esm_opens_hers(client, cast, by):
    ref = in_review(cast, by)
    found = statuses(client, cast.elena, [HERE + ref, *(f"{HERE}{ref}/{move}" for move in ESM_PAGES)])
    assert set(found.values()) == {200}, found
    found = statuses(client, cast.elena, [f"{HERE}{ref}/{move}" for move in ("link_account", "reassign_esm")])
    assert set(found.values()) == {404}, found


def test_the_esm_may_ask_a_backup_of_the_asm(client, cast, by):
    ref = with_amir(cast, by)
    assert statuses(client, cast.elena, [f"{HERE}{ref}/hand_over"]) == {f"{HERE}{ref}/hand_over": 200}
    assert statuses(client, cast.sofia, [f"{HERE}{ref}/hand_over"]) == {f"{HERE}{ref}/hand_over": 404}


@pytest.mark.rule("DRG-18", "DRG-25")
def test_after_the_approval(client, cast, by):
    ref = approved(cast, by, datetime.now(UTC))
    ops = [f"{HERE}{ref}/{move}" for move in ("extend", "extend_to", "relink_opportunity", "switch_account")]
    assert set(statuses(client, cast.omar, ops).values()) == {200}
    assert statuses(client, cast.sofia, [ops[0], ops[1]]) == {ops[0]: 200, ops[1]: 404}
    assert statuses(client, cast.paula, [HERE + ref, ops[0]]) == {HERE + ref: 200, ops[0]: 404}


@pytest.mark.rule("ROL-20")
def test_nothing_for_another_region(client, cast, by):
    ref = in_review(cast, by)
    for stranger in (cast.erin, cast.aiko):
        found = statuses(client, stranger, [HERE + ref, *(f"{HERE}{ref}/{move}" for move in ESM_PAGES)])
        assert set(found.values()) == {404}, found
        assert ref not in client.get("/deals/registrations?view=all").content.decode()
        assert ref not in b"".join(client.get("/deals/registrations.csv?view=all")).decode()


@pytest.mark.rule("ROL-01")
def test_nothing_for_partners_and_distributors(client, cast, by):
    ref = in_review(cast, by)
    places = [*ALWAYS[1:], HERE + ref, f"{HERE}{ref}/approve", f"{HERE}new"]
    for outsider in (cast.nadia, cast.ruth, cast.dirk):
        found = statuses(client, outsider, places)
        assert set(found.values()) == {404}, found
        assert client.post(f"{HERE}{ref}/approve", {"version": 1}).status_code == 404
        assert client.post(f"{HERE}{ref}/comment", {"body": "x", "audience": "shared"}).status_code == 404
    assert Registration.objects.get(reference=ref).state == "in_review"


def test_the_unknown_looks_like_the_forbidden(client, cast, by):
    ref = in_review(cast, by)
    client.force_login(cast.erin)
    forbidden, unknown = client.get(HERE + ref), client.get(f"{HERE}REG99999")
    assert forbidden.status_code == unknown.status_code == 404
    assert without_tokens(forbidden) == without_tokens(unknown)


def test_signed_out_people_are_asked_to_sign_in(client, cast, by):
    ref = ready(cast, by)
    for address in (HERE + ref, f"{HERE}{ref}/approve", "/deals/registrations"):
        answer = client.get(address)
        assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_a_post_of_somebody_whose_turn_it_is_not_changes_nothing(client, cast, by):
    ref = ready(cast, by)
    client.force_login(cast.sofia)
    answer = client.post(f"{HERE}{ref}/approve", {"version": Registration.objects.get().version})
    assert answer.status_code == 404
    assert Registration.objects.get().step == "esm"
