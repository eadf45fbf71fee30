"""Texts and what outlets make of them: cut, framed, reworded; and texts that only look alike."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipeline.text.clean import clean_paragraphs

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
"""Long ago: what is grouped must not depend on today."""
_WORDS: Mapping[str, str] = {
    "en": "minister agreed deliver crude harvest railway port tariff student museum carpet refinery "
    "council approve decade northern valley growers cargo vessel customs border signed visit talks "
    "protocol fund energy solar station bridge river school teacher doctor hospital medicine rice "
    "coffee cotton fruit market price growth export import partner investor bank credit loan budget "
    "court judge police rescue storm flood summer winter spring autumn festival film music artist "
    "gallery stadium player coach match victory defeat record speed aircraft flight airline "
    "passenger hotel beach mountain village capital district province region agency report survey "
    "figure estimate forecast expert scholar university laboratory research vaccine climate forest "
    "water pipeline turbine grid power plant factory worker union wage pension housing street metro "
    "traffic driver licence insurance digital satellite network software",
    "az": "nazir razılıq neft məhsul dəmiryolu liman tarif tələbə muzey xalça zavod şura təsdiq onillik "
    "şimal vadi fermer yük gəmi gömrük sərhəd imzaladı səfər danışıq protokol fond enerji günəş "
    "stansiya körpü çay məktəb müəllim həkim xəstəxana dərman düyü qəhvə pambıq meyvə bazar qiymət "
    "artım ixrac idxal tərəfdaş sərmayə bank kredit borc büdcə məhkəmə hakim polis xilasetmə tufan "
    "sel yay qış yaz payız festival film musiqi rəssam qalereya stadion oyunçu məşqçi görüş qələbə "
    "məğlubiyyət rekord sürət təyyarə uçuş sərnişin otel çimərlik dağ kənd paytaxt rayon vilayət "
    "bölgə agentlik hesabat sorğu rəqəm proqnoz mütəxəssis alim universitet laboratoriya tədqiqat "
    "peyvənd iqlim meşə su kəmər turbin şəbəkə güc fabrik işçi həmkarlar maaş pensiya mənzil küçə "
    "metro nəqliyyat sürücü sığorta rəqəmsal peyk proqram",
    "vi": "bộ trưởng đồng ý giao dầu thô mùa vụ đường sắt cảng thuế sinh viên bảo tàng thảm nhà máy hội "
    "đồng phê duyệt thập kỷ phía bắc thung lũng nông dân hàng tàu hải quan biên giới ký thăm đàm "
    "phán nghị định quỹ năng lượng mặt trời trạm cầu sông trường giáo viên bác sĩ bệnh viện gạo cà "
    "phê bông trái cây chợ giá tăng trưởng xuất khẩu nhập đối tác đầu tư ngân tín dụng khoản vay tòa "
    "án công an cứu hộ bão lũ hè đông xuân thu lễ hội phim nhạc họa sĩ sân vận động cầu thủ huấn "
    "luyện trận thắng thua kỷ lục tốc độ máy bay chuyến hành khách khách sạn bãi biển núi làng thủ "
    "đô quận tỉnh vùng báo cáo khảo sát số liệu dự báo chuyên gia học giả đại phòng thí nghiệm "
    "nghiên cứu vắc xin khí hậu rừng nước ống tua bin lưới điện công nhân lương hưu nhà phố tàu điện "
    "giao thông lái xe bảo hiểm vệ tinh mạng phần mềm",
    "ru": "министр согласился поставка нефть урожай железная порт тариф студент музей ковёр завод совет "
    "утвердил десятилетие северный долина фермер груз судно таможня граница подписал визит "
    "переговоры протокол фонд энергия солнечный станция мост река школа учитель врач больница "
    "лекарство рис кофе хлопок фрукты рынок цена рост экспорт импорт партнёр инвестор банк кредит "
    "заём бюджет суд судья полиция спасение шторм паводок лето зима весна осень фестиваль фильм "
    "музыка художник галерея стадион игрок тренер матч победа поражение рекорд скорость самолёт рейс "
    "авиакомпания пассажир гостиница пляж гора село столица район провинция область агентство отчёт "
    "опрос цифра прогноз эксперт учёный университет лаборатория исследование вакцина климат лес вода "
    "трубопровод турбина сеть мощность фабрика рабочий профсоюз зарплата пенсия жильё улица метро "
    "движение водитель страхование цифровой спутник программа",
}
_NAMES: Mapping[str, Sequence[str]] = {
    "en": ("Harold Finch", "Marta Ellison", "Tom Arkwright", "Priya Raman", "Jonas Weber", "Caspian Wire"),
    "az": ("Rəşad Məlikov", "Günay Səfərova", "Elçin Babazadə", "Nigar Turabova", "İlham Əsgərli", "Xəzər"),
    "vi": ("Trần Quốc Vượng", "Lê Thu Hà", "Phạm Đình Khôi", "Ngô Bảo Lan", "Đặng Minh Tú", "Hải Phòng"),
    "ru": ("Сергей Полозов", "Анна Вересаева", "Игорь Тумаков", "Лейла Мирзаева", "Павел Дронов", "Каспий"),
}
LANGUAGES = tuple(_WORDS)
LEAST_NUMBERS = 3
"""Numbers of a text that is filled anew: without any it is the same text."""
MOST_SHARED = 0.6
"""Share of a text that its longest paragraph has at most: who shares more of it shares the text."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article: its group (None for one that stands alone), its kind, and what a page says."""

    id: str
    group: str
    kind: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    quotes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Give the text as it enters the index."""
        return clean_paragraphs("\n".join(self.paragraphs))


@dataclass
class Maker:
    """Makes originals, copies and look-alikes; the same seed makes the same."""

    seed: int
    chance: random.Random = field(init=False)
    made: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def make_original(self, paragraphs: int | None = None) -> Text:
        """Make a text of its own."""
        language = LANGUAGES[self.made % len(LANGUAGES)]
        self.made += 1
        number = paragraphs or self.chance.randint(4, 12)
        id_ = f"s{self.seed}-{self.made}"
        body = tuple(self.make_paragraph(language) for _ in range(number))
        at = START + timedelta(hours=self.chance.uniform(0, 24 * 40))
        return Text(id_, id_, "original", language, self.make_sentence(language)[:-1], body, at)

    def make_paragraph(self, language: str) -> str:
        """Make two or three sentences."""
        return " ".join(self.make_sentence(language) for _ in range(self.chance.randint(2, 3)))

    def make_sentence(self, language: str) -> str:
        """Make a sentence of 9 to 20 words, in some of which a name or a number stands."""
        known = _WORDS[language].split()
        words = [
            known[int(len(known) * self.chance.random() ** 1.3)] for _ in range(self.chance.randint(9, 20))
        ]
        if self.chance.random() < 0.5:
            words.insert(self.chance.randint(1, 5), str(self.chance.randint(2, 9800)))
        if self.chance.random() < 0.4:
            words.insert(self.chance.randint(2, 6), self.chance.choice(_NAMES[language]))
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def copy_text(self, original: Text, kind: str) -> Text:
        """Make a copy of a kind, published some hours after."""
        self.made += 1
        copy = _COPIES[kind](self, original)
        at = original.published_at + timedelta(hours=self.chance.uniform(0.2, 60))
        return replace(copy, id=f"s{self.seed}-{self.made}", kind=kind, published_at=at)

    def quote_text(self, original: Text, *, whole: bool) -> Text:
        """Make a later text of its own that carries two paragraphs of another, or all of it."""
        own = self.make_original(1)
        taken = original.paragraphs if whole else original.paragraphs[1:3]
        before = [self.make_paragraph(original.language) for _ in range(self.chance.randint(3, 6))]
        after = [self.make_paragraph(original.language) for _ in range(self.chance.randint(3, 7))]
        return replace(
            own,
            kind="quotes",
            language=original.language,
            paragraphs=(*before, *taken, *after),
            published_at=original.published_at + timedelta(days=self.chance.uniform(1, 6)),
            quotes=(original.group,),
        )


def _cut(maker: Maker, text: Text, share: float) -> Text:
    """Take sentences off the end, or some out of the middle."""
    sentences = [s for p in text.paragraphs for s in p.replace(". ", ".\n").split("\n")]
    keep = max(2, round(len(sentences) * (1 - share)))
    if maker.chance.random() < 0.7:
        return replace(text, paragraphs=tuple(sentences[:keep]))
    kept = sorted(maker.chance.sample(range(len(sentences)), keep))
    return replace(text, paragraphs=tuple(sentences[n] for n in kept))


def _frame(maker: Maker, text: Text) -> Text:
    """Give other credit and headline, and a paragraph of one's own before, within or after."""
    place = maker.chance.choice((0, len(text.paragraphs), len(text.paragraphs) // 2))
    own = maker.make_paragraph(text.language)
    body = (*text.paragraphs[:place], own, *text.paragraphs[place:])
    return _credit(maker, replace(text, paragraphs=body))


def _credit(maker: Maker, text: Text) -> Text:
    name = maker.chance.choice(_NAMES[text.language])
    day = f"{maker.chance.randint(1, 28)}.03"
    body = (f"{name}, {day}. {text.paragraphs[0]}", *text.paragraphs[1:])
    return replace(text, title=maker.make_sentence(text.language)[:-1], paragraphs=body)


def _change(maker: Maker, text: Text, share: float) -> Text:
    """Put other words in place of a share of them; names and numbers stay."""
    known = _WORDS[text.language].split()

    def change_word(word: str) -> str:
        if word[0].isupper() or word[0].isdigit() or maker.chance.random() >= share:
            return word
        return maker.chance.choice(known) + ("." if word.endswith(".") else "")

    body = tuple(" ".join(change_word(w) for w in p.split()) for p in text.paragraphs)
    return replace(text, paragraphs=body)


def _strip(text: Text) -> Text:
    def bare(part: str) -> str:
        letters = part.translate(str.maketrans("əƏıİđĐ", "eEiIdD"))
        return "".join(c for c in unicodedata.normalize("NFD", letters) if not unicodedata.combining(c))

    return replace(text, title=bare(text.title), paragraphs=tuple(map(bare, text.paragraphs)))


def _normalize(text: Text, form: str) -> Text:
    body = tuple(unicodedata.normalize(form, p) for p in text.paragraphs)  # type: ignore[arg-type]
    return replace(text, paragraphs=body)


_COPIES: Mapping[str, Callable[[Maker, Text], Text]] = {
    "word for word": lambda _, text: text,
    "other headline and credit": _credit,
    "a paragraph added": lambda maker, text: replace(
        text, paragraphs=(*text.paragraphs, maker.make_paragraph(text.language))
    ),
    "cut by 10 %": lambda maker, text: _cut(maker, text, 0.1),
    "cut by 25 %": lambda maker, text: _cut(maker, text, 0.25),
    "cut by 40 %": lambda maker, text: _cut(maker, text, 0.4),
    "a quarter cut, framed": lambda maker, text: _frame(maker, _cut(maker, text, 0.25)),
    "10 % of the words changed": lambda maker, text: _change(maker, text, 0.1),
    "20 % of the words changed": lambda maker, text: _change(maker, text, 0.2),
    "without diacritics": lambda _, text: _strip(text),
    "decomposed": lambda _, text: _normalize(text, "NFD"),
    "compatible and decomposed": lambda _, text: _normalize(text, "NFKD"),
}
KINDS = tuple(_COPIES)


def make_texts(seed: int, groups: int) -> Iterator[Text]:
    """Make groups of an original and up to four copies, some quoted later."""
    maker = Maker(seed)
    for number in range(groups):
        original = maker.make_original()
        yield original
        first = number * 3 % len(KINDS)
        for kind in (KINDS * 2)[first : first + maker.chance.randint(0, 4)]:
            yield maker.copy_text(original, kind)
        if number % 9 == 0:
            yield maker.quote_text(original, whole=False)
        if number % 25 == 1:
            yield maker.quote_text(replace(original, paragraphs=original.paragraphs[:2]), whole=True)


def make_lookalikes(seed: int, wanted: int) -> Iterator[tuple[Text, Text]]:
    """Make pairs that are no copies: a daily column, a template, one title, a common tail or head."""
    maker = Maker(seed)
    for number in range(wanted):
        one = maker.make_original(maker.chance.randint(2, 7))
        while not _has_parts(one):
            one = maker.make_original(maker.chance.randint(2, 7))
        yield one, _LOOKALIKES[number % len(_LOOKALIKES)](maker, one)


def _has_parts(text: Text) -> bool:
    """Whether a text has numbers to fill anew, and no part that is most of it."""
    numbers = sum(word[0].isdigit() for word in text.text.split())
    longest = max(len(paragraph.split()) for paragraph in text.paragraphs)
    return numbers >= LEAST_NUMBERS and longest <= MOST_SHARED * len(text.text.split())


def _fill_anew(maker: Maker, text: Text, *, names: bool) -> Text:
    """Keep the words and put other numbers, and other names, in their places."""
    known = _NAMES[text.language]

    def fill_word(word: str) -> str:
        return str(maker.chance.randint(2, 9800)) if word[0].isdigit() else word

    body = []
    for paragraph in text.paragraphs:
        filled = " ".join(map(fill_word, paragraph.split()))
        for name in known if names else ():
            filled = filled.replace(name, "@" + str(known.index(name)))
        for number, _ in enumerate(known if names else ()):
            filled = filled.replace(f"@{number}", known[(number + 1 + len(text.id)) % len(known)])
        body.append(filled)
    return replace(text, id=f"{text.id}-x", group=f"{text.id}-x", paragraphs=tuple(body))


def _share_part(maker: Maker, text: Text, *, tail: bool) -> Text:
    """Put a text of its own beside the last or the first paragraph of another."""
    own = [maker.make_paragraph(text.language) for _ in (*text.paragraphs, "")]
    body = (*own, text.paragraphs[-1]) if tail else (text.paragraphs[0], *own)
    return replace(text, id=f"{text.id}-x", group=f"{text.id}-x", paragraphs=tuple(body))


def _share_title(maker: Maker, text: Text) -> Text:
    body = tuple(maker.make_paragraph(text.language) for _ in text.paragraphs)
    return replace(text, id=f"{text.id}-x", group=f"{text.id}-x", paragraphs=body)


_LOOKALIKES: Sequence[Callable[[Maker, Text], Text]] = (
    lambda maker, text: _fill_anew(maker, text, names=False),
    lambda maker, text: _fill_anew(maker, text, names=True),
    lambda maker, text: _share_part(maker, text, tail=True),
    lambda maker, text: _share_part(maker, text, tail=False),
    _share_title,
)
