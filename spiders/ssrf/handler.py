"""The guard: no request reaches a private address, whatever a feed, page, robots.txt or redirect says.

Every request passes here, on every hop. The form of its address is looked at (`pipeline.text.urls`), its name
resolved once, every address that comes out looked at, and the connection made to one of those (`resolver`).
Behind a proxy, which resolves for itself, name and literal are looked at. Sample outlets are let through by
their exact host:port (`let_through`); there is no other exception.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.endpoints import TCP4ClientEndpoint, wrapClientTLS
from twisted.web.client import URI, Agent

from pipeline.config.let_through import LetThrough, parse_let_through
from pipeline.text.addresses import explain_refusal
from pipeline.text.urls import get_registrable_domain
from spiders.answer.bounded_headers import BoundedFactory
from spiders.answer.ended import RefusedAddress
from spiders.middlewares.budget import BudgetMiddleware, make_budget_ended
from spiders.ssrf.let_through import find_host_port
from spiders.ssrf.resolver import GuardedEndpoint


class GuardedEndpoints:
    """Makes an agent's endpoints: of what is let through directly, of all else by the guarded reactor."""

    def __init__(self, agent: Agent, let_through: LetThrough, timeout: float) -> None:
        self._reactor = agent._reactor
        self._policy = agent._endpointFactory._policyForHTTPS
        self._bindAddress = agent._endpointFactory._bindAddress
        self._let_through = let_through
        self._timeout = timeout

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802 - Twisted's name
        """Give the endpoint for an address; TLS is verified against its name."""
        host = uri.host.decode("ascii")
        target = self._let_through.get(f"{host.lower()}:{uri.port}")
        if target:
            endpoint: Any = TCP4ClientEndpoint(self._reactor, target[0], target[1], timeout=self._timeout)
        else:
            endpoint = GuardedEndpoint(self._reactor, host, uri.port, self._timeout)
        if uri.scheme != b"https":
            return endpoint
        return wrapClientTLS(self._policy.creatorForNetloc(uri.host, uri.port), endpoint)


class _GuardedAgent(_ScrapyAgent):
    def __init__(self, let_through: LetThrough, **named: Any) -> None:
        super().__init__(**named)
        self._let_through = let_through

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        if not request.meta.get("proxy"):
            agent._endpointFactory = GuardedEndpoints(agent, self._let_through, timeout)
        return agent


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https behind the guard."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
        self._let_through = parse_let_through(crawler.settings["LET_THROUGH"])
        self._insecure_domains: Iterable[str] = frozenset(crawler.settings.getlist("INSECURE_TLS"))
        self._insecure = _ScrapyClientContextFactory.from_crawler(crawler)
        self._insecure._verify_certificates = False

    async def download_request(self, request: Request) -> Response:
        """Look at the address, then ask; raise RefusedAddress before anything is sent."""
        budget = self._crawler.get_downloader_middleware(BudgetMiddleware)
        if budget is not None and budget.over:
            raise make_budget_ended()
        is_let_through = find_host_port(request.url) in self._let_through
        reason = explain_refusal(request.url, literal=not is_let_through)
        if reason:
            raise RefusedAddress(reason, request.url)
        if is_let_through:
            # A server on this machine is none of the proxy's business.
            request.meta.pop("proxy", None)
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(self._make_agent(request).download_request(request))
        except RefusedAddress as refused:
            raise RefusedAddress(refused.detail, request.url) from None

    def _make_agent(self, request: Request) -> _GuardedAgent:
        insecure = get_registrable_domain(request.url) in self._insecure_domains
        return _GuardedAgent(
            self._let_through,
            contextFactory=cast("Any", self._insecure) if insecure else self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
