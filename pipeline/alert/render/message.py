"""A draft put into a message: headers, text, HTML and chart as one MIME message, the same bytes each time."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart

from pipeline.alert.render.envelope import (
    address_message,
    bracket_id,
    make_address,
    make_message,
    name_sender,
    parse_mailbox,
)
from pipeline.alert.render.fitting import fit_mail
from pipeline.alert.render.mail_view import MailView
from pipeline.alert.render.plain import render_plain
from pipeline.alert.render.refusal import Unrenderable
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Draft
from pipeline.text.addresses import explain_refusal

KEPT_REFERENCES = 20

_MAILTO = re.compile(r"mailto:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]+(\?[A-Za-z0-9%=&._~+-]*)?")
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_LINK_LIMIT = 900
"""Characters of the address to unsubscribe: it must go on one line, and a line has 998 at most."""


def render_mail(
    draft: Draft, *, sender: str, unsubscribe: str | None = None, by_mail: str | None = None
) -> EmailMessage:
    """Make the message of a draft; the same draft gives the same bytes.

    `sender` is an address with a name. `unsubscribe` is an http, https or mailto address; without one,
    List-Unsubscribe names the sender. An https one ends the mails with one click (RFC 8058); `by_mail` is
    named beside it, for mail programs that know only mailto. Raises Unrenderable.
    """
    wording = Wording(draft.recipient.language, draft.recipient.zone)
    if unsubscribe is not None and not _may_unsubscribe(unsubscribe):
        raise Unrenderable("the address to unsubscribe is neither http(s) nor mailto")
    key = hashlib.sha256(draft.message_id.encode()).hexdigest()[:24]
    view, markup = fit_mail(draft, wording, unsubscribe, f"chart.{key}@azvn")
    made = make_message()
    # Bodies first: setting content drops all headers named Content-….
    _add_bodies(made, key, view, markup, render_plain(view, wording))
    _add_headers(made, draft, view.subject, name_sender(sender, view.name))
    asked = f"mailto:{parse_mailbox(sender).addr_spec}?subject=unsubscribe"
    _add_unsubscribing(made, unsubscribe or by_mail or asked, by_mail)
    return made


def _add_unsubscribing(made: EmailMessage, address: str, by_mail: str | None) -> None:
    ways = dict.fromkeys(way for way in (address, by_mail) if way)
    made["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in ways)
    if address.startswith("https://"):
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _add_headers(made: EmailMessage, draft: Draft, subject: str, sender: Address) -> None:
    address_message(
        made,
        sender=sender,
        recipient=make_address(draft.recipient.address, draft.recipient.name),
        subject=subject,
        at=draft.created_at,
        message_id=draft.message_id,
    )
    if draft.references:
        made["References"] = " ".join(bracket_id(r) for r in draft.references[-KEPT_REFERENCES:])
    made["List-Id"] = f"<{_clean_list_id(draft.list_id, sender.domain)}>"
    made["Precedence"] = "bulk"
    made["Content-Language"] = draft.recipient.language


def _add_bodies(made: EmailMessage, key: str, view: MailView, markup: str, text: str) -> None:
    made.set_content(text)
    made.add_alternative(markup, subtype="html")
    if view.chart:
        part = _get_last_part(made)
        cid = f"<chart.{key}@azvn>"
        part.add_related(view.chart.png, "image", "png", cid=cid, disposition="inline", filename="chart.png")
        part.set_boundary(f"=_related_{key}")
    made.set_boundary(f"=_mail_{key}")


def _get_last_part(made: EmailMessage) -> MIMEPart:
    *_, last = made.iter_parts()
    if not isinstance(last, MIMEPart):
        raise TypeError("an EmailMessage consists of MIMEParts")
    return last


def _clean_list_id(list_id: str, domain: str) -> str:
    # Filters of mail programs take it as a plain name: nothing but the characters of a domain name.
    return re.sub(r"[^A-Za-z0-9.-]+", "-", list_id.strip("<> ")).strip(".-")[:200] or f"azvn.{domain}"


def _may_unsubscribe(address: str) -> bool:
    if len(address) > _LINK_LIMIT:
        return False
    is_link = bool(_LINK.fullmatch(address)) and explain_refusal(address, literal=False) is None
    return is_link or bool(_MAILTO.fullmatch(address))
