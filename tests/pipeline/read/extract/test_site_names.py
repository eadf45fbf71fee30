"""The site's name and sections go from a title where a separator sets them apart, and nothing else does."""

from __future__ import annotations

import pytest

from pipeline.read.extract.site_names import strip_site, strip_site_and_section


@pytest.mark.parametrize(
    ("title", "names", "kept"),
    [
        ("Bakıda yeni körpü – Xəzər Xəbər", ("Xəzər Xəbər",), "Bakıda yeni körpü"),
        ("Новый мост — Политика | Вестник", ("Вестник",), "Новый мост — Политика"),
        ("Sông Cửu: cầu mới | Báo Sông Cửu", ("Báo Sông Cửu",), "Sông Cửu: cầu mới"),
        ("News.example | A bridge opens", ("news.example",), "A bridge opens"),
        ("The company presents its annual report", ("Report",), "The company presents its annual report"),
        ("Profits rise - annual report", ("Report",), "Profits rise - annual report"),
        ("A bridge opens - The Wire: news from the coast", ("The Wire",), "A bridge opens"),
        ("Baku – Hanoi flights begin", ("Morning Post",), "Baku – Hanoi flights begin"),
        ("Bridge opens - Vestnik", ("vestnik.example",), "Bridge opens"),
        ("Bridge opens ㅣ 아침신문", ("아침신문",), "Bridge opens"),
        ("Post: a bridge opens | Sea", ("post.example",), "Post: a bridge opens | Sea"),
    ],
)
def test_only_the_sites_name_is_taken_off(title: str, names: tuple[str, ...], kept: str) -> None:
    assert strip_site(title, names) == kept


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Yeni körpü açıldı-İqtisadiyyat | Xəzər Xəbər", "Yeni körpü açıldı"),
        ("Открыт новый мост — Политика | Xəzər Xəbər", "Открыт новый мост — Политика"),
        ("Yeni körpü açıldı - 24 Noyabr 2026 - Xəzər Xəbər", "Yeni körpü açıldı"),
        ("Открыт новый мост - 24.11.2026 | Xəzər Xəbər", "Открыт новый мост"),
        ("Büdcə - 24 Noyabr 2026", "Büdcə - 24 Noyabr 2026"),
        ("Ticarət: Vyetnam-Azərbaycan", "Ticarət: Vyetnam-Azərbaycan"),
        ("Ticarət: Vyetnam-Azərbaycan | Xəzər Xəbər", "Ticarət: Vyetnam-Azərbaycan"),
    ],
)
def test_a_section_goes_where_the_sites_name_stood_behind_it(title: str, kept: str) -> None:
    assert strip_site_and_section(title, ("Xəzər Xəbər",), ("İqtisadiyyat", "")) == kept
