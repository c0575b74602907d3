"""Credly's web API: every badge of the vendor's organisation, page by page. The only place that talks to Credly.

`GET /organizations/{id}/badges?page=N` under Basic authentication with the organisation's token as the user's name.
Nothing is written there. A reading that breaks off gives nothing at all: half a list would revoke the other half.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from django.conf import settings

from towpath.domain.enablement.actions.credly import Issued

log = logging.getLogger("towpath.credly")

TIMEOUT = (5.0, 30.0)  # seconds to connect, and between two parts of an answer
TRIES = 5
LONGEST_WAIT = 60.0  # seconds between two tries, whatever the server asks for
MOST_PAGES = 20_000
LOOPBACK = ("localhost", "127.0.0.1", "::1")
REVOKED = ("revoked", "rejected", "deleted")


class CredlyFailed(Exception):
    """Credly cannot be read; the sentence says why and what to do."""


def configured() -> bool:
    return bool(settings.CREDLY_TOKEN and settings.CREDLY_ORGANISATION)


def badges(wait: Callable[[float], None] = time.sleep) -> list[Issued]:
    """Every badge that was ever issued by the organisation that the settings name. CredlyFailed when one page fails."""
    if not configured():
        raise CredlyFailed("Credly is not set up. Set TOWPATH_CREDLY_ORGANISATION and TOWPATH_CREDLY_TOKEN.")
    with Credly(settings.CREDLY_URL, settings.CREDLY_ORGANISATION, settings.CREDLY_TOKEN, wait=wait) as client:
        return list(client.badges())


class Credly:
    """A client of one organisation. `base` is https, or anything on this very machine."""

    def __init__(self, base: str, organisation: str, token: str, *, wait: Callable[[float], None] = time.sleep):
        parts = urlsplit(base)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise CredlyFailed(
                "The address of Credly must begin with https://: the token goes along with each request."
            )
        self._base = base.rstrip("/")
        self._organisation, self._wait = quote(organisation, safe=""), wait
        self._session = requests.Session()
        self._session.auth = (token, "")
        self._session.headers["Accept"] = "application/json"
        self._session.trust_env = False  # no proxy, no password file: the token goes where the settings say

    def __enter__(self) -> "Credly":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def badges(self) -> Iterator[Issued]:
        """Every badge, in Credly's order. CredlyFailed when a page cannot be had or the pages contradict each other."""
        number = 1
        while number <= MOST_PAGES:
            page = self._page(number)
            rows, metadata = page.get("data"), page.get("metadata")
            if not isinstance(rows, list) or not isinstance(metadata, dict):
                raise CredlyFailed(
                    "Credly's answer has another shape than its documentation says: no data or metadata."
                )
            if metadata.get("current_page") != number:
                raise CredlyFailed(f"Credly answered page {metadata.get('current_page')} when asked for page {number}.")
            yield from (_issued(row) for row in rows)
            if number >= int(metadata.get("total_pages") or 0):
                return
            number += 1
        raise CredlyFailed(f"Credly names more than {MOST_PAGES:,} pages.")

    def _page(self, number: int) -> dict[str, Any]:
        address = f"{self._base}/organizations/{self._organisation}/badges"
        for tried in range(1, TRIES + 1):
            try:
                answer = self._session.get(address, params={"page": number}, timeout=TIMEOUT, allow_redirects=False)
            except requests.RequestException as error:
                why, pause = f"Credly cannot be reached: {type(error).__name__}.", float(2**tried)
            else:
                if answer.status_code == 200:
                    return _read(answer)
                why, pause = _refused(answer, tried)
            if tried < TRIES:
                log.info("%s Again in %.0f s.", why, pause)
                self._wait(pause)
        raise CredlyFailed(f"{why} It was tried {TRIES} times; the next night tries again.")


def _read(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise CredlyFailed("Credly answered something that is no JSON.") from error
    if not isinstance(found, dict):
        raise CredlyFailed("Credly's answer has another shape than its documentation says.")
    return found


def _refused(answer: requests.Response, tried: int) -> tuple[str, float]:
    """Why, and how long to wait before the next try. CredlyFailed when trying again cannot help."""
    code = answer.status_code
    if code in (401, 403):
        raise CredlyFailed("Credly does not accept the token. Make a new one there and set TOWPATH_CREDLY_TOKEN.")
    if code == 404:
        raise CredlyFailed("Credly knows no such organisation. Check TOWPATH_CREDLY_ORGANISATION.")
    if code == 429 or code >= 500:
        asked = answer.headers.get("Retry-After", "")
        pause = float(asked) if asked.isdigit() else float(2**tried)
        return f"Credly answered {code}.", min(pause, LONGEST_WAIT)
    raise CredlyFailed(f"Credly answered {code}, which its documentation does not name.")


def _issued(row: Mapping[str, Any]) -> Issued:
    try:
        template = row["badge_template"]
        given = f"{row.get('issued_to_first_name') or ''} {row.get('issued_to_last_name') or ''}".strip()
        return Issued(
            badge_id=str(row["id"]),
            template_id=str(template["id"]),
            template_name=str(template["name"]),
            email=str(row["recipient_email"]).strip(),
            name=str(row.get("issued_to") or given),
            issued_on=_day(row["issued_at"]) or _missing("issued_at"),
            expires_on=_day(row.get("expires_at")),
            revoked=row.get("state") in REVOKED,
            private=row.get("public") is False,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CredlyFailed(f"A badge at Credly cannot be read: {type(error).__name__} at {error}.") from error


def _missing(name: str) -> date:
    raise KeyError(name)


def _day(text: Any) -> date | None:
    """The day of a moment such as 2026-03-01T09:00:00.000Z, in UTC."""
    if not text:
        return None
    moment = datetime.fromisoformat(str(text))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).date()
