"""Names in plain Latin letters, whatever alphabet they came in."""

from __future__ import annotations

import pytest

from pipeline.text.romanise import romanise_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Lê Văn Tâm", "Le Van Tam"),
        ("Ле Ван Там", "Le Van Tam"),
        ("Le Van Tam", "Le Van Tam"),
        ("Pərviz Şahbazov", "Parviz Shahbazov"),
        ("Фуад Мехтиев", "Fuad Mekhtiyev"),
        ("Đỗ Minh Đức", "Do Minh Duc"),
        ("İlqar Quliyev", "Ilqar Quliyev"),
        ("Джавид Халилов", "Javid Khalilov"),
    ],
)
def test_a_name_has_one_plain_spelling(name: str, plain: str) -> None:
    assert romanise_name(name.split()) == plain
