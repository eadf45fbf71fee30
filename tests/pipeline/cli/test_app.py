"""The edge of the command line: what a person did wrong, and what went wrong, is said in one sentence."""

from __future__ import annotations

import json
import secrets
import shutil
import stat
from pathlib import Path

import pytest

from pipeline.cli.app import app
from pipeline.cli.stopped import KEPT, describe_stop
from pipeline.config.settings import PREFIX, ROOT
from pipeline.store.articles import search
from tests.pipeline.cli.conftest import URL, Run


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
        (["search", "--size", "0", "x"], "--size: is at least 1. See `azvn search --help`."),
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


@pytest.fixture(scope="module")
def ready_prefixes() -> set[str]:
    """The prefixes whose indices these tests have made: to look whether they are there takes seconds."""
    return set()


@pytest.fixture
def watched(
    indexed: Run,
    shared_prefix: str,
    ready_prefixes: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """The commands with indices and a watches.yml of two watches, one of which asks for what is no query."""
    for name in ("sources.yml", "topic.yml"):
        shutil.copy(ROOT / "config" / name, tmp_path)
    shutil.copytree(ROOT / "config" / "seeds", tmp_path / "seeds")
    (tmp_path / "watches.yml").write_text(
        "recipients: [{id: lan, address: lan@desk.example}]\n"
        "watches:\n"
        "- {id: demo, title: Demo, recipients: lan}\n"
        "- {id: open, title: Open, recipients: lan, query: 'title:(oil'}\n"
    )
    monkeypatch.setenv(PREFIX + "CONFIG", str(tmp_path))
    if shared_prefix not in ready_prefixes:
        assert indexed("provision")[0] == 0
        ready_prefixes.add(shared_prefix)
    return indexed


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (
            ["watches", "send-test", "demo", "--to", "me"],
            2,
            "--to 'me': is not a mail address such as desk@outlet.example.",
        ),
        (
            ["watches", "send-test", "demo", "--to", "me@desk.example"],
            2,
            "AZVN_SMTP_URL is not set: there is no server to send the mail to.",
        ),
        (
            ["watches", "preview", "demo", "--html", "/nonexistent/x.html"],
            1,
            "/nonexistent/x.html: No such file or directory.",
        ),
        (["watches", "preview", "open"], 2, "watches.yml: open: query: a bracket is left open"),
        (["watches", "preview", "demmo"], 2, "watches.yml has no watch 'demmo': did you mean demo?"),
        (
            ["watches", "preview", "nothing"],
            2,
            "watches.yml has no watch 'nothing': `azvn watches list` names them.",
        ),
        (["watches", "preview", "demo", "--since", "7"], 2, "'7' is not a time such as 12h, 7d or 2w."),
        (
            ["watches", "preview", "demo", "--since", "999999999w"],
            2,
            "'999999999w' is not a time such as 12h, 7d or 2w.",
        ),
        (["watches", "catch-up", "--since", "soon"], 2, "'soon' is not a time such as 12h, 7d or 2w."),
        (["forget", "nobody", "--yes"], 2, "No article, and nobody who got mails, has the name nobody."),
        (
            ["forget", "https://outlet.example/x", "--yes"],
            2,
            "No article with the address https://outlet.example/x is in the index.",
        ),
        (["mail", "show", "x"], 2, "No mail has an id that begins with 'x': `azvn mail list` shows them."),
        (["cycle", "--since", "yesterday"], 2, "since is a day such as 2025-05-07, not 'yesterday'."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    watched: Run, arguments: list[str], code: int, sentence: str
) -> None:
    ended, out, err = watched(*arguments)
    assert (ended, out, err) == (code, "", f"{sentence}\n")


def test_a_folder_that_cannot_be_written_is_named(watched: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "ARCHIVE", "/proc/nowhere/archive")
    code, out, err = watched("cycle", "--source", "trend", "--json")
    assert (code, out) == (1, "")
    assert err == "/proc/nowhere: No such file or directory.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "x"],
        ["status"],
        ["mark", URL, "right"],
        ["forget", URL, "--yes"],
        ["forget", "lan", "--yes"],
        ["watches", "list"],
        ["watches", "check"],
        ["watches", "preview", "demo"],
        ["watches", "send-test", "demo", "--to", "me@desk.example"],
        ["watches", "catch-up"],
        ["mail", "list"],
        ["mail", "show", "x"],
        ["mail", "retry", "--failed"],
        ["mail", "drop", "x"],
    ],
)
def test_before_provision_a_command_says_what_makes_the_indices(
    indexed: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    prefix = f"azvn-test-{secrets.token_hex(4)}-"
    monkeypatch.setenv(PREFIX + "INDEX_PREFIX", prefix)
    code, out, err = indexed(*arguments)
    assert (code, out) == (1, "")
    assert err == f"The index {prefix}articles does not exist: `azvn provision` makes it.\n"


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(watched: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(search, "search_page", interrupt)
    code, out, err = watched("search", "x")
    assert (code, out, err.strip()) == (130, "", "Stopped. Nothing was changed.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["cycle", "--now"], "Stopped. What was fetched is kept; `azvn cycle` goes on where it was."),
        (["watches", "catch-up", "a"], "Stopped. What was found is in the outbox"),
        (["watches", "list"], "Stopped. Nothing was changed."),
        ([], "Stopped. Nothing was changed."),
    ],
)
def test_each_command_has_its_own_sentence_for_ctrl_c(arguments: list[str], sentence: str) -> None:
    assert describe_stop(arguments).startswith(sentence)


def test_every_sentence_for_ctrl_c_belongs_to_a_command() -> None:
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    names = {command.name for command in app.registered_commands}
    names |= {f"{name} {c.name}" for name, one in groups.items() if one for c in one.registered_commands}
    assert set(KEPT) <= names


@pytest.mark.parametrize("arguments", [["forget", URL], ["forget", "lan"]])
def test_where_nobody_can_be_asked_the_flag_that_answers_is_named(watched: Run, arguments: list[str]) -> None:
    code, out, err = watched(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Remove ")
    assert err.endswith("? Nobody can be asked here: say --yes.\n")


def test_what_nobody_foresaw_is_one_sentence_and_the_rest_is_in_the_log(
    watched: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    # A fault of the program, of which there should be none.
    monkeypatch.setattr(search, "search_page", fail)
    code, out, err = watched("search", "x")
    log = tmp_path / "log" / "azvn.log"
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith("ZeroDivisionError: by nothing (")
    assert err.endswith(f": this is a fault of the program; the whole of it is in {log}.\n")
    assert "Traceback (most recent call last)" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        (["SOCAR", "-LNG"], "SOCAR NOT LNG"),
        (["SOCAR", "-To Lam", "-n", "5"], 'SOCAR NOT "To Lam"'),
        (["-news", "oil"], "NOT news oil"),
        (["oil -gas", "-n5"], "oil -gas"),
    ],
)
def test_a_hyphen_before_a_word_of_a_search_is_no_option(watched: Run, typed: list[str], query: str) -> None:
    code, out, err = watched("search", *typed, "--json")
    assert (code in (0, 1), err) == (True, "")
    assert json.loads(out)["query"] == query
