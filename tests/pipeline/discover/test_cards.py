"""Cards of section pages: headline, teaser and date do not run into each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.discover import Discovery

Found = Callable[..., Discovery]
TITLE = "Vịt trời về đầm sen sớm hơn mọi năm"
TEASER = "Người dân ven đầm kể rằng đàn vịt năm nay đông gấp đôi, và chúng đến trước mùa mưa một tuần."
WHEN = "2026-11-24T03:15:00+00:00"
OPEN = '<a href="/news/12-a">'


def read(found: Found, page: str) -> tuple[str, str, str]:
    (candidate,) = found(f"<html><body>{page}</body></html>", "listing", link=r"/news/\d+-").candidates
    at = candidate.published_at
    return candidate.title, candidate.summary, at.isoformat() if at else ""


@pytest.mark.parametrize(
    "card",
    [
        f"{OPEN}<time datetime='2026-11-24T10:15:00+07:00'>hôm qua</time><h3>{TITLE}</h3><p>{TEASER}</p></a>",
        f"{OPEN}<img alt=''><div><time>24/11/2026 10:15</time></div><h2>{TITLE}</h2><div>{TEASER}</div></a>",
        f"{OPEN}<span>24/11/2026 10:15</span><span>{TITLE}</span><span>{TEASER}</span></a>",
        f"{OPEN}<div>Môi trường</div><div>{TITLE}</div><div>{TEASER}</div><div>10:15, 24/11/2026</div></a>",
        f"{OPEN}<p>Thứ ba, 24/11/2026 10:15</p><p>{TITLE}</p><p>{TEASER}</p><p>Xem thêm</p></a>",
        f"{OPEN}{TITLE}<br>{TEASER}<br>24.11.2026 10:15</a>",
        f"{OPEN}<div><small>24/11/2026 10:15</small>{TITLE}</div>{TEASER}</a>",
        f"{OPEN}<div><span>24/11/2026 10:15</span> {TITLE}</div>{TEASER}</a>",
        f"{OPEN}<h3>{TITLE} <span>(24/11/2026 10:15)</span></h3>{TEASER}</a>",
        f"{OPEN}<div><b>{TITLE}</b></div><div>{TEASER}</div><time>24.11.2026 10:15</time></a>",
        f"<h3>{OPEN}{TITLE}</a></h3><p>{OPEN}{TEASER}</a></p>{OPEN}<time>24.11.2026 10:15</time></a>",
        f"{OPEN}24/11/2026 10:15</a>{OPEN}{TITLE}</a>{OPEN}{TEASER}</a>{OPEN}Xem thêm</a>",
        f"{OPEN}<h3>{TITLE}<script>var a;</script></h3><p>{TEASER}</p><time>24.11.2026 10:15</time></a>",
    ],
)
def test_headline_teaser_and_date_are_apart(found: Found, card: str) -> None:
    assert read(found, card) == (TITLE, TEASER, WHEN)


@pytest.mark.parametrize(
    ("card", "title"),
    [
        (f"{OPEN}<h3>{TITLE[:8]} <b>về</b> <span>đầm</span></h3></a>", "Vịt trời về đầm"),
        (f"{OPEN}Vịt <b>trời</b> về <span>đầm</span> sen sớm</a>", "Vịt trời về đầm sen sớm"),
        (f"{OPEN}<h3>Tin vắn</h3></a>", "Tin vắn"),
        (f"{OPEN}12:30 {TITLE}</a>", TITLE),
        (f"{OPEN}12:30 24.11.2026 | {TITLE}</a>", TITLE),
        (f"{OPEN}24/11/2026, 12:30 – {TITLE}</a>", TITLE),
        (f"{OPEN}5.500 tấn sen về đầm sớm</a>", "5.500 tấn sen về đầm sớm"),
        (f"{OPEN}2026-cı ildə göllər dolub</a>", "2026-cı ildə göllər dolub"),
        (f"{OPEN}<h3>Giá vàng 24/11/2026</h3></a>", "Giá vàng 24/11/2026"),
        (f"{OPEN}<span>Môi trường và đời sống</span></a>{OPEN}{TITLE}</a>", TITLE),
        (f'<a href="/news/12-a" title="{TITLE}"><img></a>', TITLE),
        (f'<a href="/news/12-a" title="{TITLE}">Vịt trời về đầm…</a>', TITLE),
        (f'<a href="/news/12-a" title="Mở trong cửa sổ mới">{TITLE}</a>', TITLE),
        (f"{OPEN}Xem thêm</a>", ""),
        (f"{OPEN}24/11/2026 10:15:00</a>", ""),
        (
            f"<div><h2>Một mục khác hẳn của trang</h2><div><div>{OPEN}{TITLE}</a></div></div></div>",
            TITLE,
        ),
    ],
)
def test_the_headline_is_the_heading_or_the_first_long_words(found: Found, card: str, title: str) -> None:
    assert read(found, card)[0] == title
