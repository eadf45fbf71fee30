"""From a draft to the message that is sent, with what the settings say of sender and unsubscribing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import quote

from pipeline.alert.render.message import render_mail
from pipeline.config.mail import read_sender
from pipeline.config.settings import Settings
from pipeline.model.drafts import Draft

RenderDraft = Callable[[Draft], EmailMessage]
"""Makes the message of a draft; raises ValueError for one that cannot be shown."""


def make_renderer(settings: Settings) -> RenderDraft:
    """Give the function that makes the message of a draft; raise ConfigError for a sender of no use."""
    address = read_sender(settings).address

    def render_draft(draft: Draft) -> EmailMessage:
        unsubscribe = f"mailto:{address}?subject={quote(f'unsubscribe {draft.recipient.id}')}"
        return render_mail(draft, sender=settings.mail_from, unsubscribe=unsubscribe)

    return render_draft


def embed_pictures(message: EmailMessage) -> str:
    """Give the HTML of a message as a page that stands alone.

    Its inline pictures are in it as data; nothing is loaded from anywhere.
    """
    body = message.get_body(("html",))
    page = str(body.get_content()) if body else ""
    for part in message.walk():
        name = str(part["Content-ID"] or "").strip("<>")
        if name and part.get_content_maintype() == "image":
            picture = b64encode(part.get_payload(decode=True)).decode()  # type: ignore[arg-type]
            page = page.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{picture}")
    return page
