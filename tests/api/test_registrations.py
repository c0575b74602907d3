"""A registration's whole life through the API, and what each reader gets to see of it."""

import pytest

ROOT = "/deals/registrations"


def test_a_deal_goes_from_the_partner_to_the_decision(as_, cast, form):
    nadia, omar, elena, amir = as_(cast.nadia), as_(cast.omar), as_(cast.elena), as_(cast.amir)
    made = nadia.post(ROOT, form())
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    one = made.headers["Location"].removeprefix("/api/v1")

    assert nadia.patch(one, {"deal_name": "250 seats", "version": 1}).json()["deal_name"] == "250 seats"
    assert nadia.post(f"{one}/submit").json()["with_whom"] == "vendor"
    best = omar.get(f"{one}/candidates").json()["items"][0]
    assert best["reference"] == cast.acme.reference
    assert best["grounds"]
    omar.post(f"{one}/link_account", {"account": best["reference"], "grounds": best["grounds"][0]["says"]})
    assert omar.post(f"{one}/put_forward").json()["holder"]["name"] == "Elena"
    elena.post(f"{one}/confirm_type")
    elena.post(f"{one}/record_sourcing", {"finding": "partner_created"})
    elena.post(f"{one}/create_opportunity", {"amount": "48000.00"})
    signed = elena.post(f"{one}/approve", {"comments": "Fine by us."}).json()
    assert [place["outcome"] for place in signed["sheet"]] == ["approved", ""]
    amir.post(f"{one}/record_alignment", {"note": "Agreed with the sales manager."})
    approved = amir.post(f"{one}/approve").json()
    assert (approved["state"], approved["opportunity"]["state"]) == ("approved", "open")

    seen = nadia.get(one).json()
    assert seen["days_left"] == 90
    assert [move["name"] for move in seen["moves"]] == ["ask_extension", "comment"]
    assert nadia.post(f"{one}/ask_extension", {"why": "The customer's budget comes in spring."}).json()[
        "extension_asked"
    ]
    assert omar.post(f"{one}/extend", {"why": "Budget in spring."}).json()["extensions"] == 1
    assert nadia.get(one).json()["days_left"] == 120


def test_every_move_of_a_person_has_an_address(cast):
    from towpath.api.deals.moves import TABLE
    from towpath.domain.deals.lifecycles import REGISTRATION

    by_the_product = {"release", "remind_expiry", "expire", "close_won", "close_lost", "follow_merge"}
    elsewhere = {"draft", "amend", "comment", "sign"}  # sign is approve, on a place before the last
    assert set(REGISTRATION.moves) - by_the_product - elsewhere == set(TABLE)


@pytest.mark.rule("DRG-04")
def test_created_and_submitted_in_one_request(as_, cast, form):
    made = as_(cast.nadia).post(ROOT, form(submit=True))
    assert made.status_code == 201
    assert made.json()["state"] == "submitted"
    assert made.json()["due_at"] is not None or made.json()["status"] == "Submitted"


def test_what_is_missing_is_said_field_by_field_and_nothing_is_kept(as_, cast, form):
    from towpath.domain.deals.models import Registration

    refused = as_(cast.nadia).post(ROOT, form(submit=True, customer_name="", amount="lots"))
    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/invalid"
    assert set(refused.json()["errors"]) >= {"amount"}
    assert Registration.objects.count() == 0


def test_an_unknown_field_is_refused_not_dropped(as_, cast, form):
    refused = as_(cast.nadia).post(ROOT, form(discount="40"))
    assert (refused.status_code, refused.json()["errors"]) == (422, {"discount": ["There is no such field here."]})


def test_a_program_that_says_no_gives_its_reasons(as_, cast, form):
    cast.northwind.good_standing = False
    cast.northwind.save()
    refused = as_(cast.nadia).post(ROOT, form(submit=True))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/ineligible")
    assert refused.json()["remedy"]
    assert any(reason["catalogue_ids"] for reason in refused.json()["because"])


def test_moves_that_are_not_open_not_ready_or_stale_say_what_to_do(as_, cast, sent):
    nadia, omar = as_(cast.nadia), as_(cast.omar)
    closed = nadia.post(f"{ROOT}/{sent}/resubmit")
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/move-not-open")
    early = omar.post(f"{ROOT}/{sent}/put_forward")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-ready")
    assert early.json()["remedy"]
    stale = omar.post(f"{ROOT}/{sent}/link_account", {"account": cast.acme.reference, "version": 0})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/stale")


