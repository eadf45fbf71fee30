"""The page to which a link to unsubscribe leads, in the language of the reader."""

from __future__ import annotations

from html import escape

from pipeline.alert.render.wording import SOURCE_LANGUAGE, Wording
from pipeline.model.drafts import MailLanguage, Recipient

_PAGE = (
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
    '<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title></head>'
    '<body style="font:18px/1.5 Segoe UI,Roboto,Helvetica,Arial,sans-serif;max-width:36em;margin:3em auto;'
    'padding:0 1em;color-scheme:light dark;">{body}</body></html>'
)


def render_question(reader: Recipient) -> str:
    """Give the page with the button that ends the mails; looking at it changes nothing."""
    label = Wording(reader.language, reader.zone).gettext("Stop these mails")
    button = f'<button style="font:inherit;padding:.5em 1em">{escape(label)}</button>'
    form = f'<p>{escape(reader.address)}</p><form method="post">{button}</form>'
    return _PAGE.format(lang=reader.language, title=escape(label), body=form)


def render_end(reader: Recipient) -> str:
    """Give the page that says that the mails have ended."""
    said = Wording(reader.language, reader.zone).gettext("You will get no more of these mails.")
    return render_sentence(said, reader.language)


def render_sentence(sentence: str, language: MailLanguage = SOURCE_LANGUAGE) -> str:
    """Give a page that says one thing."""
    said = escape(sentence)
    return _PAGE.format(lang=language, title=said, body=f"<p>{said}</p>")
