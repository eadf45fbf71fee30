"""The page behind the button that ends the mails with one click (RFC 8058), on this machine's loopback.

A proxy with TLS in front of it makes it public: AZVN_UNSUBSCRIBE_URL. Reading a link changes nothing, for
scanners of mail follow links; only a POST does.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pipeline.alert.render.renderer import UNSUBSCRIBE
from pipeline.alert.render.stop_page import render_end, render_question, render_sentence
from pipeline.config.errors import ConfigError
from pipeline.config.mail import read_unsubscribing
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import FILE, load_watches
from pipeline.runs.returned_mail import stop_mails
from pipeline.runs.workplace import Workplace
from pipeline.store.errors import StoreFault
from pipeline.text.signing import is_key

log = logging.getLogger(__name__)

LONGEST_QUERY, LONGEST_BODY = 500, 1000
TIMEOUT = 10.0
"""Seconds for a request to come in."""
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
}


class UnsubscribeServer(ThreadingHTTPServer):
    """Serves the page; raises ConfigError when no address or no secret is set."""

    daemon_threads = True

    def __init__(self, place: Workplace, host: str, port: int) -> None:
        about = read_unsubscribing(place.settings)
        if about is None:
            raise ConfigError("AZVN_UNSUBSCRIBE_URL is not set: no mail has a link to this page.")
        self.place, (_, self.secret) = place, about
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: UnsubscribeServer
    server_version, sys_version = "azvn", ""
    timeout = TIMEOUT

    def do_GET(self) -> None:
        person = self._find_person()
        if person:
            self._answer(200, render_question(person.recipient))

    def do_POST(self) -> None:
        person = self._find_person()
        # The body says List-Unsubscribe=One-Click, or nothing: the key has said all that counts.
        length = self.headers.get("Content-Length") or "0"
        self.rfile.read(min(int(length) if length.isdigit() else 0, LONGEST_BODY))
        if person is None:
            return
        try:
            stop_mails(self.server.place, person.id, person.address, datetime.now(UTC))
        except StoreFault as error:
            log.error("somebody could not be taken off the mails: %s", error)
            self._answer(503, render_sentence("Please try again later."))
            return
        self._answer(200, render_end(person.recipient))

    def _find_person(self) -> Subscriber | None:
        """Give the person of a link with the right key; answer 404 to anything else."""
        query = parse_qs(urlsplit(self.path).query[:LONGEST_QUERY])
        id_, key = (query.get(name, [""])[0] for name in ("id", "key"))
        if is_key(self.server.secret, UNSUBSCRIBE, id_, key):
            # Read anew: the server outlives the file.
            book = load_watches(self.server.place.settings.config / FILE)
            if id_ in book.people:
                return book.people[id_]
        self._answer(404, render_sentence("This link is not valid any more."))
        return None

    def _answer(self, code: int, page: str) -> None:
        body = page.encode()
        self.send_response(code)
        for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep no log of requests: their addresses hold keys."""