def test_the_offered_moves_are_the_ones_that_work(as_, cast, reviewed):
    elena = as_(cast.elena)
    offered = {move["name"]: move for move in elena.get(f"{ROOT}/{reviewed}").json()["moves"]}
    assert {"approve", "deny", "send_back", "comment"} <= set(offered)
    assert "sign" not in offered
    denied = elena.post(
        offered["deny"]["href"].removeprefix("/api/v1"),
        {"reason": elena.get("/program/denial-reasons").json()["items"][0]["key"]},
    )
    assert denied.json()["state"] == "denied"
    assert as_(cast.nadia).get(f"{ROOT}/{reviewed}").json()["denial"] == denied.json()["denial"] != ""


def test_a_list_is_paged_both_ways_by_cursor(as_, cast, form):
    nadia = as_(cast.nadia)
    made = [nadia.post(ROOT, form(deal_name=f"Deal {n}")).json()["reference"] for n in range(5)]
    first = nadia.get(ROOT, {"size": 2}).json()
    second = nadia.get(ROOT, {"size": 2, "cursor": first["next"]}).json()
    last = nadia.get(ROOT, {"size": 2, "cursor": second["next"]}).json()
    assert [row["reference"] for page in (first, second, last) for row in page["items"]] == made[::-1]
    assert (first["previous"], last["next"]) == (None, None)
    assert nadia.get(ROOT, {"size": 2, "cursor": second["previous"]}).json()["items"] == first["items"]
    broken = nadia.get(ROOT, {"cursor": "nonsense"})
    assert (broken.status_code, list(broken.json()["errors"])) == (422, ["cursor"])


def test_a_list_is_narrowed_as_the_pages_are(as_, cast, sent, form):
    nadia, omar = as_(cast.nadia), as_(cast.omar)
    nadia.post(ROOT, form())
    assert [row["state"] for row in nadia.get(ROOT, {"state": "submitted"}).json()["items"]] == ["submitted"]
    assert [row["reference"] for row in omar.get(ROOT, {"view": "queue"}).json()["items"]] == [sent]
    assert [row["reference"] for row in omar.get(ROOT, {"q": "acme", "sort": "due"}).json()["items"]] == [sent]
    assert omar.get(ROOT, {"submitted_from": "2199-01-01"}).json()["items"] == []
    assert omar.get(ROOT, {"partner": cast.rival.reference}).json()["items"] == []


def test_comments_reach_the_right_side(as_, cast, sent):
    nadia, omar = as_(cast.nadia), as_(cast.omar)
    said = nadia.post(f"{ROOT}/{sent}/comments", {"body": "Any news?"})
    assert (said.status_code, said.json()["audience"]) == (201, "shared")
    omar.post(f"{ROOT}/{sent}/comments", {"body": "Looks thin.", "audience": "internal", "mentions": [cast.elena.pk]})
    omar.post(f"{ROOT}/{sent}/comments", {"body": "Today."})
    assert [one["body"] for one in nadia.get(f"{ROOT}/{sent}/comments").json()["items"]] == ["Any news?", "Today."]
    assert len(omar.get(f"{ROOT}/{sent}/comments").json()["items"]) == 3
    assert "Looks thin." not in nadia.get(f"{ROOT}/{sent}/history").content.decode()
    assert nadia.post(f"{ROOT}/{sent}/comments", {"body": "x", "audience": "internal"}).status_code == 404


def test_a_partner_cannot_learn_names_by_mentioning(as_, cast, sent):
    nadia = as_(cast.nadia)
    for stranger in (cast.ruth.pk, cast.erin.pk, 10**15):
        refused = nadia.post(f"{ROOT}/{sent}/comments", {"body": "Look", "mentions": [stranger]})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["mentions"])
        assert "Ruth" not in refused.content.decode()
        assert "Erin" not in refused.content.decode()
    assert nadia.post(f"{ROOT}/{sent}/comments", {"body": "Look", "mentions": [cast.nina.pk]}).status_code == 201


