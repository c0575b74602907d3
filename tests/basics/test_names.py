"""Names, domains and countries in normal form, and the likeness of two organisations."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.basics.countries import COUNTRY_NAMES, normalise_country
from towpath.basics.likeness import LIKELY, STRONG, AccountWords, Claim, score
from towpath.basics.names import match_keys, name_key, normalise_domain, normalise_name, search_sets, skeleton


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ACME Robotics GmbH & Co. KG", "acme robotics"),
        ("Acme Robotics, Inc.", "acme robotics"),
        ("Acme Robotics Co., Ltd.", "acme robotics"),
        ("Acme Robotics S.p.A.", "acme robotics"),
        ("Acme Robotics S. A.", "acme robotics"),
        ("Acme Robotics A/S", "acme robotics"),
        ("Acme Robotics Sdn. Bhd.", "acme robotics"),
        ("Acme Robotics (Pty) Ltd", "acme robotics"),
        ("Acme Robotics PJSC", "acme robotics"),
        ("Acme Robotics Kabushiki Kaisha", "acme robotics"),
        ("The Acme Robotics Company", "acme robotics"),
        ("Acme Inc. (Deutschland)", "acme deutschland"),
        ("ООО «Акме»", "akme"),
        ("株式会社アクメ", "akume"),
        ("Ακμε Α.Ε.", "akme"),
        ("Brückenbau Öström AB", "bruckenbau ostrom"),
        ("I.B.X. Corp.", "ibx"),
        ("Acme Intl. Mfg Tech", "acme international manufacturing technologies"),
        ("Baker & Sons", "baker and sons"),
        ("AO Baker", "ao baker"),
        ("Limited", "limited"),
        ("  ", ""),
        ("!?", ""),
    ],
)
def test_a_name_in_normal_form(written: str, normal: str) -> None:
    assert normalise_name(written) == normal


def test_the_key_of_a_name_is_its_telling_words_in_order_of_the_alphabet() -> None:
    assert name_key("Zorbo Acme Technologies Group Ltd") == "acme zorbo"
    assert name_key("Global Systems") == "global systems"


@given(st.text(max_size=60))
def test_any_text_has_a_plain_normal_form_and_usable_keys(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", normalise_name(text))
    assert all(key and " " not in key for key in match_keys(text))
    assert all(" " not in key for wanted in search_sets(text) for key in [*wanted.either, *wanted.every])


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("https://www.acme.example/about?x=1", "acme.example"),
        ("WWW.Acme.CO.UK", "acme.co.uk"),
        ("sales@mail.acme.com", "acme.com"),
        ("shop.acme.com:8080", "acme.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("mailto:sales@acme.com", "acme.com"),
        ("elena@gmail.com", ""),
        ("acme.github.io", ""),
        ("https://www.facebook.com/acme", ""),
        ("10.1.2.3", ""),
        ("localhost", ""),
        ("not a domain", ""),
        ("a..b", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_domain_in_normal_form(written: str | None, domain: str) -> None:
    assert normalise_domain(written) == domain


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("de", "DE"),
        ("DEU", "DE"),
        ("Germany", "DE"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Côte d’Ivoire", "CI"),
        ("The Netherlands", "NL"),
        ("Korea, Republic of", "KR"),
        ("Atlantis", ""),
        (None, ""),
    ],
)
def test_a_country_in_normal_form(written: str | None, code: str) -> None:
    assert normalise_country(written) == code


def test_there_are_as_many_countries_as_the_standard_has() -> None:
    assert len(COUNTRY_NAMES) == 249
    assert all(normalise_country(name) == code for code, name in COUNTRY_NAMES.items())


def test_a_word_keeps_its_bones_through_other_scripts() -> None:
    assert skeleton("microsoft") == skeleton(normalise_name("マイクロソフト"))
    assert skeleton("romashka") == skeleton(normalise_name("Ромашка"))


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("Zorbinex", "Zorbinex Robotics GmbH"),
        ("Zorbniex Robotics", "Zorbinex Robotics GmbH"),
        ("Robotics, Zorbinex", "Zorbinex Robotics GmbH"),
        ("Zorbinex Intl Mfg", "Zorbinex International Manufacturing Inc."),
        ("ZorbinexRobotics", "Zorbinex Robotics GmbH"),
        ("Зорбинекс Роботикс", "Zorbinex Robotics GmbH"),
        ("ゾルビネクス", "Zorbinex"),
        ("マイクロソフト", "Microsoft Corporation"),  # by its bones alone
        ("Zorgbinex", "Zorbinex"),  # by its spellings alone
        ("IBM", "International Business Machines Corporation"),
    ],
)
def test_what_is_meant_shares_a_set_of_keys_with_what_was_written(claimed: str, kept: str) -> None:
    keys = set(match_keys(kept, "", "DE"))
    assert any(keys & set(wanted.either) and keys >= set(wanted.every) for wanted in search_sets(claimed, "", "DE"))


ACME = AccountWords("ACME Robotics GmbH", "acme.example", "DE")


def test_a_score_is_the_sum_of_its_grounds_and_each_says_why() -> None:
    match = score(Claim("Acme Robotics", "acme.example", "DE"), ACME)
    assert [(ground.what, ground.points) for ground in match.grounds] == [("name", 50), ("domain", 40), ("country", 10)]
    assert match.score == 100
    assert match.strength == "strong"
    assert match.grounds[0].says == "same name: “Acme Robotics” and “ACME Robotics GmbH”"
    assert match.grounds[1].says == "same web domain acme.example"
    assert match.grounds[2].says == "same country: Germany"


def test_another_country_speaks_against_and_says_which() -> None:
    match = score(Claim("Acme Robotics", "", "FR"), ACME)
    assert match.grounds[-1].says == "other country: France, not Germany"
    assert match.score < score(Claim("Acme Robotics"), ACME).score


@pytest.mark.parametrize(
    ("claim", "account"),
    [
        (Claim("Acme Robtics", "", "DE"), ACME),
        (Claim("Robotics Acme", "", "DE"), ACME),
        (Claim("АКМЕ Роботикс", "", "DE"), ACME),
        (Claim("IT department", "acme.example", "DE"), ACME),
        (Claim("Zorbinex Intl Mfg", "", "US"), AccountWords("Zorbinex International Manufacturing Inc", "", "US")),
    ],
)
def test_what_is_meant_is_likely(claim: Claim, account: AccountWords) -> None:
    assert score(claim, account).score >= LIKELY


@pytest.mark.parametrize(
    "name",
    ["Quorda Robotics GmbH", "Robotics GmbH", "Acme Bakery", "AR", "", "GmbH"],
)
def test_what_is_not_meant_is_not_likely(name: str) -> None:
    assert score(Claim(name, "", "DE"), ACME).score < LIKELY


def test_a_typing_error_is_more_alike_than_another_name_and_less_than_the_same() -> None:
    same, near, far = (
        score(Claim(name, "", "DE"), ACME).score for name in ("Acme Robotics", "Acme Robotcis", "Acne Optics")
    )
    assert same > near > far


def test_initials_alone_are_possible_and_with_the_domain_strong() -> None:
    account = AccountWords("International Business Machines Corporation", "ibm.example", "US")
    assert score(Claim("IBM", "", "US"), account).strength == "possible"
    assert score(Claim("IBM", "ibm.example", "US"), account).score >= STRONG


@given(st.text(max_size=40), st.text(max_size=40))
def test_scores_keep_their_bounds_and_do_not_depend_on_direction(one: str, other: str) -> None:
    there, back = score(Claim(one), AccountWords(other)), score(Claim(other), AccountWords(one))
    assert 0 <= there.score <= 100
    assert there.score == back.score
