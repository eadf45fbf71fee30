"""watches.yml: what is right is used, what is wrong is told by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.config import sources, topic
from pipeline.config.errors import ConfigError
from pipeline.config.settings import ROOT
from pipeline.config.watches import check_watches, load_watches

LAN = {"id": "lan", "address": "lan@desk.example"}


def book(tmp_path: Path, *watches: Any, recipients: Any = (LAN,)) -> Any:
    path = tmp_path / "watches.yml"
    full = [
        {"id": "all", "title": "All", "recipients": ["lan"], **w} if isinstance(w, dict) else w
        for w in watches
    ]
    path.write_text(yaml.safe_dump({"recipients": list(recipients), "watches": full}), encoding="utf-8")
    return load_watches(path)


def test_the_example_is_right() -> None:
    found = load_watches(ROOT / "config" / "watches.example.yml")
    outlets, words = (
        sources.load_sources(ROOT / "config" / "sources.yml"),
        topic.load_topic(ROOT / "config" / "topic.yml"),
    )
    checked = check_watches(found, outlets, words)
    assert len(checked.watches) == 4
    assert checked.topic_words.split() == [side.stem for side in words.document.sides.values()]
    assert found.faults == ()


def test_no_file_is_no_watch(tmp_path: Path) -> None:
    assert load_watches(tmp_path / "watches.yml").watches == ()


@pytest.mark.parametrize(
    "text", ["[]", "watches: {}", "{", "watches: []\nwatch: []", "recipients: x\nwatches: []"]
)
def test_a_file_that_is_no_list_of_watches_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "watches.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"watches\.yml"):
        load_watches(path)


def test_a_watch_finds_everything_at_once_when_it_says_nothing_else(tmp_path: Path) -> None:
    (watch,) = book(tmp_path, {}).watches
    assert (watch.query, str(watch.rhythm), watch.updates, watch.recipients[0].zone) == (
        "",
        "immediate",
        False,
        "UTC",
    )


def test_filters_may_be_one_value_or_several(tmp_path: Path) -> None:
    (watch,) = book(tmp_path, {"filters": {"grade": 3, "language": ["az", "vi"], "country": "VN"}}).watches
    assert (watch.filters.grade, watch.filters.language, watch.filters.country) == (
        (3,),
        ("az", "vi"),
        ("VN",),
    )


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"rhythm": "daily"}, "rhythm: is one of: immediate"),
        ({"filters": {"grade": 1}}, "filters.grade"),
        ({"filters": {"gerade": 3}}, "filters.gerade"),
        ({"quiet_hours": "at night"}, "quiet_hours: has the form 22:00-07:00"),
        ({"recipients": ["minh"]}, "no such recipient 'minh'"),
        ({"recipients": []}, "recipients"),
        ({"recipients": [{"id": "x", "address": "not an address"}]}, "is not a mail address"),
        ({"recipients": [{"id": "x", "address": "a@b.example\nBcc: c@d.example"}]}, "is not a mail address"),
        ({"recipients": [{"id": "x", "address": "лан лан@desk.example"}]}, "is not a mail address"),
        ({"recipients": [{"id": "x", "address": "lan@desk_1.example"}]}, "is not a mail address"),
        ({"recipients": [{"id": "x", "address": "lan..n@desk.example"}]}, "is not a mail address"),
        ({"recipients": [{**LAN, "id": "x", "zone": "Baku"}]}, "is not an IANA time zone"),
        ({"recipients": [{**LAN, "id": "x", "language": "de"}]}, "language"),
        ({"title": ""}, "title"),
        ({"querry": "x"}, "querry"),
        ("a string", "watch 1"),
    ],
)
def test_a_wrong_watch_is_told_by_name_and_the_others_are_kept(
    tmp_path: Path, wrong: Any, expected: str
) -> None:
    found = book(tmp_path, {"id": "wrong", **wrong} if isinstance(wrong, dict) else wrong, {"id": "right"})
    assert [w.id for w in found.watches] == ["right"]
    assert expected in str(found.faults[0])
    assert "wrong" in str(found.faults[0]) or "watch 1" in str(found.faults[0])


SMALL = "is made of small letters, digits, hyphens and underscores, 64 at most"


def test_a_recipient_described_wrongly_is_a_fault_that_names_the_watches_it_stops(tmp_path: Path) -> None:
    wrong = {"id": "Lan", "address": "nowhere", "zone": "Baku"}
    watches = [{"id": f"for-{n}", "recipients": [id_]} for n, id_ in enumerate(("Lan", "lan", "lann"))]
    found = book(tmp_path, *watches, recipients=[wrong])
    assert not found.watches
    assert [str(fault) for fault in found.faults] == [
        f"watches.yml: Lan: id: {SMALL} (found 'Lan')",
        "watches.yml: Lan: address: is not a mail address such as desk@outlet.example (found 'nowhere')",
        "watches.yml: Lan: zone: is not an IANA time zone: did you mean Asia/Baku? (found 'Baku');"
        " not used until then: for-0, for-1",
        "watches.yml: for-2: recipients: no such recipient 'lann': did you mean Lan?",
    ]


def test_an_id_that_stands_twice_counts_once(tmp_path: Path) -> None:
    found = book(tmp_path, {"title": "First"}, {"title": "Second"})
    assert [w.title for w in found.watches] == ["First"]
    assert "twice" in str(found.faults[0])


def test_a_person_who_is_described_twice_is_one_person(tmp_path: Path) -> None:
    other = {"id": "lan", "address": "other@desk.example"}
    found = book(tmp_path, {"recipients": ["lan"]}, {"id": "b", "recipients": [other]})
    assert {p.address for w in found.watches for p in w.recipients} == {"lan@desk.example"}
    assert "described twice" in str(found.faults[0])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"source": "azertacc"}, "no such source"),
        ({"theme": "tradde"}, "did you mean trade?"),
        ({"people": "Ilham Alijev"}, "did you mean Ilham Aliyev?"),
        ({"country": "UK"}, "did you mean GB?"),
        ({"language": ["az", "vn"]}, "did you mean vi?"),
    ],
)
def test_a_name_that_the_catalogue_or_the_topic_does_not_have_is_told(
    tmp_path: Path, filters: dict[str, str], expected: str
) -> None:
    outlets, words = (
        sources.load_sources(ROOT / "config" / "sources.yml"),
        topic.load_topic(ROOT / "config" / "topic.yml"),
    )
    found = check_watches(book(tmp_path, {"filters": filters}), outlets, words)
    assert found.watches == ()
    assert expected in str(found.faults[0])


def test_the_hash_tells_what_a_watch_looks_for_and_nothing_else(tmp_path: Path) -> None:
    one, same, other = book(
        tmp_path,
        {"query": "a"},
        {"id": "b", "query": "a", "rhythm": "hourly"},
        {"id": "c", "query": "a", "filters": {"grade": 3}},
    ).watches
    assert one.query_hash == same.query_hash != other.query_hash


def test_a_phrase_is_one_whatever_its_marks(tmp_path: Path) -> None:
    one, other = book(tmp_path, {"query": "«To Lam»"}, {"id": "b", "query": '"To Lam"'}).watches
    assert one.query == '"To Lam"'
    assert one.query_hash == other.query_hash


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("query: SOCAR #oil", "#oil"),
        ("query: нефть  #газ, Баку", "#газ,"),
        ("title: The oil #1", "#1"),
        ("query: SOCAR # our oil firm", ""),
        ("query: SOCAR  # our oil firm #1", ""),
        ('query: "SOCAR #oil"', ""),
        ("query: SOCAR#oil", ""),
        ("rhythm: hourly #soon", ""),
    ],
)
def test_a_sign_that_cuts_a_query_is_told(tmp_path: Path, line: str, lost: str) -> None:
    path = tmp_path / "watches.yml"
    title = "" if line.startswith("title") else "  title: All\n"
    path.write_text(
        "recipients: [{id: lan, address: lan@desk.example}]\nwatches:\n"
        f"- id: cut\n{title}  recipients: [lan]\n  {line}\n"
        "- {id: right, title: Right, recipients: [lan]}\n",
        encoding="utf-8",
    )
    found = load_watches(path)
    assert [fault.watch for fault in found.faults] == ["cut"] * bool(lost)
    assert "right" in found.ids
    if lost:
        assert f"is cut before “{lost}”" in str(found.faults[0])


def test_an_address_that_may_not_be_what_was_meant_is_said(tmp_path: Path) -> None:
    again, wide = {"id": "lan2", "address": "Lan@Desk.example"}, {"id": "wide", "address": "лан@báo.example"}
    found = book(tmp_path, {"recipients": ["lan", "lan2", "wide"]}, recipients=[LAN, again, wide])
    assert found.faults == ()
    assert [str(doubt).partition(":")[2] for doubt in found.doubts] == [
        " lan2: address: lan has it too: a story that both watch for comes there twice",
        " wide: address: mails go there only by a mail server that offers SMTPUTF8",
    ]


@pytest.mark.parametrize(
    ("watch", "kind", "address"),
    [
        (
            {"deliver": "webhook", "url": "https://hooks.example/a?b=c", "form": "chat"},
            "webhook",
            "https://hooks.example/a?b=c",
        ),
        ({"deliver": "feed", "language": "vi", "zone": "Asia/Ho_Chi_Minh"}, "feed", ""),
    ],
)
def test_a_watch_can_go_to_a_channel(tmp_path: Path, watch: dict[str, Any], kind: str, address: str) -> None:
    found = book(tmp_path, {**watch, "recipients": []})
    assert found.faults == ()
    (channel,) = found.watches[0].recipients
    reader = channel.recipient
    assert (reader.id, reader.channel, reader.address) == (f"{kind}-all", kind, address)
    assert (reader.form, reader.language) == (watch.get("form", "json"), watch.get("language", "en"))


@pytest.mark.parametrize(
    ("watch", "fault"),
    [
        ({"deliver": "webhook", "recipients": []}, "url: is not an http or https address"),
        ({"deliver": "webhook", "url": "ftp://a.example", "recipients": []}, "url: is not an http"),
        ({"deliver": "webhook", "url": "https://u:p@a.example", "recipients": []}, "url: is not an http"),
        ({"deliver": "webhook", "url": "https://a.example", "form": "sms", "recipients": []}, "form: "),
        ({"deliver": "feed", "url": "https://a.example", "recipients": []}, "url: no such field"),
        ({"deliver": "feed"}, "recipients: a watch with deliver: feed has none"),
        ({"deliver": "pigeon"}, "deliver: "),
        ({"url": "https://a.example"}, "url: no such field"),
    ],
)
def test_a_channel_that_cannot_be_is_told(tmp_path: Path, watch: dict[str, Any], fault: str) -> None:
    found = book(tmp_path, watch)
    assert found.watches == ()
    assert any(fault in one.reason for one in found.faults), found.faults
