"""How often a program ended while it took in a segment, and at which record: kept in files beside it.

`NAME.at` holds the place of the record that is being taken in, written before it is touched; `NAME.tries` the
places at which a program ended. Who runs the program notes a death that it saw: twice at the same record is
no chance. A program that finds `NAME.at` of another ended unseen, together with whoever ran it; that is weak
evidence (a machine that is restarted, a person who kills the cycle), and counts as little.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.programs.private import write_private_file

SEEN, UNSEEN = 5, 2
"""Weight of a death that was seen, and of one that was not."""
GUILTY = 10
"""Weight at which a record is not touched again: two deaths that were seen, or five that were not."""
MOST_WEIGHT = 8 * SEEN
"""Weight of all deaths in a segment at which it is set aside whole: its records cannot be told apart."""
_WIDTH = 20

NotePlace = Callable[[int], None]


def find_guilty_places(path: Path) -> Mapping[int, int]:
    """Give the places of the records of a segment that are not to be touched, each with its deaths."""
    return {place: weight // SEEN for place, weight in _read_weights(path).items() if weight >= GUILTY}


def count_deaths(path: Path) -> int:
    """Give how many programs ended in this segment, those that were seen for whole."""
    return sum(_read_weights(path).values()) // SEEN


def is_hopeless(path: Path) -> bool:
    """Say whether a segment has stopped so many programs that it is set aside whole."""
    return sum(_read_weights(path).values()) >= MOST_WEIGHT


def note_death(path: Path) -> bool:
    """Note that the program which took in a segment was ended there, as its runner saw; False if not."""
    return _add_death(path, SEEN)


@contextmanager
def follow_reading(path: Path) -> Iterator[NotePlace]:
    """Give what notes the place of each record while a segment is taken in; an exception is no death."""
    _add_death(path, UNSEEN)
    marker = _locate(path, "at")
    handle = os.open(marker, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        yield lambda place: _write_place(handle, place)
    finally:
        os.close(handle)
        marker.unlink(missing_ok=True)


def forget_tries(path: Path) -> None:
    """Remove what was noted of a segment that is no longer in the spool."""
    for kind in ("at", "tries"):
        _locate(path, kind).unlink(missing_ok=True)


def _write_place(handle: int, place: int) -> None:
    # One write of one length: a program that is ended has made it or not.
    os.pwrite(handle, f"{place:<{_WIDTH}}".encode(), 0)


def _add_death(path: Path, weight: int) -> bool:
    marker = _locate(path, "at")
    try:
        place = int(marker.read_bytes())
    except (OSError, ValueError):
        return False
    weights = dict(_read_weights(path))
    weights[place] = weights.get(place, 0) + weight
    write_private_file(_locate(path, "tries"), json.dumps({str(k): v for k, v in weights.items()}).encode())
    marker.unlink(missing_ok=True)
    return True


def _read_weights(path: Path) -> Mapping[int, int]:
    with suppress(OSError, ValueError, AttributeError, TypeError):
        found = json.loads(_locate(path, "tries").read_bytes())
        return {int(place): int(weight) for place, weight in found.items()}
    return {}


def _locate(path: Path, kind: str) -> Path:
    return path.with_name(f"{path.name}.{kind}")
