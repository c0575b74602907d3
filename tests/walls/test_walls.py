"""No address shows a partner, a distributor or an out-of-region seller what is not theirs."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client

from tests.walls.routes import (
    BEHIND,
    INSIDE,
    NOT_YET,
    OURS,
    OWN,
    PORTAL,
    PUBLIC,
    RECORD,
    REGION,
    ROUTES,
    TABLE,
    Route,
    walk,
)
from tests.walls.things import NOBODYS, OUTSIDERS, Things

pytestmark = pytest.mark.rule("ROL-01", "ROL-20", "DRG-02")
ASKED = {"q": "acme", "name": "Acme Robotics", "website": "acme-robotics.example", "country": "DE",
         "customer_name": "Acme Robotics", "customer_website": "acme-robotics.example", "customer_country": "DE"}  # fmt: skip
# 422 only from the API, which reads what it was sent before it looks for the record: the same for one that nobody has.
NOTHING = (404, 405, 422)
DRAWN = re.compile(
    r"""(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+\""""
)  # random: any short name may stand in it
VARIES = {"Set-Cookie", "Content-Length", "X-Request-Id", "Date", "Expires"}  # the last tells the second of the answer


def browser(person=None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def program(person=None) -> Client:
    from tests.domain.deals.stages import NOON
    from towpath.kernel.identity.tokens import make

    key = make(person, "walls", NOON)[1] if person is not None else ""
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"} if key else {})


def answers(client: Client, route: Route, things: Things):
    """What the address answers to a reader and to a writer of nothing."""
    path = things.path(route.pattern)
    yield "GET", client.get(path)
    yield "GET with a search", client.get(path, ASKED)
    if route.is_api:
        yield "POST", client.post(path, {}, content_type="application/json")
    elif route.kind != PUBLIC:
        yield "POST", client.post(path, {})


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def masked(text: str, path: str, things: Things) -> str:
    """The text without the very address that was asked for, and without what is drawn anew for each page."""
    for own in (path, quote(path, safe=""), things.reference, things.account, things.opportunity, things.partner):
        text = text.replace(own, "…")
    for number in re.findall(r"\d+", path.removeprefix("/api/v1")):
        text = re.sub(rf"\bno (\w+) {number}\b", r"no \1 …", text)
    text = re.sub(r'<div class="toast.*?</div>', "", text, flags=re.DOTALL)  # what the act before had to tell
    return DRAWN.sub(r"\1", text)


def leaks(text: str, asked: str, things: Things) -> list[str]:
    """The secrets in a text; what the reader typed into the address herself tells her nothing, nor does a drawn token."""
    text = DRAWN.sub(r"\1", text)
    for typed in ("acme-robotics.example", "q=acme"):
        text = text.replace(typed, "")
    text = text.replace(asked, "").replace(asked.lstrip("/"), "")
    if asked.count(things.reference):
        text = text.replace(f"no registration {things.reference}", "")
    for typed in ASKED.values():
        for shown in (f'value="{typed}"', f"“{typed}”", f'"{typed}"', f": {typed}</span>"):
            text = text.replace(shown, "")
    return [secret for secret in things.secrets if secret in text]


def test_every_address_is_in_the_table():
    served = set(walk())
    assert served - set(TABLE) == set(), "new addresses: say in tests/walls/routes.py who may come to them"
    assert set(TABLE) - served == set(NOT_YET), "addresses that nobody serves any more"


MADE_UP = {"api/v1/openapi.json", "api/v1/docs/<str:tag>"}  # documents whose examples are made up
LIVE = [route for route in ROUTES if route.pattern not in NOT_YET]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_outsiders_learn_nothing(name, theirs, cast):
    person = getattr(cast, name)
    clients = {True: program(person), False: browser(person)}
    wrong = [
        fault
        for route in LIVE
        if route.pattern != "account/logout/"  # that would end the walk
        for fault in learned(clients[route.is_api], route, theirs)
    ]
    assert not wrong, "\n".join(wrong)


def learned(client: Client, route: Route, theirs: Things) -> Iterator[str]:
    """What an outsider learned at an address, in words; nothing when the wall stands."""
    path, nowhere = theirs.path(route.pattern), NOBODYS.path(route.pattern)
    unknown = dict(answers(client, route, NOBODYS)) if route.is_one else {}
    for method, answer in answers(client, route, theirs):
        text, where = body(answer), f"{method} {route.pattern}: {answer.status_code}"
        if answer.status_code >= 500:
            yield f"{where} broke"
        if route.pattern not in MADE_UP and (found := leaks(text, path, theirs)):
            yield f"{where} shows {found}"
        if leaks(str(dict(answer.headers)).replace(path, ""), path, theirs):
            yield f"{where} tells in its headers"
        if not route.is_one:
            continue
        other = unknown[method]
        if answer.status_code not in NOTHING or answer.status_code != other.status_code:
            yield f"{where} where an unknown one gets {other.status_code}"
        if masked(text, path, theirs) != masked(body(other), nowhere, NOBODYS):
            yield f"{where} differs from an unknown one: {apart(masked(text, path, theirs), masked(body(other), nowhere, NOBODYS))}"
        if kept(answer, path, theirs) != kept(other, nowhere, NOBODYS):
            yield f"{where} has other headers than an unknown one: {kept(answer, path, theirs)} / {kept(other, nowhere, NOBODYS)}"


def apart(one: str, other: str) -> str:
    """Where two texts part."""
    at = next(
        (i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    return f"{one[max(0, at - 40) : at + 60]!r} / {other[max(0, at - 40) : at + 60]!r}"


def kept(answer, path: str, things: Things) -> dict[str, str]:
    return {key: masked(value, path, things) for key, value in answer.headers.items() if key not in VARIES}


def test_who_is_signed_out_is_asked_to_sign_in(theirs):
    wrong = []
    for route in (route for route in LIVE if route.kind != PUBLIC):
        for method, answer in answers(program() if route.is_api else browser(), route, theirs):
            asked = answer.headers.get("Location", "").startswith("/account/login/")
            if not (answer.status_code == 405 or (answer.status_code == 401 if route.is_api else asked)):
                wrong.append(f"{method} {route.pattern}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["omar", "elena", "nadia", "nina", "dirk"])
def test_the_other_side_of_the_house_is_not_there(name, theirs, cast):
    """The vendor's people have no portal, partners and distributors no workspace."""
    person = getattr(cast, name)
    clients = {True: program(person), False: browser(person)}
    there = (PORTAL, OURS) if person.is_internal else (INSIDE, REGION, BEHIND)
    wrong = [
        f"{method} {route.pattern}: {answer.status_code}"
        for route in LIVE
        if route.kind in there
        for method, answer in answers(clients[route.is_api], route, theirs)
        if answer.status_code not in (NOTHING if route.is_api else (404, 405))
    ]
    assert not wrong, "\n".join(wrong)


READERS = {PORTAL: "nina", OURS: "nina", INSIDE: "omar", REGION: "elena", RECORD: "nadia", BEHIND: "elena"}


def test_the_right_people_do_come_in(theirs, cast):
    """So that walls that shut everybody out do not count as walls: what can be read is read by who may."""
    read = set()
    for route in ROUTES:
        if route.kind in (PUBLIC, OWN) or route.pattern in NOT_YET:
            continue
        person = getattr(cast, READERS.get(route.kind, "omar"))
        client = program(person) if route.is_api else browser(person)
        answer = client.get(theirs.path(route.pattern))
        assert answer.status_code < 500, route.pattern
        if answer.status_code == 200:
            read.add(route.pattern)
    for pattern in (
        "", "search", "me", "portal/", "portal/deals/registrations", "portal/deals/registrations.csv",
        "portal/deals/registrations/<str:ref>", "portal/deals/registrations/<str:ref>/files/<int:document>",
        "portal/colleagues", "deals/registrations", "deals/registrations.csv", "deals/registrations/<str:ref>",
        "accounts", "accounts/<str:reference>", "accounts/opportunities/<str:reference>", "partners/<str:reference>",
        "api/v1/deals/registrations", "api/v1/deals/registrations/<reference>",
        "api/v1/deals/registrations/<reference>/history", "api/v1/opportunities/<reference>",
    ):  # fmt: skip
        assert pattern in read, pattern
