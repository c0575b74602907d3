"""DATABASE_URL in all the ways people write it."""

import pytest

from towpath.config.database_url import BadDatabaseUrl, prepared, settings_from, without_password


def test_a_whole_address():
    found = settings_from("postgresql://mia:s3cret@db.example.org:6432/towpath?sslmode=require")
    assert found == {
        "ENGINE": "towpath.config.postgresql",
        "NAME": "towpath",
        "USER": "mia",
        "PASSWORD": "s3cret",
        "HOST": "db.example.org",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_signs_are_unquoted():
    found = settings_from("postgres://mia%40home:p%2Fw%3A%25@localhost/deals%20db")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("mia@home", "p/w:%", "deals db")


def test_a_socket_in_the_query():
    found = settings_from("postgresql://postgres@/towpath?host=/var/run/box")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/var/run/box", "", {})


def test_a_quoted_socket_as_host():
    assert settings_from("postgresql://%2Fvar%2Frun%2Fbox/towpath")["HOST"].lower() == "/var/run/box"


def test_only_a_name():
    found = settings_from("postgresql:///towpath")
    assert (found["NAME"], found["HOST"], found["USER"]) == ("towpath", "", "")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://localhost/towpath", "needs PostgreSQL"),
        ("towpath", "no scheme"),
        ("", "no scheme"),
        ("postgresql://localhost", "names no database"),
        ("postgresql://localhost:54x2/towpath", "not a number"),
        ("postgresql://localhost:99999/towpath", "not a number"),
    ],
)
def test_what_is_no_address_is_refused_with_an_example(url, says):
    with pytest.raises(BadDatabaseUrl, match=says) as caught:
        settings_from(url)
    assert "For example: postgresql://" in str(caught.value)


def test_a_refusal_never_repeats_the_password():
    with pytest.raises(BadDatabaseUrl) as caught:
        settings_from("mysql://mia:s3cret@localhost/towpath")
    assert "s3cret" not in str(caught.value)


def test_an_address_is_shown_without_its_password():
    assert without_password("postgresql://mia:s3cret@db:5432/x") == "postgresql://mia:***@db:5432/x"
    assert without_password("postgresql://postgres@/x?host=/run") == "postgresql://postgres@/x?host=/run"


def test_repeated_statements_are_prepared_unless_a_pooler_forbids_it():
    found = settings_from("postgresql://localhost/towpath?sslmode=require", prepare=prepared(""))
    assert found["OPTIONS"] == {"sslmode": "require", "server_side_binding": True, "prepare_threshold": 3}
    assert settings_from("postgresql://localhost/towpath", prepare=prepared("off"))["OPTIONS"] == {}


def test_another_word_for_prepared_statements_is_refused():
    with pytest.raises(BadDatabaseUrl, match="only on and off"):
        prepared("no")
