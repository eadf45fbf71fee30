"""The guard: no request reaches an address that is not public, whatever a feed, page, robots.txt, sitemap or redirect says.

Every request passes here, on every hop: its form is vetted, its name resolved once, and the connection made to the vetted IP address itself.
Behind a proxy, which resolves for itself, name and literal are vetted. Sample outlets are let through as exact host:port pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import defer
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, wrapClientTLS
from twisted.web.client import URI, Agent
from zope.interface import directlyProvides, providedBy

from pipeline.urls import public_address, refusal

Pairs = Mapping[str, tuple[str, int]]


class RefusedAddress(IgnoreRequest):
    """An address that may not be asked; nothing was sent."""


def let_through(setting: str) -> Pairs:
    """Read `host:port` and `host:port=address:port`, comma-separated, into name pairs and where they are reached."""
    pairs: dict[str, tuple[str, int]] = {}
    for entry in filter(None, (part.strip() for part in setting.split(","))):
        name, _, target = entry.partition("=")
        host, _, port = (target or name).rpartition(":")
        if not port.isdigit() or ":" not in name or not host:
            raise ValueError(f"AZVN_LET_THROUGH: {entry!r} is not host:port or host:port=address:port")
        pairs[name.lower()] = (host.strip("[]"), int(port))
    return pairs


def pair_of(url: str) -> str:
    """Give the exact host:port that an address names."""
    try:
        parts = urlsplit(url)
        return f"{(parts.hostname or '').lower()}:{parts.port or {'https': 443}.get(parts.scheme, 80)}"
    except ValueError:
        return ""


class GuardMiddleware:
    """Vets the form of an address before anything else is done about it: not even its robots.txt is asked for."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Make one with the pairs that are let through."""
        return cls(let_through(crawler.settings["LET_THROUGH"]))

    def process_request(self, request: Request) -> None:
        """Raise RefusedAddress for an address that may not be asked."""
        reason = refused(request.url, self._pairs)
        if reason:
            raise RefusedAddress(reason)


def refused(url: str, pairs: Pairs) -> str | None:
    """Say why an address may not be asked, let-through pairs apart, or None."""
    return refusal(url, literal=pair_of(url) not in pairs)


class GuardedReactor:
    """The reactor with one door: TCP connections go to public addresses only."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        directlyProvides(self, providedBy(reactor))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *arguments: Any, **named: Any) -> Any:  # noqa: N802 - Twisted's name
        """Connect to an address that the name resolved to, unless it is not public."""
        if not public_address(host):
            raise RefusedAddress(f"resolves to {host}")
        return self._reactor.connectTCP(host, port, *arguments, **named)


class GuardedEndpoints:
    """Makes the endpoints of an agent: let-through pairs by their own address, everything else through the guarded reactor."""

    def __init__(self, agent: Agent, pairs: Pairs, timeout: float) -> None:
        self._reactor = agent._reactor
        self._policy = agent._endpointFactory._policyForHTTPS
        self._bindAddress = agent._endpointFactory._bindAddress
        self._pairs, self._timeout = pairs, timeout

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802 - Twisted's name
        """Give the endpoint for an address; TLS is verified against its name."""
        host = uri.host.decode("ascii")
        target = self._pairs.get(f"{host.lower()}:{uri.port}")
        if target:
            endpoint: Any = TCP4ClientEndpoint(self._reactor, target[0], target[1], timeout=self._timeout)
        else:
            endpoint = _Checked(HostnameEndpoint(GuardedReactor(self._reactor), host, uri.port, timeout=self._timeout))
        if uri.scheme != b"https":
            return endpoint
        return wrapClientTLS(self._policy.creatorForNetloc(uri.host, uri.port), endpoint)


class _Checked:
    """A host name's endpoint whose refusal comes out as such, not as a failed connection."""

    def __init__(self, endpoint: HostnameEndpoint) -> None:
        self._endpoint = endpoint
        directlyProvides(self, providedBy(endpoint))

    def connect(self, factory: Any) -> defer.Deferred[Any]:
        return self._endpoint.connect(factory)


class _GuardedAgent(_ScrapyAgent):
    def __init__(self, pairs: Pairs, **named: Any) -> None:
        super().__init__(**named)
        self._pairs = pairs

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        if not request.meta.get("proxy"):
            agent._endpointFactory = GuardedEndpoints(agent, self._pairs, timeout)
        return agent


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https behind the guard."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pairs = let_through(crawler.settings["LET_THROUGH"])

    async def download_request(self, request: Request) -> Response:
        """Vet the address, then ask; raise RefusedAddress before anything is sent."""
        reason = refused(request.url, self._pairs)
        if reason:
            raise RefusedAddress(reason)
        agent = _GuardedAgent(
            self._pairs,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))
