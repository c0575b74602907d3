"""DATABASE_URL in words that Django understands. Pure: reads nothing but the text it is given."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

EXAMPLE = "postgresql://user:password@db.example.org:5432/towpath?sslmode=require"


class BadDatabaseUrl(ValueError):
    """The text is no address of a PostgreSQL database; the message says what would be one."""


#: A statement that a connection sends the third time is planned by the server and kept; parameters travel apart from it.
PREPARED = {"server_side_binding": True, "prepare_threshold": 3}


def prepared(word: str) -> bool:
    """Whether statements are prepared: TOWPATH_PREPARED_STATEMENTS is "on" (also when empty) or "off".

    Poolers that hand each transaction another connection, such as PgBouncer before 1.21, need "off". Another word raises
    BadDatabaseUrl.
    """
    if word not in ("", "on", "off"):
        raise BadDatabaseUrl(f"TOWPATH_PREPARED_STATEMENTS is {word!r}, but only on and off are known.")
    return word != "off"


def settings_from(url: str, *, prepare: bool = False) -> dict[str, Any]:
    """One entry of Django's DATABASES from a PostgreSQL address; `prepare`: the server keeps plans of repeated statements.

    The host may stand in the query (`?host=/a/socket/folder`), as libpq writes it; every other parameter of the query
    (`sslmode`, `connect_timeout`, ...) goes to the driver unchanged. Raises BadDatabaseUrl, which never repeats the
    password.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadDatabaseUrl(
            f"DATABASE_URL begins with {parts.scheme or 'no scheme'!r}, but Towpath needs PostgreSQL. For example: {EXAMPLE}"
        )
    try:
        port = parts.port
    except ValueError:
        raise BadDatabaseUrl(
            f"The port in DATABASE_URL is not a number from 0 to 65535. For example: {EXAMPLE}"
        ) from None
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadDatabaseUrl(f"DATABASE_URL names no database after the host. For example: {EXAMPLE}")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    return {
        "ENGINE": "towpath.config.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or "") or options.pop("password", ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(port or "") or options.pop("port", ""),
        "OPTIONS": options | PREPARED if prepare else options,
    }


def without_password(url: str) -> str:
    """The same address, fit to be shown: the password is replaced by three asterisks."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}:***@{host}").geturl()
