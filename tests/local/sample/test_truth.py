"""The sample's articles: enough of every kind, in four languages, invented, and each with its truth."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from local.sample.reprints import split_paragraphs
from local.sample.truth import HERE, SEEDS, SampleArticle, load_sample_sources, load_truth
from pipeline.config.files import read_yaml
from pipeline.model.outcomes import GRADE_OUTCOMES, Outcome

ARTICLES = load_truth()
BY_ID = {a.id: a for a in ARTICLES}
ENTRIES = [e for p in sorted((HERE / "articles").glob("*.yml")) for e in read_yaml(p)]
NAMESPACES = {
    "schema.org",
    "www.w3.org",
    "purl.org",
    "www.sitemaps.org",
    "www.google.com",
    "jsonfeed.org",
    "ogp.me",
}
ADDRESS = re.compile(r"https?://([^/\s\"'<>{}\\]+)")


def ids(article: SampleArticle) -> str:
    return article.id


def originals(*grades: int) -> list[SampleArticle]:
    return [a for a in ARTICLES if a.grade in grades and not a.copy_of]


def test_there_are_enough_articles_of_every_kind() -> None:
    assert len(ARTICLES) >= 66
    assert len(originals(3, 2)) >= 22
    assert len([a for a in ARTICLES if a.grade == 2]) >= 3
    assert 3 <= len([a for a in ARTICLES if a.grade == 1]) <= 6
    assert len({a.trap for a in ARTICLES if a.trap}) >= 15
    assert len([a for a in ARTICLES if a.grade == 0 and not a.trap and not a.outcome]) >= 25
    assert len([a for a in ARTICLES if a.copy_of]) >= 8


def test_four_languages_carry_the_relation_and_the_background() -> None:
    on_topic = Counter(a.expect.language for a in ARTICLES if a.grade >= 2)
    others = Counter(a.expect.language for a in ARTICLES if a.grade == 0)
    assert set(on_topic) == set(others) == {"en", "az", "vi", "ru"}
    assert min(on_topic.values()) >= 6
    assert min(others.values()) >= 8


def test_every_article_of_the_relation_has_the_length_of_a_real_one() -> None:
    long = [len(a.text.split()) for a in originals(3, 2) if not a.outcome and a.page != "teaser"]
    assert min(long) >= 80
    assert sum(n >= 110 for n in long) >= 0.8 * len(long)
    assert max(long) <= 600


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e["id"])
def test_each_article_says_what_is_true(entry: dict[str, object]) -> None:
    assert set(entry["expect"]) >= {"grade", "outcome"}  # type: ignore[call-overload]
    article = BY_ID[str(entry["id"])]
    assert article.expect.outcome in {str(o) for o in Outcome}
    assert article.expect.headline == article.title
    assert article.expect.language in load_sample_sources()[article.source].languages
    assert article.outcome or article.expect.outcome == GRADE_OUTCOMES[article.grade]


@pytest.mark.parametrize("article", ARTICLES, ids=ids)
def test_texts_are_clean(article: SampleArticle) -> None:
    whole = f"{article.title}\n{article.summary}\n{article.text}"
    assert unicodedata.is_normalized("NFC", whole)
    assert not re.search(r"[{}\[\]]", whole), "every place holder was filled"
    assert not re.search(r"\b(202[0-5]|2027)-\d\d-\d\d\b", article.text) or article.copy_of


@pytest.mark.parametrize(
    ("language", "letters"),
    [("az", "əığşçöüİ"), ("vi", "ệốưđăạảờ"), ("ru", "ыйщюяэ")],
)
def test_every_text_uses_the_letters_of_its_language(language: str, letters: str) -> None:
    for article in (a for a in ARTICLES if a.expect.language == language and not a.outcome):
        assert any(letter in article.text for letter in letters), article.id
    together = "".join(a.text for a in ARTICLES if a.expect.language == language)
    assert set(letters) <= set(together)


def test_ids_are_unique_and_names_lead_somewhere() -> None:
    assert len(BY_ID) == len(ARTICLES)
    seeds = {p.stem for p in SEEDS.glob("*.txt")}
    for article in ARTICLES:
        named = {*article.related, *article.hreflang.values()} | ({article.expect.quotes} - {""})
        assert named <= set(BY_ID), article.id
        assert not article.copy_of or article.copy_of in set(BY_ID) | seeds, article.id
        assert article.source in load_sample_sources()


def test_copies_have_another_headline_at_another_outlet_and_carry_the_text() -> None:
    for copy in (a for a in ARTICLES if a.copy_of in BY_ID):
        original = BY_ID[copy.copy_of]
        assert copy.title != original.title
        assert copy.source != original.source
        assert copy.published_at > original.published_at
        assert shared(copy.text, original.text) >= 0.85, copy.id


def test_some_copies_are_cut_to_half_or_three_quarters() -> None:
    lengths = [len(a.text) / len(BY_ID[a.copy_of].text) for a in ARTICLES if a.copy_of in BY_ID]
    assert any(0.4 <= n <= 0.65 for n in lengths)
    assert any(0.65 < n <= 0.85 for n in lengths)
    assert any(n > 0.95 for n in lengths)


def test_each_seed_is_reprinted_from_its_file_and_stored_once() -> None:
    for path in SEEDS.glob("*.txt"):
        reprint = next(a for a in ARTICLES if a.copy_of == path.stem)
        seed = path.read_text(encoding="utf-8")
        assert shared(reprint.text, seed) >= 0.9
        assert "date 2025" not in reprint.text
        probe = split_paragraphs(seed)[1][40:100]
        assert not any(probe in p.read_text(encoding="utf-8") for p in (HERE / "articles").glob("*.yml"))


def shared(text: str, whole: str) -> float:
    """Share of the 3-word shingles of a text that stand in another."""
    mine, theirs = shingles(text), shingles(whole)
    return len(mine & theirs) / len(mine)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return set(zip(words, words[1:], words[2:], strict=False))


def test_a_round_up_quotes_another_article_and_adds_more_than_half() -> None:
    quoting = next(a for a in ARTICLES if a.expect.quotes)
    quoted = BY_ID[quoting.expect.quotes]
    assert 0.3 <= shared(quoting.text, quoted.text) <= 0.5
    assert shared(quoted.text, quoting.text) >= 0.5


def test_one_release_appears_in_four_languages() -> None:
    translations = next(a for a in ARTICLES if len(a.hreflang) == 3)
    family = [translations, *(BY_ID[i] for i in translations.hreflang.values())]
    assert {a.expect.language for a in family} == {"en", "az", "vi", "ru"}
    assert len({len(a.paragraphs) for a in family}) == 1


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Tô Lâm"), ("en", "To Lam"), ("az", "To Lam"), ("vi", "Tô Lâm"), ("ru", "То Лам")],
)
def test_the_leader_is_named_in_every_language(language: str, name: str) -> None:
    assert any(name in a.text for a in ARTICLES if a.expect.language == language and a.grade >= 2)


def test_a_russian_article_on_the_relation_says_vietnam_and_visit_in_inflected_forms() -> None:
    assert any(
        "Вьетнама" in a.title + a.text and "визитом" in a.title + a.text for a in ARTICLES if a.grade == 3
    )


def test_there_are_the_outlets_that_were_promised() -> None:
    sources = load_sample_sources().values()
    assert len(sources) >= 9
    assert {"AZ", "VN"} < {s.country for s in sources}
    assert {"agency", "state", "independent", "trade"} <= {s.kind for s in sources}
    assert len({s.timezone for s in sources}) >= 5
    assert {f.kind for s in sources for f in s.polled} >= {
        "rss",
        "rdf",
        "atom",
        "json",
        "news-sitemap",
        "sitemap",
        "listing",
    }
    assert {s.delay for s in sources} == {0}


def test_only_example_hosts_are_named() -> None:
    files = [p for p in HERE.rglob("*") if p.suffix in {".yml", ".py", ".html"}]
    hosts = {h for p in files for h in ADDRESS.findall(p.read_text(encoding="utf-8"))} - NAMESPACES
    assert hosts
    assert all(h.endswith(".example") for h in hosts), hosts


def test_no_host_of_a_real_outlet_is_named() -> None:
    listed = (SEEDS.parent / "sources.yml").read_text(encoding="utf-8")
    real = {h.removeprefix("www.") for h in ADDRESS.findall(listed)}
    data = "".join(p.read_text(encoding="utf-8") for p in HERE.rglob("*.yml"))
    assert real
    assert not {h for h in real if re.search(rf"(?<![\w.-]){re.escape(h)}(?![\w-])", data)}


@pytest.mark.parametrize(
    "now", [datetime(2026, 11, 25, 12, tzinfo=UTC), datetime(2027, 2, 1, 0, 10, tzinfo=UTC)]
)
def test_articles_are_always_fresh(now: datetime) -> None:
    for article in load_truth(now):
        assert timedelta(0) < now - article.published_at <= timedelta(hours=48)
        local = article.published_at.astimezone(load_sample_sources()[article.source].zone)
        assert article.expect.published_on == local.date().isoformat()


def test_days_in_the_text_follow_the_start() -> None:
    early = {a.id: a for a in load_truth(datetime(2027, 2, 1, 12, tzinfo=UTC))}
    assert early["roadmap-light-crude"].text.startswith("BAKU, Azerbaijan, February 1. ")
    assert "signed a roadmap on Monday" in early["roadmap-light-crude"].text
    assert early["to-lam-qebul"].text.startswith("Bakı. 1 fevral. ")
    assert "fevralın 1-də" in early["green-corridor-az"].text
    assert early["vizit-to-lama"].text.startswith("Баку. 31 января. ")
    assert "Ngày 31/1," in early["to-lam-hoi-dam"].text
