"""The commands as a person types them: what they print, where, and with which exit code."""

from __future__ import annotations

import io
import json
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
from pipeline.config.settings import PREFIX, ROOT, Settings, get_settings
from pipeline.runs.workplace import Workplace
from pipeline.store.schema import templates

URL = "https://en.trend.az/azerbaijan/politics/4000001.html"
OTHER = "https://reed.example/sport"
PAGE = """<!doctype html><html lang="en"><head><title>Azerbaijan and Vietnam sign ferry agreement</title>
<meta property="article:published_time" content="2026-11-24T08:30:00+04:00"></head><body><article><h1>Azerbaijan and Vietnam sign ferry agreement</h1>
<p>The governments of Azerbaijan and Vietnam signed an agreement on river ferries in Hanoi on Tuesday. Ministers of both sides had talked about the
ferries for eleven months, in Baku and in Hanoi, and the last hurdle fell in October, when the shipyards agreed on a price.</p>
<p>The agreement takes effect in January. Azerbaijan opens an office in Hanoi for it, and Vietnam sends engineers to Baku in spring.</p>
</article></body></html>"""
SPORT = """<!doctype html><html lang="en"><head><title>Rowers win at home</title></head><body><article><h1>Rowers win at home</h1>
<p>The rowers of the reed country won three races on Sunday, in rain and wind, before a crowd of four thousand. The
coach thanked the crowd and said that the boats had been ready since spring, which nobody believed.</p></article></body></html>"""
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Reed</title><item><title>Ferries</title><link>{URL}</link>
<pubDate>Tue, 24 Nov 2026 08:30:00 +0400</pubDate></item><item><title>No link</title></item></channel></rss>"""

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


@pytest.fixture(scope="module")
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
    path = tmp_path / "foreign.warc.gz"
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True)
        for at, html in ((url, PAGE), (OTHER, SPORT)):
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                at, "response", payload=io.BytesIO(html.encode()), http_headers=headers
            )
            record.rec_headers.replace_header(
                "WARC-Date", (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
            )
            writer.write_record(record)
    return path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["extract", "-"], "needs --url"),
        (["extract", "-", "--url", "file:///etc/passwd"], "not an address of an article"),
        (["extract", "missing.html", "--url", URL], "missing.html"),
        (["extract", "-", "--url", URL, "--seen-at", "yesterday"], "not an ISO 8601 time"),
        (["extract", "-", "--url", URL, "--source", "nobody"], "no source with the id 'nobody'"),
        (["discover", "missing.xml", "--url", URL], "missing.xml"),
        (["frobnicate"], "See `azvn --help`"),
        (["search", "--size", "0", "x"], "See `azvn --help`"),
    ],
)
def test_a_mistake_gets_one_clear_sentence_and_code_2(azvn: Run, arguments: list[str], sentence: str) -> None:
    code, out, err = azvn(*arguments)
    assert (code, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_a_wrong_setting_is_named(azvn: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "SHARDS", "none")
    monkeypatch.setenv(PREFIX + "COLOUR", "blue")
    code, _, err = azvn("sources", "list")
    assert code == 2
    assert PREFIX + "SHARDS" in err
    assert PREFIX + "COLOUR: no such setting" in err


def test_elasticsearch_out_of_reach_is_said_in_one_sentence(
    azvn: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + "ELASTICSEARCH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv(PREFIX + "ELASTICSEARCH_PATIENCE", "0")
    code, out, err = azvn("search", "Baku")
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert "127.0.0.1:9" in err


def test_extract_gives_article_and_verdict(azvn: Run) -> None:
    code, out, err = azvn("extract", "-", "--url", URL, "--seen-at", "2026-11-25T00:00:00Z", given=PAGE)
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["outcome"], answer["verdict"]["grade"], answer["article"]["source"]["id"]) == (
        "core",
        3,
        "trend",
    )
    assert (answer["article"]["published_at"], answer["article"]["published_on"]) == (
        "2026-11-24T04:30:00.000Z",
        "2026-11-24",
    )


def test_extract_answers_lines_in_order_and_a_bad_line_costs_one(azvn: Run) -> None:
    lines = [
        {"url": URL, "html": PAGE},
        "[1]",
        {"url": "ftp://x.example/", "html": PAGE},
        {"url": OTHER, "html": SPORT},
    ]
    given = (
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\nnot json\n\n"
    )
    code, out, _ = azvn("extract", "--jsonl", given=given)
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [a["outcome"] for a in answers] == ["core", "bad_input", "bad_input", "off_topic", "bad_input"]
    assert [set(a) >= {"url", "outcome", "article", "verdict"} for a in answers] == [True] * 5


def test_extract_all_reads_a_page_off_the_topic_as_well(azvn: Run) -> None:
    assert json.loads(azvn("extract", "--url", OTHER, given=SPORT)[1])["article"] is None
    assert (
        json.loads(azvn("extract", "--url", OTHER, "--all", given=SPORT)[1])["article"]["title"]
        == "Rowers win at home"
    )


def test_discover_lists_candidates_a_line_each_and_names_bad_entries(azvn: Run, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(RSS)
    code, out, err = azvn("discover", str(feed), "--url", "https://reed.example/rss")
    assert code == 0
    assert [json.loads(line)["url"] for line in out.splitlines()] == [URL]
    assert "bad_entry" in err
    feed.write_text("<html><body>Gone fishing</body></html>")
    code, out, err = azvn("discover", str(feed), "--url", "https://reed.example/rss")
    assert (code, out) == (1, "")
    assert "not_a_feed" in err


def test_the_catalogue_is_listed_and_checked(azvn: Run) -> None:
    listed = json.loads(azvn("sources", "list", "--json")[1])
    assert len(listed) == 116
    assert {"id", "name", "country", "languages", "feeds"} <= set(listed[0])
    code, out, _ = azvn("sources", "check", "--offline")
    assert (code, "116 outlets are well described" in out) == (0, True)


def test_every_fault_of_the_catalogue_is_told_at_once(
    azvn: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "config" / "sources.yml").read_text()
    (tmp_path / "sources.yml").write_text(
        text.replace("country: AZ", "country: Azerbaijan", 1).replace(
            "timezone: Asia/Baku", "timezone: Asia/Bakuu", 1
        )
    )
    monkeypatch.setenv(PREFIX + "CONFIG", str(tmp_path))
    code, _, err = azvn("sources", "check", "--offline")
    assert code == 2
    assert "sources.yml" in err
    assert "country" in err
    assert "Asia/Bakuu" in err


def test_a_foreign_archive_is_replayed_found_judged_by_a_person_and_forgotten(
    indexed: Run, archive: Path, url: str
) -> None:
    code, out, _ = indexed("replay", str(archive), "--json")
    report = json.loads(out)
    assert (code, report["pages"], report["stories"]) == (0, 2, 1)
    assert report["items"]["index"] == {"indexed": 1}
    assert json.loads(indexed("replay", str(archive), "--json")[1])["items"]["index"] == {"unchanged": 1}

    code, out, _ = indexed("search", "Азербайджан", "Вьетнам", "ferry", "--json")
    assert code == 0
    assert url in [story["url"] for story in json.loads(out)["stories"]]
    assert indexed("search", "zzyzx")[0] == 1

    assert indexed("mark", url, "perhaps")[0] == 2
    assert indexed("mark", OTHER, "right")[0] == 2
    assert indexed("mark", url, "wrong", "--by", "aygun")[0] == 0

    assert indexed("forget", url, given="n\n")[0] == 130
    assert indexed("forget", url, "--yes")[0] == 0
    assert url not in indexed("search", "ferry", "--json")[1]
    assert json.loads(indexed("replay", str(archive), "--json")[1])["items"]["index"] == {"forgotten": 1}


def test_replay_all_indexes_what_is_off_the_topic_as_well(indexed: Run, archive: Path) -> None:
    indexed("replay", "--all", str(archive))
    assert indexed("search", "rowers")[0] == 0


def test_a_damaged_archive_is_named_and_the_others_are_read(
    indexed: Run, archive: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(b"this is no archive")
    code, out, _ = indexed("replay", str(bad), str(archive), "--json")
    report = json.loads(out)
    assert (code, report["pages"]) == (1, 2)
    assert report["failed"][0].startswith("bad.warc.gz")


def test_provision_says_what_it_made_and_nothing_the_second_time(
    indexed: Run, index_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + "INDEX_PREFIX", index_prefix)
    first = json.loads(indexed("provision", "--json")[1])
    assert sum(line.startswith("seed: ") for line in first) == 2
    assert json.loads(indexed("provision", "--json")[1]) == []
    assert indexed("provision", "--reindex")[0] == 0
    assert indexed("search", "partnership")[0] == 0


def test_status_is_unhealthy_until_a_cycle_has_run(indexed: Run) -> None:
    indexed("provision")
    code, out, _ = indexed("status", "--json")
    state = json.loads(out)
    assert (code, state["healthy"], state["last_cycle"]) == (1, False, None)
    assert sum(state["articles"].values()) >= 2
    assert "No cycle has run yet" in indexed("status")[1]
