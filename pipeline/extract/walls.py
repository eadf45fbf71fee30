"""Pages that are no articles: consent notices, walls, soft 404s, lists; and articles that are only shown in part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pipeline.extract.markup import Markup
from pipeline.outcomes import Outcome
from pipeline.text import fold

SHORT = 200
"""Characters of text that an article has at least."""
WALL_LENGTH = 1500
"""A notice is shorter than this; a long text that speaks of cookies is an article about them."""

_CONSENT = re.compile(
    r"\bcookies?\b|we value your privacy|your consent|privacy (?:policy|preferences)|gdpr|məxfilik|kuki|çərəz|quyền riêng tư|sử dụng cookie|"
    r"файл\w* cookie|куки|конфиденциальност"
)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|verify (?:that )?you are (?:a )?human|enable javascript and cookies|"
    r"access denied|captcha|attention required|"
    r"robot deyilsiniz|bạn không phải là robot|подтвердите, что вы не робот|доступ ограничен"
)
_PAYWALL = re.compile(
    r"subscribe to (?:continue|read)|to continue reading|already a subscriber|subscribers only|sign in to read|abunə ol|davamını oxumaq üçün|"
    r"đăng ký để đọc|dành cho thuê bao|оформите подписку|только для подписчиков|чтобы читать дальше|продолжение доступно"
)
_MISSING = re.compile(
    r"\b(?:404|page (?:was )?not found|page (?:does not|doesn't) exist|article (?:was )?not found|səhifə tapılmadı|sehife tapilmadi|"
    r"không tìm thấy trang|trang (?:bạn tìm )?không tồn tại|khong tim thay|страница не найдена|страницы не существует)\b"
)


def missing(markup: Markup, text: str) -> bool:
    """Whether a page with status 200 says that there is nothing."""
    title = fold(markup.first("//head/title") + " " + markup.first("//h1"))
    # Folded text needs folded phrases; both spellings are tried.
    said = title if len(text) >= SHORT else f"{title} {fold(text)} {fold(markup.first('//body'))[:600]}"
    raw = (markup.first("//head/title") + " " + markup.first("//h1")).lower()
    return len(text) < WALL_LENGTH and bool(_MISSING.search(said) or _MISSING.search(raw))


def walled(markup: Markup, text: str) -> bool:
    """Whether a notice stands in place of the article."""
    if len(text) >= WALL_LENGTH or (_claims_article(markup) and len(text) >= 3 * SHORT):
        return False
    shown = f"{markup.first('//head/title')} {text or markup.first('//body')[:WALL_LENGTH]}".lower()
    if _CHALLENGE.search(shown):
        return True
    consents = len(_CONSENT.findall(shown))
    return consents >= 2 and consents * 400 > len(shown)


def partial(markup: Markup, text: str) -> bool:
    """Whether only the beginning of an article is shown."""
    if str(markup.article.get("isAccessibleForFree", "")).lower() == "false" and len(text) < WALL_LENGTH:
        return True
    end = (text[-300:] + " " + markup.first("//*[contains(@class,'paywall')]")).lower()
    return bool(_PAYWALL.search(end)) and len(text) < WALL_LENGTH


def no_article(markup: Markup, text: str) -> Outcome | None:
    """Say why a page has no article, or None: soft 404, wall, home or section page, too short."""
    if missing(markup, text):
        return Outcome.SOFT_404
    if walled(markup, text):
        return Outcome.WALL
    if _hub(markup):
        return Outcome.NOT_ARTICLE
    if not text:
        return Outcome.UNREADABLE if not markup.first("//body") else Outcome.TOO_SHORT
    return Outcome.TOO_SHORT if len(text) < SHORT and not partial(markup, text) else None


def _claims_article(markup: Markup) -> bool:
    return bool(markup.article) or markup.meta("og:type") == "article"


def _hub(markup: Markup) -> bool:
    """A home or section page: its address is the site's root, or it says that it is a site and lists many headlines."""
    if urlsplit(markup.url).path in {"", "/"} and not urlsplit(markup.url).query:
        return True
    if _claims_article(markup) or markup.meta("og:type") not in {"website", ""}:
        return False
    headlines = markup.tree.xpath("//h2/a | //h3/a | //h2[ancestor::a] | //h3[ancestor::a]")
    return len(headlines) >= 12 and not _types(markup.objects)


def _types(objects: Any) -> bool:
    return any(isinstance(o, Mapping) and "Article" in str(o.get("@type")) for o in objects)
