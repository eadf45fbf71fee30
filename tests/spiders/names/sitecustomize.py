"""Name service for the crawler under test: names resolve as TEST_NAMES says (`name=address+address,…`), all
others do not exist.
"""

import ipaddress
import os
import socket

_ANSWERS = {
    name: addresses.split("+")
    for name, _, addresses in (e.partition("=") for e in os.environ.get("TEST_NAMES", "").split(",") if e)
}
_ask = socket.getaddrinfo


def _is_address(host):
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _getaddrinfo(host, *arguments, **named):
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or _is_address(name) or name.rstrip(".") == "localhost":
        return _ask(host, *arguments, **named)
    if name not in _ANSWERS:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return [found for address in _ANSWERS[name] for found in _ask(address, *arguments, **named)]


socket.getaddrinfo = _getaddrinfo
