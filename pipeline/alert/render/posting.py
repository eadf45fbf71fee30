"""What a webhook is posted: everything a mail says as JSON, or a text or card that a chat shows."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from pipeline.alert.render import links
from pipeline.alert.render.mail_view import compose_subject
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Draft, Item

MOST_IN_CHAT = 15
"""Stories that a message in a chat lists."""
_LEFT_OUT = {"recipient", "references", "list_id", "data_view", "message_id", "days", "health"}


def name_posting(draft: Draft) -> str:
    """Give the id by which a receiver knows a message again: that of the mail in the outbox."""
    return draft.message_id.partition("@")[0]


def render_posting(draft: Draft, *, again: bool = False) -> bytes:
    """Give the body of the request in the form of its recipient; the same draft gives the same bytes.

    With `again` a chat is told that it may have the message already; a program tells by the id. Raise
    Unrenderable as a mail does.
    """
    wording = Wording(draft.recipient.language, draft.recipient.zone)
    subject = compose_subject(draft, wording)
    lines = [_describe_item(item, wording) for item in draft.items[:MOST_IN_CHAT]]
    left_out = len(draft.items) - len(lines) + max(draft.more, 0)
    if left_out:
        rest = wording.ngettext("and %(num)d more story", "and %(num)d more stories", left_out)
        lines.append((f"… {rest}", ""))
    notes = [wording.gettext("Sent again: the first one may not have arrived.")] if again else []
    listed = [_link(*line) for line in lines]
    match draft.recipient.form:
        case "teams":
            body = _build_card(subject, notes, lines)
        case "chat":
            body = {"text": "\n".join([f"*{_escape(subject)}*", *map(_escape, notes), *listed])}
        case "json":
            body = _build_json(draft, subject, "\n".join([f"*{_escape(subject)}*", *listed]))
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def _describe_item(item: Item, wording: Wording) -> tuple[str, str]:
    country = wording.name_country(item.country)
    source = f"{item.source} ({country})" if country else item.source
    return f"{item.title} – {source}", links.choose_own_link(item.url) or ""


def _build_json(draft: Draft, subject: str, text: str) -> dict[str, Any]:
    fields = draft.model_dump(mode="json", exclude=_LEFT_OUT)
    stories = fields.pop("items")
    return {"id": name_posting(draft), "subject": subject, "text": text, "stories": stories, **fields}


def _link(title: str, url: str) -> str:
    # Slack and Mattermost read <address|text>; a | or > in the address would end it.
    address = url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C")
    return f"• <{address}|{_escape(title)}>" if url else f"• {_escape(title)}"


def _escape(text: str) -> str:
    return escape(text, quote=False)


def _build_card(subject: str, notes: list[str], lines: list[tuple[str, str]]) -> dict[str, Any]:
    """Give an adaptive card, as the webhooks of Teams' workflows take it."""
    body: list[dict[str, Any]] = [_build_block(subject, size="Medium", weight="Bolder")]
    body += [_build_block(note) for note in notes]
    for title, url in lines:
        action = {"type": "Action.OpenUrl", "url": url}
        block = _build_block(title)
        body.append({"type": "Container", "items": [block], **({"selectAction": action} if url else {})})
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def _build_block(text: str, **more: str) -> dict[str, Any]:
    # A TextBlock reads Markdown: signs of it in a headline are no markup.
    plain = "".join(f"\\{sign}" if sign in "\\`*_[]()#" else sign for sign in text)
    return {"type": "TextBlock", "text": plain, "wrap": True, **more}
