"""What the bytes are decides, before what they declare (H13, H14); what is damaged is mended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.encoding import CHUNK, is_utf8, recode_feed, recode_page

AZ = "Azərbaycan və Vyetnam: görüş, çağırış, şəhər, ığdır"
VI = "Việt Nam đẩy mạnh hợp tác, Thủ tướng phát biểu"
RU = "Азербайджан и Вьетнам обсудили поставки нефти и газа"
TR = "Görüşmede ığdırlı çiftçiler için yeni bir çağrı yapıldı, şehir değişti"


def page(text: str, charset: str = "") -> str:
    """A page that declares a charset or none."""
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        (AZ, "utf-8", "", ""),
        (AZ, "utf-8", "iso-8859-1", "utf-8"),
        (VI, "utf-8", "iso-8859-1", ""),
        (VI, "utf-8", "windows-1251", "windows-1251"),
        (AZ, "utf-8-sig", "iso-8859-1", ""),
        (VI, "utf-16", "", ""),
        (VI, "utf-16-le", "", ""),
        (RU, "utf-16-be", "", "utf-8"),
        (RU, "cp1251", "", ""),
        (RU, "cp1251", "windows-1251", ""),
        (RU, "cp1251", "", "windows-1251"),
        (RU, "cp1251", "utf-8", "utf-8"),
        (RU, "cp1251", "iso-8859-1", "windows-1251"),
        (RU, "koi8-r", "", ""),
        (RU, "koi8-r", "koi8-r", ""),
        (TR, "cp1254", "", ""),
        (TR, "cp1254", "windows-1254", ""),
        (TR, "cp1254", "iso-8859-1", ""),
        (TR, "cp1254", "", "iso-8859-9"),
        ("Le président a été reçu à Hanoï", "cp1252", "iso-8859-1", ""),
        ("Ở Huế", "utf-8", "no-such-charset", "rot13"),
    ],
)
def test_a_page_is_read_in_the_charset_of_its_bytes(text: str, encoding: str, header: str, meta: str) -> None:
    content_type = f"text/html; charset={header}" if header else "text/html"
    assert recode_page(page(text, meta).encode(encoding), content_type).decode() == page(text, meta)


@pytest.mark.parametrize(
    "charset",
    ["undefined", "idna", "punycode", "utf-7", "unicode_escape", "raw_unicode_escape", "mbcs", "rot13"],
)
def test_a_charset_that_no_page_is_written_in_is_not_believed(charset: str) -> None:
    body = b"<p>\xff +2AA- \\ud800 Baku</p>"
    found = recode_page(body, f"text/html; charset={charset}")
    assert b"Baku" in found
    assert not found.isascii()


def test_one_broken_letter_does_not_make_another_charset() -> None:
    body = page(AZ).encode()[:-30] + "ə".encode()[:1]
    assert AZ in recode_page(body, "text/html; charset=iso-8859-1").decode()


def test_utf8_written_twice_is_mended() -> None:
    text = page("Azərbaycan şəhər ələ düşdü " * 3)
    assert "Azərbaycan" in recode_page(text.encode().decode("cp1252", "replace").encode()).decode()


@pytest.mark.parametrize(
    ("text", "charset"),
    [(text, f"cp{number}") for text in (AZ, VI, RU) for number in (1251, 1252, 1254, 1258)]
    + [(RU, "koi8-r"), (RU, "cp866")],
)
def test_a_mangled_article_between_whole_furniture_is_mended(text: str, charset: str) -> None:
    signs = (bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in text.encode())
    mangled = "".join(signs)
    frame = '<p title="{}">{}</p><a>Əlaqə</a><a>Liên hệ</a><a>Связь</a><p>{}</p>'
    read = recode_page(frame.format(*[mangled] * 3).encode()).decode()
    assert read == frame.format(*[text] * 3)


BOX = "<div>Курс валют: доллар растёт, евро падает</div>".encode("cp1251")


@pytest.mark.parametrize("declared", ["", "utf-8", "windows-1251", "windows-1254"])
@pytest.mark.parametrize("text", [AZ, VI, RU])
def test_a_box_of_another_charset_leaves_the_page_its_own(text: str, declared: str) -> None:
    body = page(f"{text} " * 9, declared).encode() + BOX
    assert text in recode_page(body, "text/html").decode()
    assert text in recode_feed(body * 4).decode()


@pytest.mark.parametrize("name", ["gb18030", "euc-jp", "shift_jis", "cp874", "cp866", "windows-1251"])
def test_a_declared_charset_that_passes_for_utf8_here_and_there_is_believed(name: str) -> None:
    russian, japanese = f"{RU}, СССР", "アゼルバイジャンの茶畑にベトナムの苗木"
    texts = {"gb18030": "阿塞拜疆的茶园里有越南的树苗，双方说好明年再来", "cp874": "สวนชาแห่งใหม่ใกล้ทะเล"}
    text = texts.get(name, japanese if "j" in name else russian)
    feed = f'<?xml version="1.0" encoding="{name}"?><rss>{text * 3}</rss>'
    assert recode_feed(feed.encode(name)).decode() == feed


def test_nul_bytes_go() -> None:
    assert recode_page(b"<p>a\x00b\x00</p>") == b"<p>ab</p>"


@pytest.mark.parametrize(
    ("feed", "text"),
    [
        (VI.encode(), VI),
        (b"\xef\xbb\xbf" + VI.encode(), VI),
        (f"<?xml encoding='windows-1251'?>{VI}".encode(), f"<?xml encoding='windows-1251'?>{VI}"),
        (f"<a>{VI}".encode("utf-16"), f"<a>{VI}"),
        (f"<a>{VI}".encode("utf-32"), f"<a>{VI}"),
        (f"<a>{VI}".encode("utf-16-le"), f"<a>{VI}"),
        (f"<a>{VI}".encode("utf-16-be"), f"<a>{VI}"),
        (RU.encode("cp1251"), RU),
        ("<?xml encoding='iso-8859-1'?>Hanoï…".encode("cp1252"), "<?xml encoding='iso-8859-1'?>Hanoï…"),
        (VI.encode() + "ệ".encode()[:2], VI + "\ufffd"),
        (b"a\x00b\x0bc\td", "ab c\td"),
        (b"&#xD83D;&#0;&#65;&#x1F600;&#99999999;", " &#65;&#x1F600; "),
    ],
)
def test_a_feed_becomes_what_a_strict_parser_can_read(feed: bytes, text: str) -> None:
    assert recode_feed(feed).decode() == text


def test_the_two_rules_differ_where_nothing_is_declared() -> None:
    turkish = "şehir değişti, çağrı".encode("cp1254")
    assert recode_page(turkish).decode() == "şehir değişti, çağrı"
    assert recode_feed(turkish).decode() == "þehir deðiþti, çaðrý"


@pytest.mark.parametrize("before", [CHUNK - 2, CHUNK - 1, CHUNK, 2 * CHUNK - 1])
def test_a_letter_across_two_chunks_is_whole(before: int) -> None:
    assert is_utf8(b"a" * before + "ệ".encode())
    assert not is_utf8(b"a" * before + "ệ".encode()[:2])


@given(st.binary(max_size=600))
def test_any_bytes_become_utf8(data: bytes) -> None:
    assert is_utf8(recode_page(data))
    assert is_utf8(recode_feed(data))
