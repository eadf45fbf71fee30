"""Every name of the topic, in every form that the judge knows, is one term to index, search and watch."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product
from typing import Any

import pytest

from pipeline.config.settings import ROOT, Settings
from pipeline.config.topic import NameForm, Topic, list_name_forms, load_topic
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.search import search_stories
from pipeline.store.articles.search_query import build_query, split_search
from pipeline.store.articles.watch_queries import Asked, match_watches
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.store.schema import mappings, templates
from pipeline.store.schema.azerbaijani import list_inflected_forms
from pipeline.text.clean import fold_text

BETWEEN = "zzz"
AT_ONCE = 300
MOST = 60
"""Spellings of one form that are tried: the cases of a first name and those of a last name in all pairs."""


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load_topic(ROOT / "config" / "topic.yml")


@pytest.fixture(scope="module")
def forms(topic: Topic) -> list[NameForm]:
    return list_name_forms(topic)


@pytest.fixture(scope="module")
def store(chosen: Settings, forms: list[NameForm]) -> Iterator[Store]:
    """Return indices that know the names of the project's own topic."""
    door = connect_store(chosen.model_copy(update={"index_prefix": f"azvn-test-{secrets.token_hex(4)}-"}))
    kinds = {"articles": mappings.ARTICLES, "refused": mappings.KINDS["refused"]}
    with pytest.MonkeyPatch.context() as patch:
        # Making an index takes time.
        patch.setattr(templates, "KINDS", kinds)
        templates.provision_indices(door, forms)
        yield door
        templates.remove_indices(door)
    door.client.close()


def spell(form: NameForm) -> set[str]:
    """Give the spellings of a form as people type them: in small letters, capitals, without diacritics."""
    words = [
        list_inflected_forms(some[0]) if is_open and some[0].isascii() else some
        for some, is_open in zip(form.words, form.open, strict=True)
    ]
    if any(form.open[:-1]):
        words = [some[:1] for some in words]
    plain = {" ".join(text) for text in list(product(*words))[:MOST]} | {form.written}
    typed = plain | {text.title() for text in plain}
    if not form.exact:
        typed |= {fold_text(text) for text in plain if not form.literal or fold_text(text).isascii()}
        typed |= {text.upper() for text in plain if not form.literal and "i" not in text}
    return typed


