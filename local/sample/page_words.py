"""The words of the pages around an article, in the four languages of the sample."""

from __future__ import annotations

from collections.abc import Mapping

COUNTRIES = ("Azerbaijan", "Vietnam", "Georgia", "Kazakhstan", "Japan", "Thailand", "Brazil", "Kenya")

WORDS: Mapping[str, Mapping[str, str]] = {
    "az": {
        "home": "Ana səhifə",
        "politics": "Siyasət",
        "economy": "İqtisadiyyat",
        "world": "Dünya",
        "cookies": "Kuki faylları haqqında: davam etməklə razılıq verirsiniz.",
        "also": "Həmçinin oxuyun",
        "advert": "Qış lastiklərinə 20% endirim",
        "comment": "Maraqlı xəbərdir, təşəkkürlər.",
        "newsletter": "Xəbərləri poçtunuza göndərək.",
    },
    "vi": {
        "home": "Trang chủ",
        "politics": "Chính trị",
        "economy": "Kinh tế",
        "world": "Thế giới",
        "cookies": "Trang này sử dụng cookie để cải thiện trải nghiệm.",
        "also": "Tin liên quan",
        "advert": "Ưu đãi căn hộ ven sông",
        "comment": "Bài viết hay, cảm ơn báo.",
        "newsletter": "Nhận bản tin mỗi sáng.",
    },
    "ru": {
        "home": "Главная",
        "politics": "Политика",
        "economy": "Экономика",
        "world": "Мир",
        "cookies": "Мы используем файлы cookie на этом сайте.",
        "also": "Читайте также",
        "advert": "Окна со скидкой до конца месяца",
        "comment": "Спасибо, интересно.",
        "newsletter": "Рассылка каждое утро.",
    },
    "en": {
        "home": "Home",
        "politics": "Politics",
        "economy": "Economy",
        "world": "World",
        "cookies": "We use cookies on this site to remember your choices.",
        "also": "Read also",
        "advert": "Winter tyres, twenty percent off",
        "comment": "Great news, my cousin lives there!",
        "newsletter": "The morning letter, every day at six.",
    },
}

WALL = """<!DOCTYPE html><html><head><title>Before you continue</title></head><body>
<div class="box"><h1>We value your privacy</h1>
<p>We and our partners use cookies to store and access information on your device.
With your consent we use cookies for statistics.</p>
<p>You can change your choices at any time in our privacy policy and cookie settings.</p>
<button>Accept all cookies</button></div></body></html>"""
SOFT_404 = """<!DOCTYPE html><html><head><title>Page not found</title></head><body>
<h1>Page not found</h1>
<p>Sorry, the page does not exist any more. Try the search or go back to our home page.</p></body></html>"""
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
# Some sites run on into another article after the end of the one that was asked for.
APPENDED = """<div class="next-article"><h2>Azərbaycan və Vyetnam turizm nazirləri görüşüb</h2>
<p>Azərbaycanın və Vyetnamın turizm nazirləri birbaşa uçuşların artırılmasını müzakirə ediblər.</p></div>"""
