"""Readers side by side: `python bench/readers.py NAME` reads lines {"url", "path"}, answers {"text"} to each.

It imports nothing of the project, so that the Python of another environment can run it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def read_precise(html: str, url: str) -> str:
    """Read by trafilatura, favouring precision, with its metadata."""
    return _read_by_trafilatura(html, url, precision=True)


def read_default(html: str, url: str) -> str:
    """Read by trafilatura as it is, with its metadata."""
    return _read_by_trafilatura(html, url, precision=False)


def _read_by_trafilatura(html: str, url: str, *, precision: bool) -> str:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        html, url=url, favor_precision=precision, include_comments=False, with_metadata=True
    )
    return (found.text or "") if found else ""


def read_news_please(html: str, url: str) -> str:
    """Read by news-please; it raises on some pages."""
    from newsplease import NewsPlease

    try:
        found = NewsPlease.from_html(html, url=url, fetch_images=False)
    except Exception:
        return ""
    return getattr(found, "maintext", None) or ""


READERS: dict[str, Callable[[str, str], str]] = {
    "trafilatura precise": read_precise,
    "trafilatura default": read_default,
    "news-please": read_news_please,
}


def main() -> None:
    """Answer line by line."""
    read = READERS[sys.argv[1]]
    for line in sys.stdin:
        asked = json.loads(line)
        html = Path(asked["path"]).read_bytes().decode("utf-8", "replace")
        print(json.dumps({"text": read(html, asked["url"])}), flush=True)


if __name__ == "__main__":
    main()
