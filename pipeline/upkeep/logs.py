"""Logs that are old: ours beside the archive, and those of Airflow's tasks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipeline.config.settings import Settings

AIRFLOW_LOGS = "AIRFLOW__LOGGING__BASE_LOG_FOLDER"
AIRFLOW_HOME = "AIRFLOW_HOME"


def list_log_folders(settings: Settings) -> list[Path]:
    """Give the folders with logs of ours and of the Airflow that runs us, as far as they are there."""
    folders = [settings.archive.parent / "log"]
    if os.environ.get(AIRFLOW_LOGS):
        folders.append(Path(os.environ[AIRFLOW_LOGS]))
    elif os.environ.get(AIRFLOW_HOME):
        folders.append(Path(os.environ[AIRFLOW_HOME]) / "logs")
    return [folder for folder in folders if folder.is_dir()]


def remove_old_files(folders: Iterable[Path], before: datetime) -> int:
    """Remove the files that were last written before a moment, and folders left empty; give how many files.

    What somebody else owns stays.
    """
    removed = 0
    for folder in folders:
        # The deepest first, so that a folder is empty when its turn comes.
        for path in sorted(folder.rglob("*"), key=lambda one: -len(one.parts)):
            with suppress(OSError):
                if path.is_dir() and not path.is_symlink():
                    if path.stat().st_mtime < before.timestamp():
                        path.rmdir()
                elif path.lstat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
    return removed
