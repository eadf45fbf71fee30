"""The detector with unpacked tables, and without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.read.extract.language_model import TABLES, load_identifier, unpack_model

TEXTS = (
    "Das Ministerium teilte mit, dass die Arbeiten im Hafen im kommenden Frühjahr beginnen.",
    "El ministerio anunció que las obras del puerto terminarán en la primavera del año próximo.",
    "Theo kế hoạch, các hộ dân sẽ được hỗ trợ cây giống trong hai năm đầu tiên.",
    "",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables."""
    folder = tmp_path_factory.mktemp("model") / "unpacked"
    unpack_model(folder)
    return folder


def test_unpacked_tables_say_what_the_packed_model_says(folder: Path) -> None:
    packed, unpacked = load_identifier(folder / "nowhere"), load_identifier(folder)
    assert [unpacked.rank(text) for text in TEXTS] == [packed.rank(text) for text in TEXTS]


def test_a_folder_is_there_as_a_whole_or_not_at_all(folder: Path) -> None:
    assert {path.stem for path in folder.iterdir()} == {*TABLES, "classes"}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    unpack_model(folder)  # a second time changes nothing


@pytest.mark.parametrize("kept", [None, 0, 1_000, 100_000])
def test_damaged_tables_are_not_read(folder: Path, kept: int | None, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    moves = tmp_path / "moves.npy"
    moves.unlink()
    if kept is not None:
        moves.write_bytes((folder / "moves.npy").read_bytes()[:kept])
    assert load_identifier(tmp_path).rank(TEXTS[0])[0][0] == "de"
