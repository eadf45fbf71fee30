"""A proxy that cannot be used is named before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config.errors import ConfigError
from spiders.ssrf.proxies import check_proxies
from tests.spiders.conftest import environment, job, run


@pytest.mark.parametrize(
    "proxies",
    [
        {},
        {"http": "http://proxy.example:3128", "https": "http://user:word@proxy.example:3128"},
        {"http": "proxy.example:3128", "no": "reed.example"},
        {"https": "HTTPS://proxy.example:3128", "all": "socks5://proxy.example:1080"},
    ],
)
def test_a_proxy_that_speaks_http_is_used(proxies: dict[str, str]) -> None:
    check_proxies(proxies)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "SOCKS4", "socks4a", "ftp", "unix"])
@pytest.mark.parametrize("name", ["http", "https"])
def test_any_other_is_refused_in_a_sentence_without_its_password(name: str, scheme: str) -> None:
    with pytest.raises(ConfigError) as refused:
        check_proxies({name: f"{scheme}://user:word@proxy.example:1080"})
    assert str(refused.value).startswith(
        f"{name}_proxy: a proxy of the kind '{scheme.lower()}' is not supported"
    )
    assert "word" not in str(refused.value)


@pytest.mark.servers
def test_the_program_says_so_at_its_start(tmp_path: Path) -> None:
    crawled = run(job(tmp_path), environment([], http_proxy="socks5://127.0.0.1:1"))
    assert (crawled.code, crawled.out) == (2, "")
    (line,) = crawled.err.strip().splitlines()
    assert "http_proxy: a proxy of the kind 'socks5' is not supported" in line
