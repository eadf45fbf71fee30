"""The headers of an answer are bounded as its body is; Twisted keeps as many as a server sends."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.web._newclient import HEADER, STATUS

MOST = 256 * 1024
"""Bytes of status line and headers; browsers give up at about as much."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _header_bytes = 0

    def request(self, request: Any) -> Any:
        self._header_bytes = 0
        return super().request(request)

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take bytes while the headers are of a reasonable size, else hang up with ConnectionAborted."""
        if self._parser is not None and self._parser.state in {STATUS, HEADER}:
            self._header_bytes += len(bytes)
        if self._header_bytes > MOST and self.transport is not None:
            self.transport.abortConnection()
            return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes connections whose answers have bounded headers."""

    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: ARG002, N802 - Twisted's name
        """Make the protocol of a new connection."""
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
