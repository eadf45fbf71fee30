"""The language detector, its tables read where set-up has unpacked them: 0.7 s and 70 MB less a process.

They lie beside the packed model, in the environment (`local.environment`, `Dockerfile`). Where they do not,
or are no longer whole, the packed one is read as its library does.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import py3langid
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

PACKED = MODEL_DIR / MODEL_FILE
UNPACKED = PACKED.parent / f"unpacked-{py3langid.__version__}"
TABLES = ("features", "priors", "moves", "rows", "outputs")
CLASSES = "classes.json"


def load_identifier(folder: Path = UNPACKED) -> LanguageIdentifier:
    """Give the detector; unpacked tables are shared by all processes that look something up in them."""
    try:
        return _open_tables(folder)
    except (OSError, EOFError, ValueError):
        return LanguageIdentifier.from_model_file(PACKED, norm_probs=True)


def _open_tables(folder: Path) -> LanguageIdentifier:
    features, priors, moves, rows, outputs = (
        np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)) for name in TABLES
    )
    return LanguageIdentifier(
        features,
        priors,
        json.loads((folder / CLASSES).read_text(encoding="utf-8")),
        moves.data,  # gives numbers of Python, as the library's own arrays do
        outputs.tolist(),
        norm_probs=True,
        tk_row=rows.tolist(),
    )


def unpack_model(folder: Path = UNPACKED) -> None:
    """Write the tables into a folder that is there as a whole or not at all."""
    if folder.is_dir():
        return
    features, priors, classes, moves, rows, outputs = load_model(PACKED)
    tables: tuple[Any, ...] = (features, priors, moves, rows, np.asarray(outputs, dtype=np.int32))
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    part.mkdir()
    try:
        for name, table in zip(TABLES, tables, strict=True):
            np.save(part / f"{name}.npy", np.asarray(table), allow_pickle=False)
        (part / CLASSES).write_text(json.dumps(classes), encoding="utf-8")
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
