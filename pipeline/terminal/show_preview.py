"""How the preview of a watch looks in a terminal of 80 columns: stories a day, mails, the last of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rich.text import Text

from pipeline.terminal.screen import format_number, make_console, print_line

ROWS = 5
"""Lines of the chart."""
COLUMNS = 76
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def show_preview(shown: Mapping[str, Any], subject: str, text: str) -> None:
    """Show how many stories and mails there were, a chart by day, and the last mail as text."""
    about = shown["preview"]
    for doubt in about.get("doubts", ()):
        make_console().print(Text(doubt), style="yellow", soft_wrap=True)
    for line in draw_days([(day["on"], day["stories"]) for day in about["days"]]):
        print_line(line)
    print_line(_describe_mails(about))
    print_line("")
    print_line(subject)
    print_line("")
    print_line(text)


def draw_days(days: Sequence[tuple[str, int]]) -> list[str]:
    """Give a bar chart of numbers by day, at most 80 columns wide; many days are drawn in groups."""
    size = -(-len(days) // COLUMNS)
    bars = [sum(number for _, number in days[i : i + size]) for i in range(0, len(days), size)]
    width = 2 if len(bars) * 2 <= COLUMNS else 1
    top = max([1, *bars])
    lines = []
    # A single story is seen beside a hundred.
    heights = [max(number * ROWS * 8 // top, 1) if number else 0 for number in bars]
    for row in reversed(range(ROWS)):
        signs = [_EIGHTHS[min(max(height - row * 8, 0), 8)] for height in heights]
        lines.append("  " + "".join(sign.ljust(width) for sign in signs).rstrip())
    first, last = (f"{date.fromisoformat(days[n][0]):%d %b}" for n in (0, -1))
    foot = f"  {first}{last:>{max(len(bars) * width - len(first), len(last) + 1)}}"
    each = "a day" if size == 1 else f"in {size} days"
    return [f"Stories {each}, at most {top if max(bars) else 0}:", *lines, foot]


def _describe_mails(about: Mapping[str, Any]) -> str:
    found = format_number(about["stories"], "story", "stories")
    mails = about["mails"]
    if not mails:
        return f"{found}, no mail. Below is what a mail without news looks like."
    last = datetime.fromisoformat(mails[-1]["at"])
    is_to_come = last > datetime.now(last.tzinfo)
    word = "goes" if is_to_come else "went"
    return f"{found} in {format_number(len(mails), 'mail')}; the last {word} at {last:%Y-%m-%d %H:%M} UTC:"
