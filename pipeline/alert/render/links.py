"""The links of a mail, each checked to be safe: to the article, to its translation, to Kibana."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import quote, urlencode

import prison

from pipeline.alert.render.wording import find_primary_subtag
from pipeline.text.addresses import explain_refusal
from pipeline.text.clean import clean_line

_COLUMNS = ["title", "source.name", "language", "published_at"]
_SAFE = "!(),:*~-._/"
"""What rison needs to stay readable. The apostrophe is not among them: some mail programs end a link there.
"""

MARGIN = timedelta(days=15)
"""Room before and after in a link to a story: its copies come within the 14 days of grouping, whichever date
field the view uses.
"""


LONGEST_OWN, LONGEST_SIDE = 4000, 1500
"""Characters, as HTML writes them, of the address of a story and of any other address beside it.

Longer ones would not leave room for the rest of a mail.
"""


def choose_own_link(url: str) -> str | None:
    """Give the address of a story if it may stand in a mail and is not too long, or None."""
    return sanitize_url(url) if len(escape(url)) <= LONGEST_OWN else None


def choose_side_link(url: str | None) -> str | None:
    """Give an address beside a story if it may stand in a mail and is not too long, or None."""
    return sanitize_url(url) if url and len(escape(url)) <= LONGEST_SIDE else None


def sanitize_url(url: str) -> str | None:
    """Give an address that may stand in a mail (http or https, no user info, nothing invisible), or None."""
    unseen = clean_line(url) != unicodedata.normalize("NFC", url)
    return None if unseen or explain_refusal(url, literal=False) is not None else url


def link_translation(url: str, language: str, target: str) -> str | None:
    """Give the address of a machine translation of a page.

    None when it is in the reader's language or has no safe address.
    """
    source = find_primary_subtag(language)
    if source == target or sanitize_url(url) is None:
        return None
    query = urlencode({"sl": source or "auto", "tl": target, "u": url})
    return choose_side_link(f"https://translate.google.com/translate?{query}")


def link_discover(kibana: str, data_view: str, query: str, since: datetime, until: datetime) -> str | None:
    """Give the address of a Lucene query in Kibana's Discover between two absolute times.

    None when Kibana's address is not safe.

    The state is rison in the fragment, `dataSource` as Kibana writes it since 8.13.
    """
    if sanitize_url(kibana) is None:
        return None
    state = {
        "columns": _COLUMNS,
        "dataSource": {"dataViewId": data_view, "type": "dataView"},
        "query": {"language": "lucene", "query": clean_line(query)},
        "sort": [["published_at", "desc"]],
    }
    return f"{kibana.rstrip('/')}/app/discover#/?_g={_encode_time(since, until)}&_a={_encode_rison(state)}"


def link_session(kibana: str, session: str, since: datetime, until: datetime) -> str | None:
    """Give the address of a saved search between two absolute times; None when Kibana's is not safe."""
    if sanitize_url(kibana) is None:
        return None
    return f"{kibana.rstrip('/')}/app/discover#/view/{quote(session)}?_g={_encode_time(since, until)}"


def quote_phrase(text: str) -> str:
    """Give a text as a phrase of a Lucene query."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encode_time(since: datetime, until: datetime) -> str:
    return _encode_rison({"time": {"from": _format_instant(since), "to": _format_instant(until)}})


def _encode_rison(value: object) -> str:
    return quote(prison.dumps(value), safe=_SAFE)


def _format_instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
