"""The endings of Azerbaijani nouns: what must meet, what must not, and what other languages keep."""

from __future__ import annotations

from itertools import combinations

import pytest

from pipeline.store.client import Store
from pipeline.store.schema.azerbaijani import list_inflected_forms

MEET = """
səfər səfəri səfərin səfərə səfərdə səfərdən səfərlər səfərləri səfərlərinin səfərində səfərinin
nazir naziri nazirin nazirə nazirlər nazirləri nazirlərin nazirinin nazirindən
nazirlik nazirliyi nazirliyin nazirliyinin nazirliklər nazirlikdə
ölkə ölkəsi ölkəni ölkədə ölkədən ölkələr ölkələri ölkələrin ölkəmiz ölkəmizin ölkəyə ölkəsində
əlaqə əlaqələr əlaqələri əlaqələrinin əlaqəsi əlaqələrdə
ticarət ticarəti ticarətin ticarətdə
müqavilə müqaviləsi müqavilənin müqavilələr müqaviləyə
liman limanı limanın limanda limandan limanlar limanları limanında
əməkdaşlıq əməkdaşlığı əməkdaşlığın əməkdaşlığa əməkdaşlıqda
azadlıq azadlığı azadlığa azadlıqdan
görüş görüşü görüşün görüşdə görüşlər görüşlərin görüşündə
səfir səfiri səfirin səfirlər səfirləri
şirkət şirkəti şirkətin şirkətlər şirkətləri şirkətinin şirkətlərinin
razılaşma razılaşması razılaşmanı razılaşmalar razılaşmanın
neft nefti neftin neftə neftdən
bank bankı bankın banklar banklarda bankda
qaz qazı qazın
kitabxana kitabxanası kitabxanada kitabxananın kitabxanalar
layihə layihəsi layihəni layihələr layihəyə layihələrin
məclis məclisi məclisin məclisdə
film filmi filmin
yol yolu yolun yollar
universitet universiteti universitetin universitetlər
tələbə tələbələr tələbələri tələbələrin tələbəsi
dövlət dövləti dövlətin dövlətlər dövlətləri
hökumət hökuməti hökumətin hökumətlərinin
dəniz dənizi dənizdə dənizin
şəhər şəhəri şəhərin şəhərində şəhərlər
komissiya komissiyası komissiyanın
enerji enerjisi enerjinin enerjiyə
təhsil təhsili təhsilin
port portu portun portlar
məhsul məhsulu məhsullar məhsulların
iclas iclası iclasda iclasın
sənəd sənədi sənədlər sənədləri
danışıq danışıqlar danışıqları danışıqların
vətəndaş vətəndaşı vətəndaşlar vətəndaşları
insan insanlar insanın insanları
qadın qadınlar qadının
investisiya investisiyası investisiyalar
turist turisti turistin turistlər
sərgi sərgisi sərgidə sərgilər
çörək çörəyi çörəyin çörəklər
COP29 COP29-da COP29-un
"""
APART = """
gənc|gün qız|qızıl yaz|yazar bal|balıq baş|başqa su|sual gül|gülüş söz|sözçü iş|işğal göz|gözəl ev|evli
əl|əla şam|şampan səfər|səfir nazir|nəzər ölkə|ölüm dövlət|dövran şəhər|şəkər görüş|görmə tələb|tələbə
ticarət|tacir neft|nefrit qaz|qazax bank|banan liman|limon əlaqə|əlavə sənəd|sənaye müqavilə|müqayisə
layihə|layiq təhsil|təhlil şirkət|şirin hökumət|hökm məhsul|məşhur iclas|icra danışıq|danimarka
vətən|vəzn insan|insult sərgi|sərhəd dəniz|dənə universitet|universal turist|turnir film|filter
komissiya|kommersiya enerji|enli port|portret yol|yolçu çay|çaydan qadın|qadağa azad|azar əmək|əməl
train|tray certain|certify dollar|doll agenda|agency panda|pan similar|simile garden|gardener
begin|beg cousin|couscous sudan|sud linda|lin jordan|jord minister|ministry banana|bananas- china|chin
pasta|past drama|dram menu|men visa|vis santa|sant data|dat villa|vill media|medi opera|oper camera|camer
thắng|thanh trường|trung nghĩa|nghị quốc|quan chính|chị lan|lành đoàn|đôi hàng|hành
визит|виза нефть|нефрит порт|портрет посол|послать банк|банка рис|риск страна|сторона
"""
ROWS = [line.split() for line in MEET.strip().splitlines()]
PAIRS = [tuple(pair.rstrip("-").split("|")) for pair in APART.split()]


def stem(store: Store, words: list[str]) -> dict[str, str]:
    tokens = store.analyze_text("articles", "stemmed", " zzz ".join(words))
    stems = " ".join(token["token"] for token in tokens).split(" zzz ")
    assert len(stems) == len(words)
    return dict(zip(words, stems, strict=True))


@pytest.fixture(scope="module")
def stems(store: Store) -> dict[str, str]:
    return stem(store, sorted({word for row in [*ROWS, *PAIRS] for word in row}))


def test_forms_of_a_noun_meet(stems: dict[str, str]) -> None:
    apart = [(a, b) for row in ROWS for a, b in combinations(row, 2) if stems[a] != stems[b]]
    assert apart == []
    assert sum(len(row) * (len(row) - 1) // 2 for row in ROWS) > 400


def test_other_words_stay_apart(stems: dict[str, str]) -> None:
    """What meets nevertheless: English and Russian stemming, and two with an ending that is none."""
    met = {pair for pair in PAIRS if stems[pair[0]] == stems[pair[1]]}
    stemmed = {("banana", "bananas"), ("банк", "банка"), ("garden", "gardener")}
    assert met - stemmed == {("tələb", "tələbə"), ("çay", "çaydan")}
    assert len(PAIRS) > 80


@pytest.mark.parametrize(
    "text",
    [
        "The minister of trade opened a certain train garden in Linda on Monday with similar dancers",
        "Bộ trưởng Ngoại giao thăm chính thức và ký kết thỏa thuận hợp tác đầu tư thương mại",
        "Bo truong Ngoai giao tham chinh thuc va ky ket thoa thuan hop tac dau tu thuong mai",
    ],
)
def test_words_of_other_languages_keep_their_endings(text: str, store: Store) -> None:
    filters = ["lowercase", "asciifolding", {"type": "stemmer", "language": "light_english"}]
    letters = [{"type": "mapping", "mappings": ["đ=>d"]}]
    analyze = store.client.indices.analyze
    plain = analyze(tokenizer="standard", filter=filters, char_filter=letters, text=text)
    ours = store.analyze_text("articles", "stemmed", text)
    assert [token["token"] for token in ours] == [token["token"] for token in plain["tokens"]]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("şirkəti", "şirkəti şirkətinin şirkətini şirkətinə şirkətində şirkətindən şirkətindəki şirkətidir"),
        ("bank", "bank bankın bankı banka bankda bankdan bankdakı bankdır"),
        ("fondu", "fondu fondunun fondunu fonduna fondunda fondundan fondundakı fondudur"),
        ("ксз", "ксз"),
    ],
)
def test_a_noun_is_inflected_in_harmony_with_its_last_vowel(word: str, forms: str) -> None:
    assert list_inflected_forms(word) == forms.split()
