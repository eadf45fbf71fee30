"""The message has the headers that mail programs and filters go by, and is the same each time."""

from __future__ import annotations

import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from pipeline.alert.render import Unrenderable, render_mail
from pipeline.alert.render.wording import LANGUAGES
from pipeline.model.drafts import Draft, MailLanguage
from tests.pipeline.alert.render.drafts import ENERGY, SENDER, TRADE, VISIT, digest, immediate, nothing

UPDATED = ENERGY.model_copy(update={"kind": "updated"})


def sent(draft: Draft, **more: str) -> EmailMessage:
    """The message as a mail program reads it, from its bytes."""
    read = message_from_bytes(render_mail(draft, sender=SENDER, **more).as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


@pytest.mark.parametrize(
    ("draft", "subject"),
    [
        (immediate("en"), f"[AZ–VN] {ENERGY.title}"),
        (immediate("en", UPDATED), f"[AZ–VN] Updated: {ENERGY.title}"),
        (immediate("az", UPDATED), f"[AZ–VN] Yenilənib: {ENERGY.title}"),
        (immediate("vi", ENERGY, test=True), f"[AZ–VN] Thử nghiệm: {ENERGY.title}"),
        (immediate("en", ENERGY, VISIT), f"[AZ–VN] {ENERGY.title}, and 1 more story"),
        (immediate("ru", ENERGY, VISIT), f"[AZ–VN] {ENERGY.title}, и ещё 1 новость"),
        (immediate("en", ENERGY, more=4), f"[AZ–VN] {ENERGY.title}, and 4 more stories"),
        (digest("en"), f"[AZ–VN] Daily digest: {ENERGY.title}, and 13 more stories"),
        (digest("en", ENERGY, more=0), f"[AZ–VN] Daily digest: {ENERGY.title}"),
        (digest("az", rhythm="hourly"), f"[AZ–VN] Saatlıq icmal: {ENERGY.title}, və daha 13 xəbər"),
        (
            digest("vi", rhythm="weekly on Monday at 09:00"),
            f"[AZ–VN] Điểm tin hằng tuần: {ENERGY.title}, và 13 tin khác",
        ),
        (digest("ru", rhythm=""), f"[AZ–VN] Сводка: {ENERGY.title}, и ещё 13 новостей"),
        (nothing("ru"), "[AZ–VN] Еженедельная сводка: ничего нового"),
    ],
)
def test_the_subject_is_the_headline_or_the_number(draft: Draft, subject: str) -> None:
    assert sent(draft)["Subject"] == subject


def test_a_long_headline_is_cut_in_the_subject() -> None:
    subject = sent(immediate("vi", VISIT.model_copy(update={"title": "Việt Nam và Azerbaijan " * 90})))[
        "Subject"
    ]
    assert len(subject) <= 160 and subject.endswith("…")


def test_the_headers_say_who_to_whom_when_and_that_a_machine_wrote() -> None:
    read = sent(
        immediate("az", references=("a@azvn.example", "b@azvn.example")),
        unsubscribe="https://azvn.example/stop?id=1",
    )
    found = {name: str(read[name]) for name in read.keys() if name not in {"Subject", "Content-Type"}}  # noqa: SIM118 - a message is no dict
    assert found == {
        "From": "AZ–VN monitor <monitor@azvn.example>",
        "To": "Leyla Məmmədova <leyla@desk.example>",
        "Date": "Wed, 25 Nov 2026 04:30:00 +0000",
        "Message-ID": "<0a1b2c3d4e5f60718293a4b5c6d7e8f9@azvn.example>",
        "References": "<a@azvn.example> <b@azvn.example>",
        "List-Id": "<everything.azvn.example>",
        "List-Unsubscribe": "<https://azvn.example/stop?id=1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "az",
        "MIME-Version": "1.0",
    }


def test_message_ids_and_addresses_are_never_encoded_however_long() -> None:
    domain = "mail.department-of-news.ministry-of-foreign-affairs.example"
    ids = [f"{number:032x}@{domain}" for number in range(20)]
    draft = immediate(
        "en",
        references=tuple(ids),
        message_id=f"{'a' * 100}@{domain}",
        list_id=f"everything-about-energy-and-oil.{domain}",
    )
    raw = render_mail(draft, sender=SENDER, unsubscribe=f"https://{domain}/stop?{'x' * 800}").as_bytes()
    head = raw.partition(b"\r\n\r\n")[0].decode().replace("\r\n ", " ").split("\r\n")
    assert f"Message-ID: <{'a' * 100}@{domain}>" in head
    assert f"References: {' '.join(f'<{i}>' for i in ids)}" in head
    assert f"List-Id: <everything-about-energy-and-oil.{domain}>" in head
    assert f"List-Unsubscribe: <https://{domain}/stop?{'x' * 800}>" in head


def test_without_an_address_to_unsubscribe_the_sender_is_asked() -> None:
    assert sent(immediate())["List-Unsubscribe"] == "<mailto:monitor@azvn.example?subject=unsubscribe>"
    assert "References" not in sent(immediate())


@pytest.mark.parametrize(
    ("list_id", "header"),
    [
        ("", "<azvn.azvn.example>"),
        ("Energy & oil.azvn.example", "<Energy-oil.azvn.example>"),
        ("<a.b>", "<a.b>"),
        ("нефть", "<azvn.azvn.example>"),
    ],
)
def test_the_list_has_a_plain_name(list_id: str, header: str) -> None:
    assert sent(immediate("en", list_id=list_id))["List-Id"] == header


@pytest.mark.parametrize(
    ("name", "address", "header"),
    [
        ("", "a@b.example", "a@b.example"),
        ("Nguyễn, Hồng", "a@b.example", '"Nguyễn, Hồng" <a@b.example>'),
        ('x" <evil@c.example>', "a@b.example", '"x\\" <evil@c.example>" <a@b.example>'),
        ("x\r\nBcc: evil@c.example", "a@b.example", '"x Bcc: evil@c.example" <a@b.example>'),
        ("", "a@bücher.example", "a@xn--bcher-kva.example"),
    ],
)
def test_a_recipient_is_one_address_whatever_the_name(name: str, address: str, header: str) -> None:
    read = sent(
        immediate("en", recipient=immediate().recipient.model_copy(update={"name": name, "address": address}))
    )
    assert (str(read["To"]), len(read["To"].addresses), read["Bcc"]) == (header, 1, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_is_text_and_html_with_its_chart(language: MailLanguage) -> None:
    read = sent(digest(language))
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    image = next(p for p in read.walk() if p.get_content_type() == "image/png")
    html = read.get_body(("html",))
    assert html is not None and f'src="cid:{image["Content-ID"].strip("<>")}"' in html.get_content()
    assert image.get_content_disposition() == "inline" and image.get_content().startswith(b"\x89PNG")


def test_a_mail_without_a_chart_has_no_picture() -> None:
    for draft in (immediate(), digest("en", days=())):
        assert [p.get_content_type() for p in sent(draft).walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]


@pytest.mark.parametrize(
    "draft", [immediate("vi"), digest("ru"), nothing("az"), immediate("az", TRADE, test=True)]
)
def test_the_same_draft_gives_the_same_bytes(draft: Draft) -> None:
    first = render_mail(draft, sender=SENDER).as_bytes()
    assert render_mail(Draft.model_validate_json(draft.model_dump_json()), sender=SENDER).as_bytes() == first


def test_another_process_gives_the_same_bytes() -> None:
    draft = digest("ru")
    code = (
        "import sys; from pipeline.model.drafts import Draft; from pipeline.alert.render import"
        " render_mail;sys.stdout.buffer.write(render_mail(Draft.model_validate_json(sys.stdin.buffer.read()),"
        f" sender={SENDER!r}).as_bytes())"
    )
    again = subprocess.run(
        [sys.executable, "-c", code], input=draft.model_dump_json().encode(), capture_output=True, check=True
    )
    assert again.stdout == render_mail(draft, sender=SENDER).as_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_server_can_carry_it(language: MailLanguage) -> None:
    raw = render_mail(digest(language), sender=SENDER).as_bytes()
    assert raw.isascii() and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"items": ()}, "without a story"),
        ({"message_id": "no-at-sign"}, "message id"),
        ({"message_id": "a@b.example>\r\nBcc: x"}, "message id"),
        ({"references": ("a b@c",)}, "message id"),
        ({"recipient": immediate().recipient.model_copy(update={"address": "nobody"})}, "mail address"),
        (
            {
                "recipient": (
                    immediate().recipient.model_copy(update={"address": "a@b.example\r\nBcc: c@d.example"})
                )
            },
            "mail address",
        ),
        (
            {"recipient": immediate().recipient.model_copy(update={"address": "a@b.example, c@d.example"})},
            "mail address",
        ),
        ({"recipient": immediate().recipient.model_copy(update={"zone": "Mars/Olympus"})}, "time zone"),
    ],
)
def test_a_draft_of_which_no_mail_can_be_made_is_refused(more: dict[str, object], reason: str) -> None:
    with pytest.raises(Unrenderable, match=reason):
        render_mail(immediate().model_copy(update=more), sender=SENDER)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x",
        "https://a.example/>,<https://b.example/",
        "mailto:a@b.example?subject=a b",
        "https://a.example/>\r\nX: y",
        "ftp://a.example",
        "https://a.example/" + "x" * 900,
    ],
)
def test_a_strange_address_to_unsubscribe_is_refused(address: str) -> None:
    with pytest.raises(Unrenderable, match="unsubscribe"):
        render_mail(immediate(), sender=SENDER, unsubscribe=address)


def test_a_sender_without_an_address_is_refused() -> None:
    with pytest.raises(Unrenderable, match="mail address"):
        render_mail(immediate(), sender="AZ–VN monitor")
