"""Commands run in this process, and pages to give them."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from local import places
from local.elasticsearch import Server
from pipeline.cli import app
from pipeline.config.settings import PREFIX, Settings, get_settings
from pipeline.runs.workplace import Workplace
from pipeline.store.schema import templates

URL = "https://en.trend.az/azerbaijan/politics/4000001.html"
OTHER = "https://reed.example/sport"
PAGE = """<!doctype html><html lang="en"><head><title>Azerbaijan and Vietnam sign ferry agreement</title>
<meta property="article:published_time" content="2026-11-24T08:30:00+04:00"></head><body><article>
<h1>Azerbaijan and Vietnam sign ferry agreement</h1>
<p>The governments of Azerbaijan and Vietnam signed an agreement on river ferries in Hanoi on Tuesday.
Ministers of both sides had talked about the ferries for eleven months, in Baku and in Hanoi, and the last
hurdle fell in October, when the shipyards agreed on a price.</p>
<p>The agreement takes effect in January. Azerbaijan opens an office in Hanoi for it, and Vietnam sends
engineers to Baku in spring.</p>
</article></body></html>"""
SPORT = """<!doctype html><html lang="en"><head><title>Rowers win at home</title></head><body><article>
<h1>Rowers win at home</h1>
<p>The rowers of the reed country won three races on Sunday, in rain and wind, before a crowd of four
thousand. The coach thanked the crowd and said that the boats had been ready since spring, which nobody
believed.</p></article></body></html>"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def azvn(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in this process and give its exit code and what it printed on both streams."""
    monkeypatch.setenv(PREFIX + "ARCHIVE", str(tmp_path / "archive"))
    # What a demo or a stack of this machine noted of itself is none of the tests' business.
    monkeypatch.setattr(places, "STATE", tmp_path / "state")

    def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["azvn", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        get_settings.cache_clear()
        capsys.readouterr()
        code = 0
        try:
            app.main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture(scope="session")
def shared_prefix(elasticsearch_server: Server) -> Iterator[str]:
    """A prefix for all that does not need an empty index: each test has an address of its own."""
    server = elasticsearch_server
    prefix = f"azvn-test-{secrets.token_hex(4)}-"
    yield prefix
    store = (
        Workplace(Settings(index_prefix=prefix))
        .switch_store(server.url, server.username, server.password)
        .store
    )
    templates.remove_indices(store)
    store.client.close()


@pytest.fixture
def indexed(
    azvn: Run, elasticsearch_server: Server, shared_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The same with the real Elasticsearch, under the prefix that these tests share."""
    server = elasticsearch_server
    values = {
        "ELASTICSEARCH_URL": server.url,
        "ELASTICSEARCH_USER": server.username,
        "ELASTICSEARCH_PASSWORD": server.password,
    }
    for name, value in (values | {"INDEX_PREFIX": shared_prefix}).items():
        monkeypatch.setenv(PREFIX + name, value)
    return azvn


@pytest.fixture
def url() -> str:
    """An address that no other test has."""
    return f"https://en.trend.az/azerbaijan/politics/{secrets.randbelow(10**12)}.html"


@pytest.fixture
def archive(tmp_path: Path, url: str) -> Path:
    """A WARC file as other tools write them, with a page on the topic and one that is not."""
    return write_warc(tmp_path / "foreign.warc.gz", {url: PAGE, OTHER: SPORT})


def write_warc(path: Path, pages: dict[str, str]) -> Path:
    """Write a WARC file as other tools do."""
    at = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True)
        for address, html in pages.items():
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                address, "response", payload=io.BytesIO(html.encode()), http_headers=headers
            )
            record.rec_headers.replace_header("WARC-Date", at)
            writer.write_record(record)
    return path
