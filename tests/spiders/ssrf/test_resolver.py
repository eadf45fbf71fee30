"""Names with an address that is not public have none at all."""

from __future__ import annotations

import pytest

from spiders.ssrf.resolver import GuardedResolver


class Address:
    def __init__(self, host: str) -> None:
        self.host = host


class NameService:
    """A name service that gives what it was made with, as Twisted's does: one address after the other."""

    def __init__(self, *hosts: str) -> None:
        self._hosts = hosts

    def resolveHostName(self, receiver: Receiver, *_: object, **__: object) -> None:  # noqa: N802
        receiver.resolutionBegan(self)
        for host in self._hosts:
            receiver.addressResolved(Address(host))
        receiver.resolutionComplete()


class Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = False

    def resolutionBegan(self, _: object) -> None:  # noqa: N802
        self.hosts = []

    def addressResolved(self, address: Address) -> None:  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


@pytest.mark.parametrize(
    ("answers", "given", "refused"),
    [
        (["93.184.216.34", "2606:2800:220:1::1"], ["93.184.216.34", "2606:2800:220:1::1"], ""),
        (["93.184.216.34", "10.0.0.1"], [], "10.0.0.1"),
        (["fe80::1%eth0"], [], "fe80::1%eth0"),
        (["100.64.0.1"], [], "100.64.0.1"),
        (["224.0.0.1"], [], "224.0.0.1"),
        ([], [], ""),
    ],
)
def test_a_name_with_one_private_address_has_none(answers: list[str], given: list[str], refused: str) -> None:
    names = GuardedResolver(NameService(*answers))
    receiver = Receiver()
    names.resolveHostName(receiver, "a.example")
    assert (receiver.hosts, receiver.complete, names.refused) == (given, True, refused)
