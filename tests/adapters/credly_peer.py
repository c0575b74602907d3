"""A Credly on this machine: strict about paths, the token and parameters, and paged as the real one is."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ORGANISATION, TOKEN = "5f0e-acme", "a-token-of-tests"
PER_PAGE = 50


class Peer:
    """Serves `badges`; answers each of `faults` (status, headers) once first; `asked` keeps what it was asked."""

    def __init__(self) -> None:
        self.badges: list[dict[str, Any]] = []
        self.faults: list[tuple[int, dict[str, str]]] = []
        self.asked: list[str] = []
        self.lies_about_page = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = peer.answer(self.path, self.headers.get("Authorization", ""))
                data = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(data)),
                    **headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Tests read `asked`."""

        return Handler

    def answer(self, target: str, authorization: str) -> tuple[int, dict[str, str], dict[str, Any]]:
        parts = urlsplit(target)
        self.asked.append(target)
        if authorization != "Basic " + base64.b64encode(f"{TOKEN}:".encode()).decode():
            return 401, {}, {"data": {"message": "Unauthorized"}}
        if parts.path != f"/v1/organizations/{ORGANISATION}/badges":
            return 404, {}, {"data": {"message": "Not found"}}
        asked = parse_qs(parts.query, strict_parsing=True)
        if asked.keys() != {"page"} or not asked["page"][0].isdigit() or asked["page"][0] == "0":
            return 422, {}, {"data": {"message": f"Unknown parameters {sorted(asked)}"}}
        if self.faults:
            status, headers = self.faults.pop(0)
            return status, headers, {"data": {"message": "Later"}}
        page = int(asked["page"][0])
        rows = self.badges[(page - 1) * PER_PAGE : page * PER_PAGE]
        pages = -(-len(self.badges) // PER_PAGE)
        metadata = {
            "count": len(rows), "current_page": 1 if self.lies_about_page else page, "total_count": len(self.badges),
            "total_pages": pages, "per": PER_PAGE, "previous_page_url": None, "next_page_url": None,
        }  # fmt: skip
        return 200, {}, {"data": rows, "metadata": metadata}


def issued(number: int, email: str, template: str = "GitLab Foundations for Partners", **more: Any) -> dict[str, Any]:
    """A badge as the API writes it."""
    key = "".join(c for c in template.lower() if c.isalnum())
    return {
        "id": f"badge-{number}", "recipient_email": email, "issued_to": email.split("@")[0].title(),
        "issued_at": "2026-03-01T09:00:00.000Z", "expires_at": None, "state": "accepted", "public": True,
        "badge_template": {"id": f"template-{key}", "name": template},
    } | more  # fmt: skip
