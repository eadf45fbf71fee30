"""From a draft to the message that is sent, with what the settings say of sender and unsubscribing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import quote, urlencode

from pipeline.alert.render.message import render_mail
from pipeline.config.mail import read_sender, read_unsubscribing
from pipeline.config.settings import Settings
from pipeline.model.drafts import Draft
from pipeline.text.signing import make_key

UNSUBSCRIBE = "unsubscribe"
"""What the keys in these links are for."""
RenderDraft = Callable[[Draft], EmailMessage]
"""Makes the message of a draft; raises ValueError for one that cannot be shown."""


def make_renderer(settings: Settings) -> RenderDraft:
    """Give the function that makes the message of a draft; raise ConfigError for a sender of no use."""
    address, by_click = read_sender(settings).address, read_unsubscribing(settings)

    def render_draft(draft: Draft) -> EmailMessage:
        by_mail = f"mailto:{address}?subject={quote(f'unsubscribe {draft.recipient.id}')}"
        link = link_unsubscribing(*by_click, draft.recipient.id) if by_click else by_mail
        return render_mail(draft, sender=settings.mail_from, unsubscribe=link, by_mail=by_mail)

    return render_draft


def show_draft(settings: Settings, draft: Draft) -> EmailMessage:
    """Give what a draft says as the message of a mail, also of one that goes another way."""
    if draft.recipient.channel != "mail":
        reader = draft.recipient.model_copy(update={"address": read_sender(settings).address})
        draft = draft.model_copy(update={"recipient": reader})
    return make_renderer(settings)(draft)


def link_unsubscribing(base: str, secret: str, recipient: str) -> str:
    """Give the address at which one person, and nobody else, is taken off the mails."""
    return f"{base}/?{urlencode({'id': recipient, 'key': make_key(secret, UNSUBSCRIBE, recipient)})}"


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