def analyze(store: Store, analyzer: str, texts: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Give position and term of each token of many texts, in few requests."""
    found: list[list[tuple[int, str]]] = []
    for start in range(0, len(texts), AT_ONCE):
        joined = f" {BETWEEN} ".join(texts[start : start + AT_ONCE])
        tokens = [(t["position"], t["token"]) for t in store.analyze_text("articles", analyzer, joined)]
        parts = groupby(tokens, key=lambda token: token[1] == BETWEEN)
        found += [list(part) for is_between, part in parts if not is_between]
    assert len(found) == len(texts)
    return found


def test_every_form_is_one_term_of_the_index_and_of_a_search(store: Store, forms: list[NameForm]) -> None:
    cases = [(f"@{form.stem}", text) for form in forms for text in sorted(spell(form))]
    texts = [text for _, text in cases]
    indexed, searched = analyze(store, "stemmed", texts), analyze(store, "stemmed_search", texts)
    lost = []
    for (term, text), there, asked in zip(cases, indexed, searched, strict=True):
        one = {position for position, _ in asked}
        terms = {word for _, word in there}, {word for _, word in asked}
        if len(one) != 1 or any(term not in words for words in terms):
            lost.append((term, text, there, asked))
    assert lost == []
    assert len(cases) > 5000


def get_first_spellings(forms: Iterable[NameForm]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        found[form.stem].add(form.written)
    return found


@pytest.fixture(scope="module")
def written(store: Store, forms: list[NameForm], make: Any) -> dict[str, dict[str, str]]:
    """Return the ids of articles that name each name, one for each of its forms."""
    ids: dict[str, dict[str, str]] = defaultdict(dict)
    writes = []
    for stem, texts in get_first_spellings(forms).items():
        for text in sorted(texts):
            writes.append(make.write(title="A headline", text=f"Qwx {text} qwx."))
            ids[stem][text] = writes[-1].article.id
    write_articles(store, writes)
    store.refresh("articles")
    return ids


def test_a_search_for_one_form_finds_every_other(
    store: Store, written: dict[str, dict[str, str]], forms: list[NameForm]
) -> None:
    asked = [(stem, text) for stem, texts in get_first_spellings(forms).items() for text in sorted(texts)]
    bodies = [
        {"size": 200, "_source": False, "query": build_query(split_search(store, text))} for _, text in asked
    ]
    found = store.search_many("articles", bodies, "responses.hits.hits._id,responses.error")
    lost = []
    for (stem, text), answer in zip(asked, found, strict=True):
        hits = {hit["_id"] for hit in answer.get("hits", {}).get("hits", ())}
        lost += [(text, other) for other, id_ in written[stem].items() if id_ not in hits]
    assert lost == []


@pytest.mark.parametrize("form_of_query", ["{}", '"{}"', "title:nothing OR text:({})"])
def test_a_watch_for_one_form_finds_every_other(
    form_of_query: str, store: Store, written: dict[str, dict[str, str]], forms: list[NameForm]
) -> None:
    everything = [id_ for ids in written.values() for id_ in ids.values()]
    spellings = get_first_spellings(forms).items()
    asked = [(stem, text) for stem, texts in spellings for text in sorted(texts)[:: max(1, len(texts) // 2)]]
    queries = [Asked(form_of_query.format(text.replace("-", " ")), {}, everything) for _, text in asked]
    lost = []
    for (stem, text), found in zip(asked, match_watches(store, queries), strict=True):
        assert isinstance(found, set), found
        lost += [(text, other) for other, id_ in written[stem].items() if id_ not in found]
    assert lost == []


GROUPS = (
    ("Nakhchivan", "Naxçıvan", "Naxçıvanda", "NAXÇIVAN", "Нахичевань", "Нахичевани", "Нахчыване"),
    ("Sumgait", "Sumqayıt", "Sumqayıtdan", "Сумгаит", "Сумгаите"),
    ("Karabakh", "Qarabağ", "Qarabağın", "Карабах", "Карабаха"),
    ("Shusha", "Şuşa", "Şuşanın", "Шуша", "Шуше"),
    ("Ganja", "Gəncə", "Gəncədə", "Gence", "Гянджа", "Гянджи"),
    ("Ho Chi Minh", "Hồ Chí Minh", "Хошимин", "Хошимине", "Hoşimin"),
    ("Ho Chi Minh City", "TP.HCM", "Thành phố Hồ Chí Minh", "Хошимин", "Ho Şi Min şəhərində", "Sài Gòn"),
    ("Aliev", "Aliyev", "Əliyev", "Әлиев", "Əliyevin", "Алиевым", "Eliyev"),
    ("Pham Minh Chinh", "Phạm Minh Chính", "Фам Минь Тинь", "PHẠM MINH CHÍNH"),
    ("ASEAN", "АСЕАН", "ASEAN-ın", "Hiệp hội các quốc gia Đông Nam Á"),
    ("AzerGold", "AzerGold-un", "Azərqızıl", "AZERGOLD"),
    ("Việt Nam", "Viet Nam", "Vyetnamdakı", "вьетнамских", "Vie\u0323\u0302t Nam"),
    (
        "Port of Baku",
        "Bakı Limanının",
        "Бакинским портом",
        "Бакинского международного морского торгового порта",
        "Бакинский международный морской торговый порт",
    ),
    (
        "SOFAZ",
        "Государственного нефтяного фонда Азербайджана",
        "Государственным нефтяным фондом Азербайджана",
        "Azərbaycan Dövlət Neft Fonduna",
    ),
    ("SOCAR", "SOCAR'ın", "ГНКАР", "Azərbaycan Dövlət Neft Şirkətindən", "Госнефтекомпанией Азербайджана"),
)


@pytest.mark.parametrize("group", GROUPS, ids=[group[0] for group in GROUPS])
def test_forms_in_use_find_each_other(group: tuple[str, ...], store: Store, make: Any) -> None:
    writes = [make.write(title=f"Qwx {text} qwx") for text in group]
    write_articles(store, writes)
    ids = {write.article.url for write in writes}
    for text in group:
        assert ids - {hit.article["url"] for hit in search_stories(store, text, size=500)} == set(), text


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Tô Lâm", "Tổ làm việc đã họp."),
        ("To Lam", "The road to Lam Dong province."),
        ("Ho Chi Minh City", "President Ho Chi Minh wrote a poem."),
        ("SOCAR Trading", "SOCAR drilled a well."),
    ],
)
def test_what_only_looks_like_a_name_is_not_it(query: str, text: str, store: Store, make: Any) -> None:
    write = make.write(title="Other", text=text)
    write_articles(store, [write])
    assert write.article.url not in {hit.article["url"] for hit in search_stories(store, query, size=500)}


@pytest.mark.parametrize(
    "phrase",
    [
        "Cộng sản Việt Nam",
        "Đảng Cộng sản Việt Nam lãnh đạo",
        "đại biểu Tô Lâm",
        "To Lam lãnh đạo",
        "Oil Company",
    ],
)
def test_words_beside_and_inside_a_name_are_found_as_phrases(phrase: str, store: Store, make: Any) -> None:
    text = "Đảng Cộng sản Việt Nam lãnh đạo; đại biểu Tô Lâm lãnh đạo; State Oil Company of Azerbaijan."
    write = make.write(title="Phrases", text=text)
    write_articles(store, [write])
    store.refresh("articles")
    assert match_watches(store, [Asked(f'"{phrase}"', {}, [write.article.id])]) == [{write.article.id}]
