"""A draft put into an envelope: headers, text, HTML and chart as one MIME message, the same bytes each
time.
"""

from __future__ import annotations

import hashlib
import re
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

from pipeline.alert.render.headers import make_policy
from pipeline.alert.render.html import render_html
from pipeline.alert.render.page import Page, build_page
from pipeline.alert.render.plain import render_plain
from pipeline.alert.render.refusal import Unrenderable
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Draft
from pipeline.text.addresses import explain_refusal
from pipeline.text.clean import clean_line

POLICY = make_policy()
KEPT_REFERENCES = 20

_MESSAGE_ID = re.compile(r"[A-Za-z0-9._~+=/-]{1,120}@[A-Za-z0-9.-]{1,120}")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
_MAILTO = re.compile(r"mailto:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]+(\?[A-Za-z0-9%=&._~+-]*)?")
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_NAME_LIMIT = 100
_LINK_LIMIT = 900
"""Characters of the address to unsubscribe: it must go on one line, and a line has 998 at most."""


def render_mail(draft: Draft, *, sender: str, unsubscribe: str | None = None) -> EmailMessage:
    """Make the message of a draft; the same draft gives the same bytes.

    `sender` is an address with a name. `unsubscribe` is an http, https or mailto address; without one,
    List-Unsubscribe names the sender. Raises Unrenderable.
    """
    words = Wording(draft.recipient.language, draft.recipient.zone)
    if unsubscribe is not None and not _may_unsubscribe(unsubscribe):
        raise Unrenderable("the address to unsubscribe is neither http(s) nor mailto")
    shown = build_page(draft, words, unsubscribe)
    made = EmailMessage(policy=POLICY)
    # Bodies first: setting content drops all headers named Content-….
    _add_bodies(made, draft, shown, words)
    _add_headers(made, draft, shown, sender, unsubscribe)
    return made


def _add_headers(made: EmailMessage, draft: Draft, shown: Page, sender: str, unsubscribe: str | None) -> None:
    origin = _make_address(*reversed(parseaddr(clean_line(sender))))
    made["From"] = origin
    made["To"] = _make_address(draft.recipient.address, draft.recipient.name)
    made["Subject"] = _defuse_words(shown.subject)
    made["Date"] = draft.created_at
    made["Message-ID"] = _bracket_id(draft.message_id)
    if draft.references:
        made["References"] = " ".join(_bracket_id(r) for r in draft.references[-KEPT_REFERENCES:])
    made["List-Id"] = f"<{_clean_list_id(draft.list_id, origin.domain)}>"
    made["List-Unsubscribe"] = f"<{unsubscribe or f'mailto:{origin.addr_spec}?subject=unsubscribe'}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Precedence"] = "bulk"
    made["X-Auto-Response-Suppress"] = "All"
    made["Content-Language"] = draft.recipient.language


def _add_bodies(made: EmailMessage, draft: Draft, shown: Page, words: Wording) -> None:
    key = hashlib.sha256(draft.message_id.encode()).hexdigest()[:24]
    chart_id = f"chart.{key}@azvn"
    made.set_content(render_plain(shown, words))
    made.add_alternative(render_html(shown, draft.recipient.language, chart_id), subtype="html")
    if shown.chart:
        markup = _get_last_part(made)
        markup.add_related(
            shown.chart.png, "image", "png", cid=f"<{chart_id}>", disposition="inline", filename="chart.png"
        )
        markup.set_boundary(f"=_related_{key}")
    made.set_boundary(f"=_mail_{key}")


def _get_last_part(made: EmailMessage) -> MIMEPart:
    *_, last = made.iter_parts()
    if not isinstance(last, MIMEPart):
        raise TypeError("an EmailMessage consists of MIMEParts")
    return last


def _make_address(spec: str, name: str) -> Address:
    local, _, domain = spec.rpartition("@")
    try:
        # Name servers know a domain only in its ASCII form; a local part has none, and few servers take it
        # otherwise.
        ascii_spec = f"{local}@{domain.encode('idna').decode('ascii')}"
        if not _ADDRESS.fullmatch(ascii_spec):
            raise Unrenderable(f"not a mail address: {spec!r}")
        return Address(_defuse_words(clean_line(name)[:_NAME_LIMIT].strip()), addr_spec=ascii_spec)
    except (UnicodeError, HeaderParseError, IndexError):
        raise Unrenderable(f"not a mail address: {spec!r}") from None


def _defuse_words(text: str) -> str:
    # The library decodes encoded words (=?utf-8?q?…?=) in what it is given: a headline could smuggle in
    # anything.
    return text.replace("=?", "= ?")


def _bracket_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise Unrenderable(f"not a message id: {message_id!r}")
    return f"<{message_id}>"


def _clean_list_id(list_id: str, domain: str) -> str:
    # Filters of mail programs take it as a plain name: nothing but the characters of a domain name.
    return re.sub(r"[^A-Za-z0-9.-]+", "-", list_id.strip("<> ")).strip(".-")[:200] or f"azvn.{domain}"


def _may_unsubscribe(address: str) -> bool:
    if len(address) > _LINK_LIMIT:
        return False
    return bool(_MAILTO.fullmatch(address)) or (
        bool(_LINK.fullmatch(address)) and explain_refusal(address, literal=False) is None
    )
