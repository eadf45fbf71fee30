"""Who is at home in a text's language is not named by country: pages name it around the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.config.topic import Topic
from pipeline.model.items import Article
from pipeline.read.judge import judge_article


@pytest.mark.parametrize(
    ("grade", "title", "text"),
    [
        (
            3,
            "Chủ tịch nước gửi điện mừng Tổng thống Azerbaijan",
            "Nhân dịp Quốc khánh, Chủ tịch nước đã gửi điện mừng Tổng thống Azerbaijan Ilham Aliyev.",
        ),
        (
            3,
            "Tặng sách cho thư viện Baku",
            "Nhà xuất bản Kim Đồng tặng thư viện thiếu nhi Baku, Azerbaijan 500 cuốn sách.",
        ),
        (
            3,
            "Nghệ sĩ Nhà hát Tuổi trẻ lưu diễn ở Baku",
            "Hai mươi nghệ sĩ Nhà hát Tuổi trẻ lên đường sang Baku lưu diễn theo lời mời của Bộ Văn hóa"
            " Azerbaijan.",
        ),
        (0, "Động đất ở Azerbaijan", "Động đất xảy ra đêm qua. Bảo tàng Thảm ở Baku, Azerbaijan đóng cửa."),
        (
            0,
            "Azerbaijan bầu cử",
            "Tổng thống Ilham Aliyev gặp Chủ tịch Quốc hội Sahiba Gafarova ở Baku, thủ đô Azerbaijan.",
        ),
    ],
)
def test_who_is_at_home_needs_no_country(
    grade: int, title: str, text: str, topic: Topic, article: Callable[..., Article]
) -> None:
    assert judge_article(article(title, text, language="vi"), topic).grade == grade
