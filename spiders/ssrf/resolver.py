"""Host names resolved once, every address that comes out looked at, and only those connected to."""

from __future__ import annotations

from typing import Any

from twisted.internet import defer
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from twisted.python.failure import Failure
from zope.interface import directlyProvides, implementer, providedBy

from pipeline.text.addresses import is_public_address
from spiders.answer.ended import RefusedAddress


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves as the resolver in it, but gives nothing for a name with an address that is not public.

    That address is then in `refused`.
    """

    def __init__(self, resolver: Any) -> None:
        self._resolver = resolver
        self.refused = ""

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, *arguments: Any, **named: Any) -> Any:  # noqa: N802, N803
        """Resolve as Twisted wants it."""
        receiver = _PublicOnly(resolutionReceiver, self)
        return self._resolver.resolveHostName(receiver, hostName, *arguments, **named)


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any, resolver: GuardedResolver) -> None:
        self._receiver = receiver
        self._resolver = resolver
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        private = [address.host for address in self._addresses if not is_public_address(address.host)]
        # One private address is enough: a name of a public server has none, a trap may have both.
        self._resolver.refused = private[0] if private else ""
        if not private:
            for address in self._addresses:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


class GuardedReactor:
    """The reactor with a guarded resolver and one door: TCP connections to public addresses only."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self.nameResolver = GuardedResolver(reactor.nameResolver)
        directlyProvides(self, providedBy(reactor))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, port: int, *arguments: Any, **named: Any) -> Any:  # noqa: N802 - Twisted's name
        """Connect to an address that the name resolved to, unless it is not public."""
        if not is_public_address(host):
            raise RefusedAddress(f"resolves to {host}")
        return self._reactor.connectTCP(host, port, *arguments, **named)


class GuardedEndpoint:
    """A host name's endpoint whose refusal comes out as such, not as a name that was not found."""

    def __init__(self, reactor: Any, host: str, port: int, timeout: float) -> None:
        self._guarded = GuardedReactor(reactor)
        self._endpoint = HostnameEndpoint(self._guarded, host, port, timeout=timeout)
        directlyProvides(self, providedBy(self._endpoint))

    def connect(self, factory: Any) -> defer.Deferred[Any]:
        """Connect, or fail with RefusedAddress and no connection made."""
        if self._endpoint._badHostname:
            return defer.fail(RefusedAddress("no host name"))
        return self._endpoint.connect(factory).addErrback(self._name_refusal)

    def _name_refusal(self, failure: Failure) -> Failure:
        refused = self._guarded.nameResolver.refused
        if not refused:
            return failure
        return Failure(RefusedAddress(f"resolves to {refused}"))  # type: ignore[no-untyped-call]
