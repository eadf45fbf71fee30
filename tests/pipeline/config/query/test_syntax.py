"""Queries as people type them: Lucene passes, what only KQL knows is refused with the right form."""

from __future__ import annotations

import pytest

from pipeline.config.query.syntax import describe_doubt, describe_fault, explain_query_refusal
from pipeline.store.articles.watch_queries import list_fields

FIELDS = list_fields()


@pytest.mark.parametrize(
    "query",
    [
        '"To Lam" AND (SOCAR OR "dầu khí")',
        "title:(oil OR gas) AND NOT text:football",
        "relevance.grade:>=3",
        "published_at:[2026-11-01T00:00 TO now] AND language:{az TO vi}",
        "+title:Baku -title:Hanoi",
        "_exists_:people",
        "title.folded:viet* AND source.country:VN",
        r"title.\*:oil",
        "/az[eə]r.*/ OR Vietn?m~1",
        'title : "this and that or not"',
        "Оруджев AND Вьетнам",
        "a OR b OR c d",
        "a AND b AND NOT c",
        "oil AND gas NOT football",
        "+oil gas -football",
        'people : "Ilham Aliyev" AND title : (oil OR gas)^2',
        "(a OR b) AND (c OR d)",
        "((a AND b) OR (c AND d)) AND e",
        r"title:smile\:\) AND oil",
    ],
)
def test_lucene_passes(query: str) -> None:
    assert describe_fault(query, FIELDS) == ""


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SOCAR and oil", "SOCAR AND oil"),
        ('SOCAR or "oil and gas"', 'SOCAR OR "oil and gas"'),
        ("not football", "NOT football"),
        ("title:(oil Or gas)", "title:(oil OR gas)"),
        ("relevance.grade >= 3", "relevance.grade:>=3"),
        ('published_at > "2026-01-01"', 'published_at:>"2026-01-01"'),
        ("source:{ id: azertac }", "source.name:value"),
        ("title.*: oil", r"title.\*:value"),
        ("a OR b AND c", "a OR (b AND c)"),
        ("a AND b OR c", "(a AND b) OR c"),
        ("a && b || c && NOT d", "(a && b) || (c && NOT d)"),
        ('SOCAR OR "oil AND gas" AND Hanoi', 'SOCAR OR ("oil AND gas" AND Hanoi)'),
        ("title:(a OR b AND c)", "title:(a OR (b AND c))"),
        ("oil gas AND Vietnam", "oil OR (gas AND Vietnam)"),
        ("нефть OR газ AND Вьетнам", "нефть OR (газ AND Вьетнам)"),
        ("title:oil OR language:(az OR ru) AND Hà", "title:oil OR (language:(az OR ru) AND Hà)"),
        ("“oil and gas", "the quotation mark “ stands alone"),
        ("titel:oil", "did you mean title?"),
        ("source:azertac", "did you mean source.id?"),
        ("grade:3", "the index has no field grade"),
        ("https://outlet.example/a", "the index has no field https"),
    ],
)
def test_what_is_not_lucene_is_refused_with_the_right_form(query: str, hint: str) -> None:
    assert hint in describe_fault(query, FIELDS)


@pytest.mark.parametrize(
    ("query", "reason", "sentence"),
    [
        (
            "title:(oil",
            "Cannot parse 'title:(oil': Encountered \"<EOF>\" at line 1, column 10.",
            "a bracket is left open",
        ),
        (
            "published_at:[2026 TO",
            "Cannot parse 'published_at:[2026 TO': Encountered \"<EOF>\" at line 1, column 21.",
            "a range is left open: it has the form [2026-01-01 TO now]",
        ),
        (
            "oil AND",
            "Cannot parse 'oil AND': Encountered \"<EOF>\" at line 1, column 7.",
            "ends too early: something is missing after “oil AND”",
        ),
        (
            'title:"oil',
            "Cannot parse 'title:\"oil': Lexical error at line 1, column 11.  Encountered: <EOF> after prefix"
            ' "\\"oil" (in lexical state 2)',
            "a quotation mark is left open",
        ),
        (
            "oil AND OR gas",
            'Cannot parse \'oil AND OR gas\': Encountered " <OR> "OR "" at line 1, column 8.',
            "cannot be read from character 9 on: “OR gas”",
        ),
        ("/[/", "unexpected end-of-string", "a regular expression between slashes is not complete"),
        (
            "published_at:yesterday",
            "failed to parse date field [yesterday] with format [strict_date_optional_time||epoch_millis]",
            "“yesterday” is no date such as 2026-11-28 or now-7d",
        ),
        ("relevance.grade:high", 'For input string: "high"', "“high” is no number"),
        ("x", "something new", "something new"),
    ],
)
def test_what_elasticsearch_says_of_a_query_is_said_in_words(query: str, reason: str, sentence: str) -> None:
    assert explain_query_refusal(reason, query) == sentence


@pytest.mark.parametrize(
    ("query", "doubt"),
    [
        ("*gas", "*gas: a wildcard at the front"),
        ("SOCAR OR ?gas", "?gas: a wildcard at the front"),
        ("title:*qaz", "*qaz: a wildcard at the front"),
        ("*:*", "finds everything"),
        ("SOCAR OR *", "finds everything"),
        ("gas*", ""),
        (r"title.\*:oil", ""),
        ('"a *b"', ""),
        ("people:*", ""),
    ],
)
def test_what_is_seldom_meant_is_doubted(query: str, doubt: str) -> None:
    assert doubt in describe_doubt(query)
    assert bool(describe_doubt(query)) == bool(doubt)
