"""Addresses: refused in every disguise."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.addresses import SPECIAL_NETWORKS, explain_refusal, is_public_address


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://metadata.google.internal/",
        "http://localhost/",
        "http://localhost./",
        "http://x.localhost/",
        "http://printer.local/",
        "http://intranet/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://127%2e0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://0X7F000001/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://127.0.0.1:80/",
        "http://4294967296/",
        "http://8.300.1/",
        "http://1.2.3.4.5/",
        "http://a.example.127.1/",
        "http://[fe80::1%25eth0]/",
        "http://[::]/",
        "http://[::127.0.0.1]/",
        "http://[fec0::1]/",
        "http://[3fff::1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[2001:0:7f00:1:0:0:80ff:fffe]/",
        "http://168.63.129.16/",
        "http://loca\u180blhost/",
        "http://loca\u00adlhost/",
        "http://LOCALHOST/",
        "http://localhost.localdomain/",
        "http://a..example/",
        "http://a.example:0/",
        "http://a.example\x00/",
        "http://a.example/\x7f",
        "http://a.example/\ud800",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://0.0.0.0/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "http://me:pw@a.example/",
        "http://a.example@127.0.0.1/",
        "http://a.example\\@127.0.0.1/",
        "http://a.example /",
        "http://a.example\t/",
        "file:///etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://a.example/",
        "http://",
        "http:///x",
        "//a.example/x",
        "http://a.example:99999/",
        "http://[::1/",
        "http://a.example/" + "x" * 8192,
        "",
    ],
)
def test_an_address_that_attacks_us_is_refused(url: str) -> None:
    assert explain_refusal(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.1/", "private address"),
        ("http://printer.local/", "local name"),
        ("http://intranet/", "no public name"),
        ("http://127%2e0.0.1/", "malformed host"),
        ("http://a.example:0/", "port"),
        ("http://a.example:99999/", "malformed"),
        ("http://me@a.example/", "user info"),
        ("file:///etc/passwd", "scheme"),
        ("http:///x", "no host"),
        ("http://a.example/a b", "odd characters"),
        ("http://a.example/" + "x" * 2048, "too long"),
    ],
)
def test_a_refusal_says_why(url: str, reason: str) -> None:
    assert explain_refusal(url) == reason


def test_sample_outlets_on_loopback_may_stand_in_a_catalogue() -> None:
    assert explain_refusal("http://127.0.0.1:8000/rss", literal=False) is None
    assert explain_refusal("http://127%2e0.0.1/rss", literal=False) == "malformed host"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "https://xeberler.az/new/details/ayna:-avtobus-1",
        "http://8.8.8.8/x",
        "http://[2606:4700::1111]/",
        "https://münchen.example/ə",
        "https://a.example:8443/x",
        "https://a_b.example./x?y=//@",
        "https://1.example/",
    ],
)
def test_an_honest_address_is_not(url: str) -> None:
    assert explain_refusal(url) is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::1", True),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:808:808::f5ff:fffe", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("192.0.2.1", False),
        ("192.0.0.8", False),
        ("192.0.0.192", False),
        ("192.88.99.1", False),
        ("2001:1::1", False),
        ("2001:4:112::1", False),
        ("5f00::1", False),
        ("100:0:0:1::1", False),
        ("2001:200::1", True),
        ("192.0.1.1", True),
        ("240.0.0.1", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_only_public_addresses_are_connected_to(address: str, public: bool) -> None:
    assert is_public_address(address) is public


@pytest.mark.parametrize("network", SPECIAL_NETWORKS)
def test_a_special_purpose_network_is_refused_from_end_to_end(network: str) -> None:
    block = ipaddress.ip_network(network)
    for address in (block[0], block[-1], block[block.num_addresses // 2]):
        assert not is_public_address(str(address))


@pytest.mark.parametrize(
    "network", [n for n in SPECIAL_NETWORKS if ":" not in n and not n.startswith(("0.", "240."))]
)
def test_the_addresses_beside_one_are_public_or_of_another(network: str) -> None:
    block = ipaddress.ip_network(network)
    others = [ipaddress.ip_network(n) for n in SPECIAL_NETWORKS if n != network]
    for number in (int(block[0]) - 1, int(block[-1]) + 1):
        address = ipaddress.IPv4Address(number)
        assert is_public_address(str(address)) is not any(address in other for other in others)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_what_python_knows_to_be_local_is_never_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    is_local = address.is_private or address.is_multicast or address.is_reserved or address.is_loopback
    inner = isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo
    )
    assert inner or not (is_local and is_public_address(str(address)))


@given(st.text(st.characters(codec=None), max_size=200))
def test_no_text_makes_it_fail(value: str) -> None:
    explain_refusal(value)
    explain_refusal("http://" + value)
    is_public_address(value)
