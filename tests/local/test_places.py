"""Where what is fetched once lies: where the account that runs the server can read it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from local import places


def test_roots_cache_is_one_that_the_servers_account_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.os, "geteuid", lambda: 0)
    with TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o755)
        monkeypatch.setenv("XDG_CACHE_HOME", name)
        assert places.locate_cache_folder() == places.ROOTS_PLACE / "cache"
        (base / "azvn").mkdir(mode=0o755)
        assert places.locate_cache_folder() == base / "azvn"
        base.chmod(0o700)
        assert places.locate_cache_folder() == places.ROOTS_PLACE / "cache"


def test_anybody_elses_cache_is_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places.os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "none"))
    assert places.locate_cache_folder() == tmp_path / "none" / "azvn"


def test_another_folder_for_the_servers_parts_them_by_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(places.SERVERS_FOLDER, str(tmp_path / "memory"))
    one, other = (places.locate_server_folder(tmp_path / name) for name in ("one", "other"))
    assert one.parent == other.parent == tmp_path / "memory"
    assert one != other
