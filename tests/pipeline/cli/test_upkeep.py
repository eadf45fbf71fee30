"""Indices made and looked after by hand."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from pipeline.config.settings import PREFIX
from pipeline.store.client import Store
from pipeline.store.rights import KEYS, PEOPLE
from tests.pipeline.cli.conftest import Run


def test_provision_says_what_it_made_and_nothing_the_second_time(
    indexed: Run, index_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + "INDEX_PREFIX", index_prefix)
    first = json.loads(indexed("provision", "--json")[1])
    assert sum(line.startswith("seed: ") for line in first) == 2
    assert json.loads(indexed("provision", "--json")[1]) == []
    assert indexed("provision", "--reindex")[0] == 0
    assert indexed("search", "partnership")[0] == 0


def test_keys_are_shown_once_or_written_for_their_owner_alone(
    indexed: Run, provisioned: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prefix = provisioned.prefix
    monkeypatch.setenv(PREFIX + "INDEX_PREFIX", prefix)
    try:
        code, out, err = indexed("provision", "--keys", "--json")
        assert code == 0, err
        shown = json.loads(out)
        secrets = [line.split()[1] for line in shown if "shown this once" in line]
        assert len(secrets) == 4
        assert f"role {prefix}reader" in shown
        assert json.loads(indexed("provision", "--keys", "--json")[1]) == []
        folder = tmp_path / "keys"
        assert indexed("provision", "--keys-in", str(folder), "--key", "mailer")[0] == 0
        (file,) = folder.iterdir()
        assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("mailer", 0o600)
        monkeypatch.setenv(PREFIX + "ELASTICSEARCH_API_KEY_FILE", str(file))
        assert indexed("mail", "list", "--json")[0] == 0
        code, _, err = indexed("provision", "--keys")
        assert (code, "denies a right" in err) == (1, True)
        file.write_text("")
        assert "is empty" in indexed("mail", "list")[2]
        monkeypatch.delenv(PREFIX + "ELASTICSEARCH_API_KEY_FILE")
        assert "There is no key 'cook'" in indexed("provision", "--keys", "--key", "cook")[2]
    finally:
        for name in KEYS:
            provisioned.client.security.invalidate_api_key(name=prefix + name, owner=True)
        for name in PEOPLE:
            provisioned.client.security.delete_role(name=prefix + name)


def test_status_is_unhealthy_until_a_cycle_has_run(indexed: Run) -> None:
    indexed("provision")
    code, out, _ = indexed("status", "--json")
    state = json.loads(out)
    assert (code, state["healthy"], state["last_cycle"]) == (1, False, None)
    assert sum(state["articles"].values()) >= 2
    assert "No cycle has run yet" in indexed("status")[1]
