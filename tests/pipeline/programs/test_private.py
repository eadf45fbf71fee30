"""What holds addresses of people is readable by its owner alone, also where it was open before."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from local.mailbox import Keeper
from pipeline.config.settings import ROOT
from pipeline.programs.private import make_private_folder, open_private, write_private_file
from pipeline.spool import Writer
from tests.pipeline.spool.test_spool import CYCLE, answer, fetch


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_folders_are_made_closed_and_open_ones_are_closed(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir(mode=0o755)
    (tmp_path / "old").chmod(0o755)
    assert mode(make_private_folder(tmp_path / "old")) == "0o700"
    assert mode(make_private_folder(tmp_path / "new" / "deep")) == "0o700"


def test_files_are_written_closed_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private_file(tmp_path / "whole", b"x")
        with open(tmp_path / "log", "a", opener=open_private) as log:
            log.write("x")
    finally:
        os.umask(before)
    assert {mode(tmp_path / "whole"), mode(tmp_path / "log")} == {"0o600"}


def test_the_spool_and_the_mailbox_are_closed(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "archive" / "spool", CYCLE, 0, 1)
    writer.write_page(fetch(), [answer()])
    writer.close()
    Keeper(tmp_path / "mail")
    assert {mode(tmp_path / "archive" / "spool"), mode(tmp_path / "mail")} == {"0o700"}
    assert {mode(path) for path in (tmp_path / "archive" / "spool").iterdir()} == {"0o600"}


PROGRAM = """
import sys
from pathlib import Path
from pipeline.programs import run_guarded
def write():
    Path(sys.argv[1]).mkdir()
    (Path(sys.argv[1]) / "mail.eml").write_text("To: reader@desk.example")
    return 0
sys.exit(run_guarded(write))
"""


def test_whatever_a_program_of_ours_writes_is_its_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    subprocess.run([sys.executable, "-c", PROGRAM, str(folder)], check=True, cwd=ROOT, umask=0o022)
    assert (mode(folder), mode(folder / "mail.eml")) == ("0o700", "0o600")
