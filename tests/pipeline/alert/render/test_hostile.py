"""Whatever an outlet writes, the mail stays one mail: no header, no markup, no link of its own."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as markup
from wcwidth import wcswidth

from pipeline.alert.render import render_mail
from pipeline.alert.render.headers import encode_words
from pipeline.alert.render.plain import COLUMNS
from pipeline.alert.render.wording import LANGUAGES
from pipeline.model.drafts import Copy, Draft, Item
from pipeline.text.clean import clean_line
from tests.pipeline.alert.render.drafts import ENERGY, SENDER, digest, immediate

PIECES = [
    "\r\nBcc: evil@c.example\r\n\r\n", "\n", "\r", "\u2028", "\u2029", "\u0085", "\x00", "\x1b[31m", "\u202e",
    "\u2066", "\u200f", "\u200b", "\ufeff", "=?utf-8?q?x?=", "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "&lt;", "{{ 7*7 }}", "%(num)d", "%", "]]>", "<!--", "]",
    "Việt Nam", "Azərbaycan", "Вьетнам", "越南", "한국", "עברית", "العربية", "e\u0301\u0302",
    "👨\u200d👩\u200d👧", "\ud800", "\U000e0041", " ", "x" * 80, "ə" * 600, "a b " * 500,
    "=?utf-8?q?=0D=0ABcc:_evil?=",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=8).map("".join)
URL = st.builds("https://a.example/{}".format, st.text(max_size=30)) | TEXT
LANGUAGE = st.sampled_from(LANGUAGES)
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "p",
    "h1",
    "h2",
    "a",
    "b",
    "br",
    "i",
    "s",
    "span",
    "img",
}
UNSEEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
LINK = re.compile(r"https?://|#s\d+$|#more$")
ADDRESS = re.compile(r" *(\[\d+\] )?https?://\S+")


@st.composite
def items(draw: st.DrawFn) -> Item:
    """A story in which everything that comes from outside is hostile."""
    return Item.model_validate(
        ENERGY.model_dump()
        | {
            "kind": draw(st.sampled_from(["new", "updated"])),
            "story": draw(TEXT),
            "url": draw(URL),
            "title": draw(TEXT),
            "source": draw(TEXT),
            "country": draw(TEXT),
            "language": draw(TEXT),
            "excerpt": draw(TEXT),
            "marks": tuple(draw(st.lists(TEXT, max_size=3))),
            "people": tuple(draw(st.lists(TEXT, max_size=3))),
            "also_in": tuple(
                Copy(url=draw(URL), source=draw(TEXT), country=draw(TEXT))
                for _ in range(draw(st.integers(0, 2)))
            ),
            "changes": ((draw(TEXT), draw(TEXT), draw(TEXT)),),
            "watches": tuple(draw(st.lists(TEXT, max_size=2))),
        }
    )


def check(draft: Draft) -> None:
    """Assert that a draft gives one well-formed mail with the headers of any other, and safe forms."""
    raw = render_mail(draft, sender=SENDER).as_bytes()
    assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998
    read = message_from_bytes(raw, policy=policy.default)
    assert not [defect for part in read.walk() for defect in part.defects]
    plain = render_mail(immediate(), sender=SENDER)
    assert set(read.keys()) == set(plain.keys())
    assert len(read["To"].addresses) == 1
    subject = str(read["Subject"])
    assert subject == clean_line(subject) and subject.startswith("[AZ–VN] ") and len(subject) <= 190
    check_html(read.get_body(("html",)).get_content())
    for line in read.get_body(("plain",)).get_content().replace("\r\n", "\n").split("\n"):
        assert not UNSEEN.search(line)
        assert wcswidth(line) <= COLUMNS or ADDRESS.fullmatch(line), line


def check_html(html: str) -> None:
    """Assert that the HTML has our tags only, and addresses that are http, https or our own picture."""
    tree = markup.document_fromstring(html)
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    assert {e.tag for e in elements} <= TAGS
    assert not [name for e in elements for name in e.attrib if name.startswith("on")]
    assert all(LINK.match(e.get("href")) for e in elements if "href" in e.attrib)
    assert all(e.get("src").startswith("cid:chart.") for e in elements if "src" in e.attrib)
    assert not UNSEEN.search(html)


@given(item=items(), language=LANGUAGE)
def test_one_story_of_any_text_makes_one_mail(item: Item, language: str) -> None:
    check(immediate(language, item))


@settings(max_examples=settings().max_examples * 2 // 5)
@given(
    some=st.lists(items(), min_size=1, max_size=7),
    language=LANGUAGE,
    watches=st.lists(TEXT, max_size=3).map(tuple),
    query=TEXT,
)
def test_a_digest_of_any_texts_makes_one_mail(
    some: list[Item], language: str, watches: tuple[str, ...], query: str
) -> None:
    check(digest(language, *some, watches=watches, more_query=query))


@given(title=TEXT)
def test_the_subject_says_the_headline_and_nothing_else(title: str) -> None:
    draft = immediate("en", ENERGY.model_copy(update={"title": clean_line(title)}))
    read = message_from_bytes(render_mail(draft, sender=SENDER).as_bytes(), policy=policy.default)
    said, meant = str(read["Subject"]).removeprefix("[AZ–VN] "), clean_line(title).replace("=?", "= ?")
    assert said == (meant or "(no headline)") or (said.endswith("…") and meant.startswith(said[:-1].rstrip()))


@given(name=TEXT)
def test_a_recipient_of_any_name_is_one_recipient(name: str) -> None:
    person = immediate().recipient.model_copy(update={"name": clean_line(name)})
    raw = render_mail(immediate("en", recipient=person), sender=SENDER).as_bytes()
    assert len(message_from_bytes(raw, policy=policy.default)["To"].addresses) == 1
    # The newer parser puts spaces between encoded words of a name; the older one reads them as RFC 2047 has
    # it.
    shown, address = parseaddr(str(message_from_bytes(raw, policy=policy.compat32)["To"]))
    said = str(make_header(decode_header(shown)))
    assert (address, said) == (person.address, clean_line(name)[:100].replace("=?", "= ?").strip())


@given(text=TEXT.map(clean_line))
def test_encoded_words_are_read_back_as_they_were(text: str) -> None:
    folded = encode_words(text, "\r\n")
    assert max(map(len, folded.split("\r\n"))) <= 75
    assert str(make_header(decode_header(folded))) == text