def test_files_go_up_and_come_down(as_, cast, sent):
    nadia, omar = as_(cast.nadia), as_(cast.omar)
    up = nadia.upload(f"{ROOT}/{sent}/files", "../../offer.pdf", b"%PDF-1.7 offer")
    assert (up.status_code, up.json()["name"]) == (201, "offer.pdf")
    inner = omar.upload(f"{ROOT}/{sent}/files", "margin.txt", b"internal", audience="internal").json()
    assert [one["name"] for one in nadia.get(f"{ROOT}/{sent}/files").json()["items"]] == ["offer.pdf"]
    down = omar.get(up.json()["href"].removeprefix("/api/v1"))
    assert b"".join(down.streaming_content) == b"%PDF-1.7 offer"
    assert down.headers["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert nadia.get(inner["href"].removeprefix("/api/v1")).status_code == 404
    wrong = nadia.upload(f"{ROOT}/{sent}/files", "tool.exe", b"MZ")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["file"])
    large = nadia.upload(f"{ROOT}/{sent}/files", "large.txt", b"x" * (10 * 1024 * 1024 + 1))
    assert (large.status_code, "10 MB" in large.json()["errors"]["file"][0]) == (422, True)


def test_history_clocks_and_decisions_are_told_to_each_side_in_its_own_words(as_, cast, reviewed):
    nadia, omar = as_(cast.nadia), as_(cast.omar)
    for part in ("", "/history", "/clocks", "/decisions", "/comments", "/files"):
        said = nadia.get(f"{ROOT}/{reviewed}{part}").content.decode()
        for name in ("Elena", "Omar", "Amir", "Area Sales", "maybe_known", "sourcing"):
            assert name not in said, (part, name)
    assert "Elena" in omar.get(f"{ROOT}/{reviewed}/history").content.decode()
    promised = nadia.get(f"{ROOT}/{reviewed}/clocks").json()["items"]
    assert [one["title"] for one in promised] == ["The partner hears from us"]
    assert "kind" not in promised[0]
    clock = omar.get(f"{ROOT}/{reviewed}/clocks").json()["items"][0]
    told = omar.get(clock["href"].removeprefix("/api/v1")).json()
    assert told["calendar"]
    assert all(piece["start"] < piece["end"] for piece in told["pieces"])
    assert nadia.get(f"{ROOT}/{reviewed}/decisions").json()["items"][0]["because"][0]["says"]


def test_may_this_customer_be_registered_already(as_, cast, sent):
    ruth = as_(cast.ruth)
    asked = {"name": "ACME Robotics", "country": "DE"}
    known = ruth.get("/deals/maybe-registered", asked).json()
    assert known["maybe"] is True
    assert "Northwind" not in known["says"]
    # Naming somebody else's registration as one's own must not tell whose claim it is.
    assert ruth.get("/deals/maybe-registered", asked | {"but": sent}).json()["maybe"] is True
    assert as_(cast.nadia).get("/deals/maybe-registered", asked | {"but": sent}).json()["maybe"] is False


def test_amounts_are_written_with_two_places(as_, cast, form):
    made = as_(cast.nadia).post(ROOT, form(amount="1234.5"))
    assert b'"amount":"1234.50"' in made.content


@pytest.mark.rule("DRG-21")
def test_on_behalf_of_an_alliance_partner(as_, cast, form):
    elena, omar, nadia = as_(cast.elena), as_(cast.omar), as_(cast.nadia)
    cast.northwind.kinds = ["alliance"]
    cast.northwind.save()
    assert elena.post(ROOT, form()).status_code == 404
    one = elena.post(ROOT, form(partner=cast.northwind.reference)).json()
    assert one["on_behalf"] is True
    path = one["href"].removeprefix("/api/v1")
    assert nadia.get(path).status_code == 404
    assert omar.post(f"{path}/submit").json()["state"] == "submitted"
    assert nadia.get(path).status_code == 200


def test_a_submission_takes_eight_statements_and_with_a_key_eleven(as_, cast, form, django_assert_num_queries):
    nadia = as_(cast.nadia)
    savepoint = 2  # what a test has in place of a transaction: set, and released
    nadia.post("/deals/registrations", form(submit=True))
    with django_assert_num_queries(8 + savepoint):
        assert nadia.post("/deals/registrations", form(submit=True)).status_code == 201
    with django_assert_num_queries(11 + savepoint):
        nadia.post("/deals/registrations", form(submit=True), Idempotency_Key="one")
