"""`python -m docs.pictures.mails [FOLDER]`: draws mails in headless Chromium, for docs/alerts.md.

Each picture is one page of frames side by side, each as wide as a window in which somebody reads.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from pathlib import Path
from shutil import which

from PIL import Image

from pipeline.alert.render.message import render_mail
from pipeline.alert.render.notice import render_notice
from pipeline.alert.render.renderer import embed_pictures
from pipeline.config.settings import ROOT
from pipeline.model.drafts import Draft, MailLanguage
from tests.pipeline.alert.render.drafts import (
    NOW,
    SENDER,
    TRADE,
    VISIT,
    digest,
    immediate,
    long_digest,
    nothing,
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LANGUAGES: tuple[MailLanguage, ...] = ("en", "az", "vi", "ru")
DARK = {"az", "ru"}
"""Languages of which a picture of all shows the dark form."""
PHONE, DESKTOP = 360, 900
"""Pixels across."""
GAP = 16
COLOURS = 128
SECONDS = 60.0
REPORT = """\
Troubles
- the disk of node-1 is 91 % full
- lan (lan@desk.example) gets no mail, 3 came back: 550 5.1.1 user unknown
- 2 of 186 feeds are in trouble

What to do
- health: free or add disk before 95 %, where Elasticsearch stops writing, and see that all nodes run
- recipients: write the right address into watches.yml, or `azvn mail resume RECIPIENT`
- feeds: `azvn sources check --source ID` asks again; mute the outlet for a time, or mend sources.yml

The last 24 hours
- 144 cycles came to their end, 0 did not
- 11 articles are new or corrected"""


@dataclass(frozen=True, slots=True)
class Frame:
    """A mail in a window so wide, on a light or a dark screen."""

    mail: EmailMessage
    wide: int = PHONE
    dark: bool = False


def main() -> None:
    """Draw each picture into docs/pictures, or into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    browser = next(filter(None, map(which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"None of these is installed: {', '.join(BROWSERS)}. With Debian: apt-get install chromium.")
    for name, (high, frames) in list_pictures().items():
        path = folder / f"mail-{name}.png"
        draw_frames(browser, frames, high, path)
        print(path)


def list_pictures() -> Mapping[str, tuple[int, Sequence[Frame]]]:
    """Give the pictures by name: how high each is, and its frames."""
    correction = _show(immediate("ru", TRADE, test=True))
    report = render_notice(
        "daily report: the disk of node-1 is 91 % full, and 2 more",
        REPORT,
        sender=SENDER,
        recipient="desk@outlet.example",
        at=NOW,
        message_id="report@azvn.example",
    )
    return {
        "desktop": (1100, [Frame(_show(digest("en")), DESKTOP)]),
        "dark": (1100, [Frame(_show(digest("az")), DESKTOP, dark=True)]),
        "languages": (1010, [Frame(_show(digest(one)), dark=one in DARK) for one in LANGUAGES]),
        "kinds": (
            900,
            [
                Frame(_show(immediate("en", VISIT))),
                Frame(correction),
                Frame(correction, dark=True),
                Frame(_show(nothing("az"))),
            ],
        ),
        "long": (1010, [Frame(_show(long_digest(one)), dark=one in DARK) for one in LANGUAGES]),
        "operators": (620, [Frame(report), Frame(report, dark=True)]),
    }


def _show(draft: Draft) -> EmailMessage:
    return render_mail(draft, sender=SENDER, unsubscribe="mailto:monitor@azvn.example?subject=unsubscribe")


def draw_frames(browser: str, frames: Sequence[Frame], high: int, path: Path) -> None:
    """Put mails side by side, cut at a height, and draw what the browser shows of them."""
    wide = sum(frame.wide + GAP for frame in frames) + GAP
    page = "".join(_build_frame(frame, high) for frame in frames)
    style = f"body{{margin:{GAP}px;display:flex;gap:{GAP}px}}iframe{{border:0}}"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(f"<!DOCTYPE html><style>{style}</style>{page}", encoding="utf-8")
        command = [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
            f"--window-size={wide},{high + 2 * GAP}",
            f"--screenshot={path}",
            source.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    # Few colours make a third of the bytes.
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _build_frame(frame: Frame, high: int) -> str:
    # A page in a frame takes the colours of the screen from the frame around it.
    scheme = "dark" if frame.dark else "light"
    size = f'width="{frame.wide}" height="{high}" scrolling="no" style="color-scheme:{scheme}"'
    return f'<iframe {size} srcdoc="{escape(embed_pictures(frame.mail))}"></iframe>'


if __name__ == "__main__":
    main()
