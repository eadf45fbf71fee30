"""Sentences of our own in four languages, from which the pages of the bench are put together."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

LANGUAGES = ("az", "vi", "en", "ru")

_NAMES: Mapping[str, Sequence[str]] = {
    "az": ("Rəşad Məlikov", "Günay Səfərova", "Elçin Babazadə", "Nigar Turabova", "Kamran Hüseynzadə"),
    "vi": ("Trần Quốc Vượng", "Lê Thu Hà", "Phạm Đình Khôi", "Ngô Bảo Lan", "Đặng Minh Tú"),
    "en": ("Harold Finch", "Marta Ellison", "Tom Arkwright", "Priya Raman", "Jonas Weber"),
    "ru": ("Сергей Полозов", "Анна Вересаева", "Игорь Тумаков", "Лейла Мирзаева", "Павел Дронов"),
}
_TITLES: Mapping[str, Sequence[str]] = {
    "az": (
        "Azərbaycanda {n} kilometrlik yol təmir olunur",
        "{who}: yeni məktəb sentyabrda açılacaq",
        "Bakıda {n} ağac əkiləcək",
        "Gəncədə kitab sərgisi {n} gün davam edəcək",
    ),
    "vi": (
        "Việt Nam xuất khẩu thêm {n} tấn cà phê trong quý ba",
        "{who}: mùa mưa năm nay đến sớm hơn dự báo",
        "Hà Nội trồng mới {n} cây xanh trên phố cổ",
        "Cần Thơ mở lại chợ nổi sau {n} ngày",
    ),
    "en": (
        "Council approves {n} new homes beside the canal",
        "{who} wins the mountain stage by {n} seconds",
        "Harvest falls short by {n} tonnes after a dry spring",
        "Museum reopens after {n} days of repairs",
    ),
    "ru": (
        "В Азербайджане отремонтируют {n} километров дорог",
        "{who}: новый мост откроют осенью",
        "Урожай яблок вырос на {n} тонн",
        "Библиотека получила {n} новых книг",
    ),
}
_BODY: Mapping[str, Sequence[str]] = {
    "az": (
        "Layihə çərçivəsində {n} nəfər üçün yeni iş yeri açılacaq və işlər gələn ilin yazında başa çatacaq.",
        "Bunu jurnalistlərə {who} bildirib və əlavə edib ki, sakinlərin təklifləri nəzərə alınıb.",
        "Azərbaycanın şimal rayonlarında yağıntının miqdarı orta göstəricidən {n} faiz yüksək olub.",
        "Komissiya sənədləri iyirmi gün ərzində araşdıracaq, nəticə barədə ictimaiyyətə məlumat veriləcək.",
        "Xatırladaq ki, oxşar tədbir keçən payızda da keçirilmiş, orada {n} məktəbli iştirak etmişdi.",
        (
            "Mütəxəssislər hesab edir ki, bu addım kənd təsərrüfatı məhsullarının qiymətinə müsbət təsir"
            " göstərəcək."
        ),
    ),
    "vi": (
        "Theo kế hoạch, {n} hộ dân sẽ được hỗ trợ cây giống và kỹ thuật chăm sóc trong hai năm đầu.",
        "Ông {who} cho biết thêm, các ý kiến đóng góp của người dân đã được tiếp thu đầy đủ.",
        (
            "Tại miền Trung Việt Nam, lượng mưa trong tuần qua cao hơn trung bình nhiều năm khoảng {n} phần"
            " trăm."
        ),
        "Hội đồng sẽ xem xét hồ sơ trong vòng hai mươi ngày và công bố kết quả trên cổng thông tin.",
        "Trước đó, một hoạt động tương tự đã thu hút {n} học sinh tham gia vào mùa thu năm ngoái.",
        "Các chuyên gia nhận định bước đi này sẽ giúp giá nông sản ổn định hơn trong những tháng cuối năm.",
    ),
    "en": (
        (
            "The plan sets aside money for {n} apprentices, and the first of them start work after the summer"
            " holidays."
        ),
        "{who} told reporters that the comments of residents had been read one by one before the vote.",
        "Rainfall in the northern valleys was {n} per cent above the average of the last three decades.",
        (
            "A committee will look at the papers for twenty days and publish what it finds on the town's own"
            " pages."
        ),
        "A similar event last autumn drew {n} pupils, many of whom came back this year with their parents.",
        "Growers expect prices to settle once the second road to the market is open to lorries again.",
    ),
    "ru": (
        "По плану {n} человек получат новые рабочие места, а строительство завершат весной следующего года.",
        "Об этом журналистам сообщил {who}, добавив, что предложения жителей были учтены.",
        "В северных районах Азербайджана осадков выпало на {n} процентов больше обычного.",
        "Комиссия изучит документы в течение двадцати дней и опубликует выводы на своём сайте.",
        "Напомним, прошлой осенью в похожем мероприятии приняли участие {n} школьников.",
        "Специалисты считают, что этот шаг благоприятно скажется на ценах на сельскую продукцию.",
    ),
}
_RELATION: Mapping[str, Sequence[str]] = {
    "az": (
        "Azərbaycan və Vyetnam ticarət dövriyyəsini {n} milyon dollara çatdırmaq barədə razılığa gəlib",
        "Vyetnamın səfiri Bakıda Azərbaycan iş adamları ilə görüşüb və birgə müəssisə təklif edib.",
    ),
    "vi": (
        "Việt Nam và Azerbaijan ký thỏa thuận về {n} suất học bổng dầu khí",
        "Đại sứ Azerbaijan tại Hà Nội cho biết hai nước sẽ mở đường bay thẳng trong năm tới.",
    ),
    "en": (
        "Azerbaijan and Vietnam sign a paper on {n} cargoes of crude oil",
        "The ambassador of Vietnam in Baku said that Azerbaijan was a gate to the markets of the Caspian.",
    ),
    "ru": (
        "Азербайджан и Вьетнам договорились о поставке {n} вагонов",
        "Посол Вьетнама в Баку заявил, что Азербайджан остаётся надёжным партнёром в регионе.",
    ),
}


class Prose:
    """Makes headlines and paragraphs; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def make_title(self, language: str, *, relevant: bool = False) -> str:
        """Make a headline."""
        chosen = _RELATION[language][0] if relevant else self.chance.choice(_TITLES[language])
        return self._fill_text(language, chosen)

    def make_paragraphs(self, language: str, number: int, *, relevant: bool = False) -> list[str]:
        """Make paragraphs of one to four sentences; a relevant article begins with the relation."""
        paragraphs = [self._make_paragraph(language) for _ in range(number)]
        if relevant:
            first, second = _RELATION[language]
            paragraphs[0] = self._fill_text(language, f"{first}. {second}")
            paragraphs[2] = self._fill_text(language, f"{paragraphs[2]} {second}")
        return paragraphs

    def make_name(self, language: str) -> str:
        """Make a person's name."""
        return self.chance.choice(_NAMES[language])

    def _make_paragraph(self, language: str) -> str:
        chosen = self.chance.sample(_BODY[language], self.chance.randint(1, 4))
        return " ".join(self._fill_text(language, sentence) for sentence in chosen)

    def _fill_text(self, language: str, text: str) -> str:
        number = str(self.chance.randint(11, 989))
        return text.replace("{n}", number).replace("{who}", self.make_name(language))
