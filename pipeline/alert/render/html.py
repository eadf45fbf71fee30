"""The HTML form of a mail, for phones and Outlook: templates with autoescape.

A name that a template does not get is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.alert.render.mail_view import MailView
from pipeline.alert.render.notice_view import NoticeBlock
from pipeline.alert.render.wording import LANGUAGES, SOURCE_LANGUAGE, load_translations
from pipeline.model.drafts import MailLanguage


def render_html(view: MailView, language: MailLanguage, chart_id: str) -> str:
    """Lay a mail out as HTML; `chart_id` is the Content-ID of the chart, without angle brackets."""
    return (
        _make_environment(language)
        .get_template("mail.html")
        .render(
            mail=view,
            lang=language,
            chart_id=chart_id,
            name=view.name,
            subject=view.subject,
            preview=view.preview,
        )
    )


def render_notice_html(subject: str, blocks: Sequence[NoticeBlock], name: str) -> str:
    """Lay a notice to operators out as HTML, in the frame of every mail."""
    template = _make_environment(SOURCE_LANGUAGE).get_template("notice.html")
    return template.render(subject=subject, blocks=blocks, name=name, preview="", lang=SOURCE_LANGUAGE)


@lru_cache(maxsize=len(LANGUAGES))
def _make_environment(language: MailLanguage) -> Environment:
    made = Environment(
        loader=PackageLoader("pipeline.alert.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters["unbroken"] = _bind_words
    known = load_translations(language)
    # The extension adds this method at run time, out of sight of the type checker.
    install = made.install_gettext_callables  # type: ignore[attr-defined]
    install(known.gettext, known.ngettext, newstyle=True)
    return made


def _bind_words(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")
