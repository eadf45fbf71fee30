"""Pages, feeds and archives that somebody kept: read again, judged again, found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.config.settings import ROOT
from pipeline.config.topic import load_topic
from tests.pipeline.cli.conftest import OTHER, PAGE, SPORT, URL, Run
from tests.pipeline.runs.long_pages import find_narrow_limit, make_long_page

RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Reed</title>
<item><title>Ferries</title><link>{URL}</link><pubDate>Tue, 24 Nov 2026 08:30:00 +0400</pubDate></item>
<item><title>No link</title></item></channel></rss>"""


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


def test_a_page_beyond_a_limit_is_answered_with_its_word_and_the_next_is_read(
    azvn: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZVN_PAGE_SECONDS", str(find_narrow_limit(load_topic(ROOT / "config" / "topic.yml"))))
    monkeypatch.setenv("AZVN_MAX_BYTES", "400000")
    pages = [PAGE, make_long_page(PAGE), SPORT, PAGE + " " * 400_000]
    given = "\n".join(json.dumps({"url": URL, "html": page}) for page in pages)
    answers = [json.loads(line) for line in azvn("extract", "--jsonl", given=given)[1].splitlines()]
    assert [a["outcome"] for a in answers] == ["core", "too_slow", "off_topic", "too_large"]
    assert answers[1]["detail"].startswith("more than ")
    assert answers[1].keys() == answers[0].keys()


def test_a_feed_beyond_a_limit_ends_with_the_word_and_the_number(
    azvn: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text("<urlset>" + "".join(f"<url><loc>{URL}?{n}</loc></url>" for n in range(9000)))
    monkeypatch.setenv("AZVN_PAGE_SECONDS", "0.02")
    code, out, err = azvn("discover", str(feed), "--url", "https://reed.example/rss")
    assert (code, out) == (1, "")
    assert "too_slow" in err
    assert "more than 0.02 s" in err
    monkeypatch.delenv("AZVN_PAGE_SECONDS")
    monkeypatch.setenv("AZVN_MAX_BYTES", "1024")
    assert "too_large" in azvn("discover", str(feed), "--url", "https://reed.example/rss")[2]


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


def test_discover_names_the_sub_sitemaps_of_an_index(azvn: Run, tmp_path: Path) -> None:
    index = tmp_path / "sitemap.xml"
    children = (
        "<sitemap><loc>/news.xml?from=1&amp;to=2</loc></sitemap><sitemap><loc>/2026.xml</loc></sitemap>"
    )
    index.write_text(f"<sitemapindex>{children}</sitemapindex>")
    code, out, err = azvn("discover", str(index), "--url", "https://reed.example/sitemap.xml")
    assert (code, out) == (0, "")
    assert sorted(err.splitlines()) == [
        "sub-sitemap: https://reed.example/2026.xml",
        "sub-sitemap: https://reed.example/news.xml?from=1&to=2",
    ]


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

    assert indexed("forget", url)[0] == 2
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
