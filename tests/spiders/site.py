"""A real server on loopback, as bad as a test wants it by host and path; its log has every request."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

Act = Callable[["Wire"], None]
Headers = Mapping[str, str]

PAGE = (
    b"<!DOCTYPE html><html><head><title>Reed beds</title></head><body><p>The reed beds of the delta are green"
    b" again.</p></body></html>"
)


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    host: str
    path: str
    headers: Headers
    at: float


class Wire(BaseHTTPRequestHandler):
    """One connection; acts write on it as they like."""

    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        asked = Asked(host, self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic())
        self.site.log.append(asked)
        acts = self.site.acts.get((host, self.path)) or [self.site.otherwise]
        number = sum(a.host == host and a.path == self.path for a in self.site.log)
        acts[min(number, len(acts)) - 1](self)

    def reply(self, status: int, body: bytes, headers: Headers) -> None:
        """Answer in one go, with a length unless the headers say otherwise."""
        self.send_response(status)
        for name, value in headers.items():
            for one in value.split("\n"):
                self.send_header(name, one)
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers and status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.write(body)

    def write(self, data: bytes) -> None:
        """Send bytes as they are; the other side may have gone."""
        try:
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@dataclass
class Site:
    """Acts by host and path: for the first, the second, … request; the last for all that follow."""

    address: str = "127.0.0.1"
    acts: dict[tuple[str, str], list[Act]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    port: int = 0
    tls: bool = False
    trust: str = ""

    def start(self, certificate: Path | None = None) -> Site:
        handler = type("Handler", (Wire,), {"site": self})
        self._server = ThreadingHTTPServer((self.address, 0), handler)
        self._server.daemon_threads = True
        self.tls = certificate is not None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, daemon=True, kwargs={"poll_interval": 0.05}
        ).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def on(self, url: str, *acts: Act) -> str:
        """Say what happens at an address; give the address."""
        parts = urlsplit(url)
        place = parts.path + (f"?{parts.query}" if parts.query else "")
        self.acts[parts.hostname or "", place or "/"] = list(acts)
        return url

    def otherwise(self, wire: Wire) -> None:
        wire.reply(404, b"nothing here", {})

    def asked(self, url: str) -> list[Asked]:
        """Give the requests for an address, in their order."""
        parts = urlsplit(url)
        place = parts.path + (f"?{parts.query}" if parts.query else "")
        return [a for a in self.log if a.host == parts.hostname and a.path == (place or "/")]

    def hosts(self) -> set[str]:
        return {host for host, _ in self.acts}


def answer(body: bytes = PAGE, status: int = 200, **headers: str) -> Act:
    """Answer properly; header names are given with underscores."""
    named = {"Content-Type": "text/html; charset=utf-8"} | {
        n.replace("_", "-"): v for n, v in headers.items()
    }
    return lambda wire: wire.reply(status, body, named)


def redirect(to: str, status: int = 302) -> Act:
    # As UTF-8, which servers send however ASCII headers should be.
    return lambda wire: wire.reply(status, b"", {"Location": to.encode().decode("latin-1")})


def refresh(to: str) -> Act:
    return answer(
        f'<html><head><meta http-equiv="refresh" content="0; url={to}"></head><body></body></html>'.encode()
    )


def validated(body: bytes, etag: str = "", last_modified: str = "", content_type: str = "text/html") -> Act:
    """Answer 304 when, and only when, the validators come back letter by letter."""

    def act(wire: Wire) -> None:
        same = (etag and wire.headers.get("If-None-Match") == etag) or (
            last_modified and wire.headers.get("If-Modified-Since") == last_modified
        )
        headers = {"Content-Type": content_type, "ETag": etag, "Last-Modified": last_modified}
        wire.reply(304 if same else 200, b"" if same else body, {k: v for k, v in headers.items() if v})

    return act


def silent(seconds: float) -> Act:
    """Say nothing for a while, then hang up."""

    def act(wire: Wire) -> None:
        time.sleep(seconds)
        wire.close_connection = True

    return act


def drip(seconds: float) -> Act:
    """Send a byte of the body ten times a second."""

    def act(wire: Wire) -> None:
        wire.reply(200, b"", {"Content-Length": "100000", "Content-Type": "text/html"})
        end = time.monotonic() + seconds
        while time.monotonic() < end and not wire.close_connection:
            wire.write(b"x")
            time.sleep(0.1)
        wire.close_connection = True

    return act


def cut(body: bytes = PAGE) -> Act:
    """Announce twice the body and hang up after it."""

    def act(wire: Wire) -> None:
        wire.reply(200, body, {"Content-Length": str(2 * len(body)), "Content-Type": "text/html"})
        wire.close_connection = True

    return act


def chunks(*parts: bytes, ended: bool = True) -> Act:
    """Send the parts as chunks."""

    def act(wire: Wire) -> None:
        wire.reply(200, b"", {"Transfer-Encoding": "chunked", "Content-Type": "text/html"})
        for part in parts:
            wire.write(b"%x\r\n%s\r\n" % (len(part), part))
        wire.write(b"0\r\n\r\n" if ended else b"")
        wire.close_connection = not ended

    return act


def until_closed(body: bytes = PAGE) -> Act:
    """Send a body without any length, as HTTP/1.0 did."""
    return raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)


def raw(data: bytes) -> Act:
    """Send bytes that may not be HTTP at all."""

    def act(wire: Wire) -> None:
        wire.write(data)
        wire.close_connection = True

    return act


def endless_headers(wire: Wire) -> None:
    wire.write(b"HTTP/1.1 200 OK\r\n")
    while not wire.close_connection:
        wire.write(b"X-More: " + b"a" * 1000 + b"\r\n")


def packed(body: bytes, coding: str = "gzip") -> Act:
    return answer(gzip.compress(body), Content_Encoding=coding)


def rss(*links: str, extra: str = "") -> bytes:
    """Give a feed that lists these addresses."""
    items = "".join(
        f"<item><title>Notice {n}</title><link>{link}</link>{extra}</item>" for n, link in enumerate(links)
    )
    channel = f"<channel><title>Notices</title>{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


def sitemap(*locations: str, tag: str = "url") -> bytes:
    entries = "".join(f"<{tag}><loc>{location}</loc></{tag}>" for location in locations)
    root = {"url": "urlset", "sitemap": "sitemapindex"}[tag]
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{root} xmlns="{space}">{entries}</{root}>'.encode()
