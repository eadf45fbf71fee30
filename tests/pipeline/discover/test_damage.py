"""What is wrong with a feed as a whole: links without their scheme, compression, titles that were misread."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from pipeline.discover import Discovery

Found = Callable[..., Discovery]
ITEM = "<item><title>Tin</title><link>https://a.example/1</link></item>"
RSS = f"<rss><channel>{ITEM}</channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tin</title><link href="LINK"/></entry></feed>'


@pytest.mark.parametrize("link", ["a.example/xeber/7", "www.a.example/xeber/7", "en.a.example/xeber/7"])
@pytest.mark.parametrize(
    "body",
    [
        ATOM,
        ATOM.replace("<entry>", "<entry xml:base='a.example/x/'>"),
        RSS.replace("https://a.example/1", "LINK"),
        '{"items": [{"title": "Tin", "url": "LINK"}]}',
        "<urlset><url><loc>LINK</loc></url></urlset>",
    ],
)
def test_a_link_that_begins_with_its_host_is_no_path(found: Found, link: str, body: str) -> None:
    assert [c.url for c in found(body.replace("LINK", link)).candidates] == [f"https://{link}"]


@pytest.mark.parametrize("link", ["news.html", "index.php/7", "b.example/7"])
def test_a_path_like_a_host_stays_a_path(found: Found, link: str) -> None:
    (candidate,) = found(ATOM.replace("LINK", link)).candidates
    assert candidate.url == f"https://a.example/{link}"


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_feed_packed_several_times_is_unpacked(found: Found, times: int) -> None:
    body = RSS.encode()
    for _ in range(times):
        body = gzip.compress(body, mtime=0)
    assert len(found(body).candidates) == 1


@pytest.mark.parametrize("charset", ["cp1251", "cp1252", "cp1254", "cp1258"])
@pytest.mark.parametrize("title", ["Şəkidə ipək sərgisi", "Vườn chè bên bờ hồ", "Выставка шёлка в Шеки"])
def test_a_misread_title_is_mended_beside_a_whole_one(found: Found, title: str, charset: str) -> None:
    signs = (bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in title.encode())
    mangled = ITEM.replace("Tin", "".join(signs)).replace("/1", "/9")
    body = RSS.replace(ITEM, ITEM.replace("Tin", "Ngày mới – Новый день") + mangled)
    assert [c.title for c in found(body).candidates] == ["Ngày mới – Новый день", title]
