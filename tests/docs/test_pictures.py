"""The pictures of mails in the documentation are those that are drawn: each language, width and screen."""

from __future__ import annotations

import re
from pathlib import Path

from docs.pictures.mails import DARK, DESKTOP, LANGUAGES, PHONE, list_pictures

DOCS = Path(__file__).parents[2] / "docs"


def test_each_picture_of_a_mail_is_drawn_and_shown() -> None:
    shown = re.findall(r"pictures/mail-([a-z]+)\.png", (DOCS / "alerts.md").read_text(encoding="utf-8"))
    kept = [path.stem.removeprefix("mail-") for path in (DOCS / "pictures").glob("mail-*.png")]
    assert sorted(shown) == sorted(kept) == sorted(list_pictures())


def test_they_show_both_widths_both_screens_and_each_language() -> None:
    frames = [frame for _, some in list_pictures().values() for frame in some]
    assert {(frame.wide, frame.dark) for frame in frames} == {
        (wide, dark) for wide in (PHONE, DESKTOP) for dark in (False, True)
    }
    said = {frame.mail["Content-Language"] for frame in frames}
    assert said >= set(LANGUAGES) > DARK
