"""What is let through: exact hosts and ports, and nothing that stands for more than one."""

from __future__ import annotations

import pytest

from pipeline.config.let_through import parse_let_through
from spiders.ssrf.let_through import find_host_port


@pytest.mark.parametrize(
    ("setting", "let_through"),
    [
        ("", {}),
        (
            "a.example:80=127.0.0.1:4000, b.example:443=[::1]:4001,",
            {"a.example:80": ("127.0.0.1", 4000), "b.example:443": ("::1", 4001)},
        ),
        ("127.0.0.1:8000", {"127.0.0.1:8000": ("127.0.0.1", 8000)}),
        ("A.example:80=localhost:1", {"a.example:80": ("localhost", 1)}),
    ],
)
def test_a_setting_is_read(setting: str, let_through: dict[str, tuple[str, int]]) -> None:
    assert parse_let_through(setting) == let_through


@pytest.mark.parametrize(
    "setting",
    ["*", "a.example", "127.0.0.0/8", "a.example=127.0.0.1:80", "a.example:80=127.0.0.1", ":80", "a:b"],
)
def test_anything_but_an_exact_host_and_port_is_an_error(setting: str) -> None:
    with pytest.raises(ValueError, match="is not host:port"):
        parse_let_through(setting)


def test_the_host_and_port_of_an_address_are_exact() -> None:
    given = [
        "http://A.example/x",
        "https://a.example",
        "http://a.example:81/",
        "http://a.example:x/",
        "http://[::1]:5/",
    ]
    assert [find_host_port(url) for url in given] == [
        "a.example:80",
        "a.example:443",
        "a.example:81",
        "",
        "::1:5",
    ]
