"""Drafts of our own writing, in four languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pipeline.model.drafts import Copy, Day, Draft, Health, Item, MailLanguage, OtherStory, Recipient

NOW = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
ZONES: dict[MailLanguage, str] = {
    "en": "Europe/London",
    "az": "Asia/Baku",
    "vi": "Asia/Ho_Chi_Minh",
    "ru": "Europe/Moscow",
}
SENDER = "AZ–VN monitor <monitor@azvn.example>"


def recipient(language: MailLanguage = "en") -> Recipient:
    """A person who reads the language, in a zone where it is read."""
    return Recipient(
        id="leyla",
        address="leyla@desk.example",
        name="Leyla Məmmədova",
        language=language,
        zone=ZONES[language],
    )


ENERGY = Item(
    story="1f0c2b7a9d3e4f5061728394a5b6c7d8",
    article="1f0c2b7a9d3e4f5061728394a5b6c7d8",
    url="https://caspian-courier.example/2026/11/25/energy-vietnam-azerbaijan?id=48213",
    title="Vietnam and Azerbaijan agree on joint exploration in the South Caspian and a refinery study",
    source="Caspian Courier",
    country="AZ",
    language="en",
    outlet="independent",
    themes=("energy", "oil-gas"),
    published_at=NOW - timedelta(hours=2),
    first_seen_at=NOW - timedelta(hours=1, minutes=50),
    grade=3,
    excerpt=(
        "The energy ministers of Vietnam and Azerbaijan signed a memorandum in Baku on Tuesday. It names two"
        " blocks in the South Caspian for joint exploration and a study of deliveries to the Dung Quat"
        " refinery.\nBoth sides want the contracts ready before the summer."
    ),
    marks=("Vietnam", "Azerbaijan", "Baku"),
    people=("Trần Quốc Khải", "Rəşad Quliyev"),
    organisations=("SOCAR", "PetroVietnam"),
    also_in=(
        Copy(url="https://hanoi-herald.example/a/77", source="Hanoi Herald", country="VN", language="en"),
        Copy(url="https://xezer-xeber.example/az/31", source="Xəzər Xəbər", country="AZ", language="az"),
    ),
    watches=("Energy and oil", "Everything that matters"),
)
VISIT = Item(
    story="2a0c2b7a9d3e4f5061728394a5b6c7d9",
    article="2a0c2b7a9d3e4f5061728394a5b6c7d9",
    url="https://tin-phuong-dong.example/kinh-te/ky-hop-uy-ban-lien-chinh-phu-20261124.html",
    title=(
        "Ủy ban liên chính phủ Việt Nam – Azerbaijan nhất trí nâng kim ngạch thương mại song phương lên một"
        " tỷ USD và mở đường bay thẳng giữa Hà Nội và Baku ngay trong năm tới"
    ),
    source="Tin Phương Đông",
    country="VN",
    language="vi",
    outlet="state",
    themes=("diplomacy", "trade"),
    published_at=NOW - timedelta(hours=20),
    first_seen_at=NOW - timedelta(hours=19),
    grade=3,
    excerpt=(
        "Tại kỳ họp ở Baku, hai bên giao các bộ hoàn tất kế hoạch hành động trong quý I. Việt Nam và"
        " Azerbaijan cũng sẽ miễn thị thực cho người mang hộ chiếu công vụ."
    ),
    marks=("Azerbaijan", "Việt Nam", "Baku"),
    people=("Elçin Rzazadə",),
    organisations=("Bộ Ngoại giao Việt Nam",),
    watches=("Everything that matters",),
)
TRADE = Item(
    story="3b0c2b7a9d3e4f5061728394a5b6c7da",
    article="3b0c2b7a9d3e4f5061728394a5b6c7da",
    kind="updated",
    url="https://vestnik-kaspiya.example/ekonomika/tovarooborot-s-vietnamom",
    title="Товарооборот Азербайджана и Вьетнама вырос на 38 процентов",
    source="Вестник Каспия",
    country="RU",
    language="ru",
    outlet="agency",
    themes=("trade",),
    published_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    published_precision="day",
    published_on=date(2026, 11, 23),
    first_seen_at=NOW - timedelta(hours=9),
    grade=2,
    partial=True,
    excerpt=(
        "За январь–октябрь взаимная торговля Азербайджана и Вьетнама составила 268 млн долларов, говорится в"
        " сообщении таможенного комитета."
    ),
    marks=("Азербайджана", "Вьетнама"),
    changes=(
        (
            "title",
            "Товарооборот Азербайджана и Вьетнама вырос на 83 процента",
            "Товарооборот Азербайджана и Вьетнама вырос на 38 процентов",
        ),
        ("published_at", "2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z"),
    ),
    watches=("Trade figures",),
)
SCHOOL = Item(
    story="4c0c2b7a9d3e4f5061728394a5b6c7db",
    article="4c0c2b7a9d3e4f5061728394a5b6c7db",
    url="https://xezer-xeber.example/az/tehsil/vyetnamli-telebeler-44871",
    title=(
        "Vyetnamlı tələbələr Bakıdakı universitetlərdə neft-qaz mühəndisliyi və Azərbaycan dili üzrə dövlət"
        " təqaüdü ilə təhsil alacaqlar"
    ),
    source="Xəzər Xəbər",
    country="AZ",
    language="az",
    outlet="independent",
    themes=("education",),
    published_at=NOW - timedelta(hours=6),
    first_seen_at=NOW - timedelta(hours=5, minutes=40),
    grade=2,
    excerpt=(
        "Təhsil nazirliyi bildirib ki, gələn tədris ilindən iyirmi vyetnamlı tələbə Azərbaycanda təhsil"
        " alacaq. Təqaüd proqramı beş il üçün nəzərdə tutulub."
    ),
    marks=("vyetnamlı", "Azərbaycanda"),
    watches=("Everything that matters",),
)
DAYS = tuple(
    Day(on=date(2026, 10, 29) + timedelta(days=i), stories=n)
    for i, n in enumerate(
        [0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 3, 1, 0, 0, 11, 4, 1, 0, 0, 1, 0, 0, 2, 0, 0, 1, 5, 9]
    )
)


def immediate(language: MailLanguage = "en", *items: Item, **more: object) -> Draft:
    """A mail about one story or a few."""
    values: dict[str, object] = {
        "kind": "immediate",
        "rhythm": "immediate",
        "recipient": recipient(language),
        "message_id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9@azvn.example",
        "created_at": NOW,
        "items": items or (ENERGY,),
        "kibana": "https://kibana.azvn.example/s/monitor",
        "list_id": "everything.azvn.example",
        "sides": ("AZ", "VN"),
    }
    return Draft.model_validate(values | more)


def digest(language: MailLanguage = "en", *items: Item, **more: object) -> Draft:
    """A daily digest of four stories, one of them corrected."""
    values: dict[str, object] = {
        "kind": "digest",
        "rhythm": "daily at 08:30",
        "since": NOW - timedelta(days=1),
        "until": NOW,
        "more": 10,
        "days": DAYS,
        "languages": (("en", 6), ("az", 4), ("vi", 3), ("ru", 1)),
        "countries": (("AZ", 7), ("VN", 5), ("GB", 1), ("RU", 1)),
        "health": Health(asked=116, silent=3),
        "watches": ("Energy and oil", "Everything that matters", "Trade figures"),
    }
    return immediate(language, *(items or (ENERGY, VISIT, TRADE, SCHOOL)), **values | more)


def nothing(language: MailLanguage = "en") -> Draft:
    """A weekly digest without a story."""
    values = {
        "rhythm": "weekly on Monday at 09:00",
        "since": NOW - timedelta(days=7),
        "more": 0,
        "languages": (),
        "countries": (),
    }
    quiet = tuple(d if i < 21 else Day(on=d.on, stories=0) for i, d in enumerate(DAYS))
    return digest(language).model_copy(update=values | {"items": (), "days": quiet})


HEADLINES: tuple[tuple[str, str, str], ...] = (
    ("visit", "en", "Vietnam's president arrives in Baku for a three-day state visit"),
    ("visit", "az", "Vyetnam Prezidentinin Bakıya dövlət səfəri başlayıb"),
    ("visit", "vi", "Chủ tịch nước bắt đầu chuyến thăm cấp Nhà nước tới Azerbaijan"),
    ("oil-gas", "en", "Two companies to study deliveries of Azerbaijani crude to a Vietnamese refinery"),
    ("oil-gas", "ru", "Азербайджанская нефть может пойти на вьетнамский НПЗ"),
    ("trade", "az", "Vyetnamla ticarət dövriyyəsi üçdəbir artıb"),
    ("trade", "vi", "Kim ngạch thương mại Việt Nam – Azerbaijan tăng một phần ba trong năm"),
    ("education", "en", "Twenty scholarships for Vietnamese students at universities in Baku"),
    ("education", "az", "Hanoyda Azərbaycan dili və mədəniyyəti mərkəzi açılıb"),
    ("tourism", "vi", "Hãng hàng không tính mở đường bay thẳng Hà Nội – Baku"),
    ("tourism", "ru", "Туристам из Вьетнама упростят получение визы в Азербайджан"),
    ("culture", "en", "An evening of Azerbaijani mugham in the opera house of Hanoi"),
)
"""Theme, language and headline of stories for a long mail."""


def long_digest(language: MailLanguage = "en") -> Draft:
    """A weekly digest of twelve stories and three more that it only names."""
    items = tuple(
        ENERGY.model_copy(
            update={
                "story": str(number),
                "url": f"https://caspian-courier.example/{number}",
                "title": title,
                "language": tongue,
                "themes": (theme,),
                "grade": 3 if number < 6 else 2,
            }
        )
        for number, (theme, tongue, title) in enumerate(HEADLINES)
    )
    named = tuple(
        OtherStory(
            url=one.url, title=one.title, source=one.source, country=one.country, language=one.language
        )
        for one in (VISIT, TRADE, SCHOOL)
    )
    about = {"rhythm": "weekly on Monday at 09:00", "since": NOW - timedelta(days=7)}
    return digest(language, *items, headlines=named, more=3, **about)
