"""`make env`: fresh secrets for one owner's eyes, and never over secrets that are in use."""

from __future__ import annotations

import base64
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from compose import env
from compose.env import EnvFault
from compose.variables import OPTIONS, SECRETS
from pipeline.config.settings import ROOT, Settings


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copy(ROOT / ".env.example", tmp_path)
    return tmp_path


def read_values(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_secret_is_made_afresh(place: Path) -> None:
    first = read_values(env.write_env(place))
    (place / ".env").unlink()
    second = read_values(env.write_env(place))
    assert set(first) == {secret.name for secret in SECRETS}
    assert len({*first.values(), *second.values()}) == 2 * len(SECRETS)


def test_passwords_need_no_quoting_and_kibana_gets_32_characters(place: Path) -> None:
    made = read_values(env.write_env(place))
    key = made.pop("AIRFLOW_FERNET_KEY")
    assert all(re.fullmatch(r"[0-9a-f]{48}", value) for value in made.values())
    assert len(base64.urlsafe_b64decode(key)) == 32


def test_nobody_else_may_read_it(place: Path) -> None:
    assert stat.S_IMODE(env.write_env(place).stat().st_mode) == 0o600


def test_one_that_is_there_stays_as_it_is(place: Path) -> None:
    (place / ".env").write_text("KEPT=1\n")
    with pytest.raises(EnvFault, match="is there already and stays as it is"):
        env.write_env(place)
    assert (place / ".env").read_text() == "KEPT=1\n"


def test_an_example_that_lacks_a_secret_is_refused(place: Path) -> None:
    example = place / ".env.example"
    example.write_text(example.read_text().replace("READER_PASSWORD=\n", ""))
    with pytest.raises(EnvFault, match="READER_PASSWORD"):
        env.write_env(place)
    assert not (place / ".env").exists()


def test_the_example_has_every_variable_once_with_its_reason() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^# .+\n#?(\w+)=", text, re.MULTILINE)
    wanted = {v.name for v in (*SECRETS, *OPTIONS)} | {
        f"AZVN_{name.upper()}" for name in Settings.model_fields
    }
    assert sorted(named) == sorted(wanted)


def test_it_needs_nothing_but_python(place: Path) -> None:
    code = "import sys; from pathlib import Path; from compose import env; env.write_env(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-S", "-c", code, str(place)], cwd=ROOT, check=True)
    assert (place / ".env").exists()
