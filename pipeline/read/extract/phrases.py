"""What notices, walls and error pages say in four languages; all is looked for in folded text."""

from __future__ import annotations

import re


def _compile_phrases(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


CONSENT = _compile_phrases(
    r"\bcookies?\b",
    r"we value your privacy|your consent|privacy (?:policy|preferences|settings)|\bgdpr\b",
    r"mexfilik|\bkuki|cerez",
    r"quyen rieng tu",
    r"файл\w* cookie|\bкуки\b|конфиденциальност|персональных данных",
)
CHALLENGE = _compile_phrases(
    r"just a moment|checking your browser|verify (?:that )?you are (?:a )?human|enable javascript and"
    r" cookies",
    r"access denied|captcha|attention required|are you a robot|ddos protection",
    r"robot deyilsiniz|brauzeriniz yoxlanilir",
    r"ban khong phai la (?:robot|nguoi may)|xac minh ban la",
    r"подтвердите, что вы не робот|доступ ограничен|проверка браузера",
)
PAYWALL = _compile_phrases(
    r"subscribe (?:now )?to (?:continue|read)|to continue reading|already a subscriber|subscribers? only",
    r"sign in to read|to read the (?:full|whole|rest of this) (?:article|story)",
    r"to unlock this (?:article|story)|rest of (?:this|the) (?:article|story) is for subscribers",
    r"davamini oxumaq ucun|abune ol(?:un|maq)|tam metni oxumaq ucun",
    r"(?:davami|tam metni?) (?:yalniz )?abune\w+ ucun",
    r"dang ky(?: (?:goi|tai khoan|thanh vien|thue bao)(?: \w+)?)? de doc|danh cho thue bao|de doc tiep",
    r"de doc (?:tron|toan|het) (?:bo |van )?bai",
    r"оформите подписку|только для подписчиков|чтобы читать дальше|продолжение доступно|войдите, чтобы"
    r" прочитать",
    r"чтобы прочитать (?:статью|материал)|(?:статья|материал|текст) доступ\w+ (?:только )?по подписке",
)
INVITATION = _compile_phrases(
    r"\bsign up (?:here|now|today)|(?:keep|stay) in touch with us",
    r"(?:sign up|subscri\w+|register) .{0,80}newsletter|newsletters? here",
    r"subscribe to (?:our|us)\b",
    r"\b(?:follow|join|like) us on\b|please subscribe",
    r"\bfollow .{3,80} on (?:facebook|twitter|x|instagram|telegram|whatsapp|youtube|tiktok)\b",
    r"opens (?:in )?(?:a )?new (?:tab|window)\W{0,3}$",
    r"download (?:our|the) app|\b(?:in|to) your inbox",
    r"abune ol(?:un|maq)|bizi .{0,40}izleyin|kanalimiza",
    r"theo doi (?:chung toi|bao|kenh|fanpage)|dang ky (?:nhan tin|theo doi|kenh)",
    r"moi (?:quy vi|(?:quy )?(?:doc|khan|thinh) gia|ban doc|cac ban)(?: va cac ban)?"
    r" (?:nghe|xem|doc|theo doi|don|vao)",
    r"(?:читайте|смотрите|слушайте) (?:нас\b|.{2,60} в (?:telegram|телеграм|дзен|max\b|vk\b|whatsapp))",
    r"подпис(?:ывайтесь|аться) на|наш\w* (?:telegram|телеграм)|следите за (?:нами|нашими|новостями)",
)
# What nobody says but a page to its readers.
COMMAND = _compile_phrases(
    r"\b(?:click|tap) here to (?:subscribe|sign up|join|register|support|donate)\b",
    r"abune olmaq ucun .{0,20}(?:klikleyin|basin|kecid edin)",
    r"(?:bam|nhan|nhap)(?: chuot)? vao day de (?:dang ky|theo doi|ung ho)",
    r"чтобы подписаться,? (?:нажмите|кликните|перейдите)",
    r"(?:нажмите|кликните) (?:здесь|сюда),? чтобы подписаться",
    r"please enable javascript|(?:включите|нужен|требуется) (?:поддержку )?javascript",
    r"javascript-i (?:aktiv|ise)",
    r"vui long bat javascript|trinh duyet (?:cua ban |nay )?khong ho tro",
    r"\bnot (?:necessarily )?(?:reflect|represent) .{0,60}\b(?:editor|publisher|newsroom|of this site)",
    r"redaksiya.{0,50} (?:ust-uste dusme|eks etdirm)",
    r"khong phan anh .{0,40}(?:ban bien tap|toa soan)",
    r"редакци.{0,50} не (?:обязательно )?(?:совпада|отража)",
    r"не (?:обязательно )?(?:совпада|отража).{0,50} редакци",
    # To whom finds a mistake.
    r"\bctrl ?\+ ?enter\b|\b(?:spotted|found|noticed|seen) (?:an? )?(?:error|mistake|typo)\w{0,3} ?\?",
    r"(?:нашли|заметили|увидели) (?:\w+ )?(?:ошибку|опечатку|неточность) ?\?",
    r"\bsehv\w* .{0,30}\b(?:secib|secin|qeyd edin|bize bildirin)",
    r"(?:phat hien|tim thay) (?:loi|sai sot)\b.{0,40}\b(?:boi den|bao cho|gui cho)",
    # Which machine wrote it.
    r"^(?:this|the) (?:article|story|summary|transcript|translation|text|content) (?:was|is|has been)"
    r" (?:\w+ )?(?:generated|produced|created|summari[sz]ed|translated|transcribed) (?:\w+ )?"
    r"(?:automatically|(?:by|with|using) (?:an? )?(?:ai\b|artificial|software|machine))",
    r"^(?:summari[sz]ed|translated|generated|transcribed) (?:by|with|using) (?:an? )?"
    r"(?:ai\b|artificial|software)",
    r"^(?:bu )?(?:xulase|metn|tercume|yazi)\w{0,4} (?:suni intellekt|avtomatik)",
    r"^(?:ban |bai |noi dung )?(?:tom tat|dich)(?: nay)? .{0,20}(?:boi|bang) (?:ai\b|tri tue nhan tao)",
    r"^(?:\w+ )?(?:текст|перевод|пересказ|расшифровка) (?:был\w? )?"
    r"(?:сгенерирован|создан|подготовлен|сделан)\w{0,2} (?:(?:с|при) помощью )?"
    r"(?:ии\b|искусственн|нейросет|автоматически)",
)
ADVERTISEMENT = _compile_phrases(
    r"(?:advertisement|sponsored|реклама|reklam|quang cao)"
    r"(?:\W{1,3}(?:scroll|(?:story |article )?continues?|прокрутите|davam|cuon|tiep tuc).{0,40})?",
)
NOTHING_THERE = _compile_phrases(
    r"^(?:error |loi |xeta |ошибка )?404$|\b404(?:[ :|–-]+)(?:not"
    r" found|error|page|sehife|trang|страница)|(?:error|loi|xeta|ошибка) 404\b",
    r"page (?:was )?not found|page (?:you .{0,40})?(?:does not|doesn't|no longer) exist|article (?:was )?not"
    r" found",
    r"server error in '|internal server error|service (?:temporarily )?unavailable|establishing a database",
    r"sehife tapilmadi|sehife movcud deyil|xeber tapilmadi",
    r"khong tim thay trang|trang (?:ban )?(?:tim |yeu cau )?khong ton tai|bai viet khong ton tai",
    r"страница не найдена|страницы не существует|такой страницы нет|материал удален",
)
# What stands in place of an article that was taken back, at the beginning and as a whole sentence.
WITHDRAWN = _compile_phrases(
    r"(?:sorry\W{1,3})?(?:this|the) (?:article|story|page|post|content) (?:has been|was|is) "
    r"(?:removed|deleted|withdrawn|unpublished|no longer available)(?: from (?:the|this|our) (?:web ?)?site)?"
    r"(?: (?:by|at the request of) (?:its|the|our) \w+)?(?:\.|$)",
    r"(?:bu )?(?:xeber|material|meqale|yazi|sehife) (?:artiq )?(?:silinib|legv edilib|geri goturulub|"
    r"movcud deyil|saytdan (?:cixarilib|silinib))(?:\.|$)",
    r"(?:bai viet|tin bai|noi dung|trang)(?: nay)? (?:da (?:bi )?(?:xoa|go)(?: bo)?|khong (?:con|ton tai))"
    r"(?: \w+){0,5}(?:\.|$)",
    r"(?:(?:этот|эта|данный|данная) )?(?:материал|статья|новость|публикация|страница|запись) "
    r"(?:был[аи]? )?(?:удален|снят|отозван)а?(?: с публикации| с сайта| автором| редакцией)?(?:\.|$)",
    r"(?:элемент|раздел|материал|статья|новость|запись) не найден[ао]?(?:\.|$)",
)
# Headings of what stands below an article, as a whole.
COMMENTS = _compile_phrases(
    r"(?:(?:readers?\W?s?|user|your|all|latest|total|post a|leave a|write a) )?comments?",
    r"comments (?:from|by) (?:our )?readers|discuss|(?:join the )?discussion",
    r"(?:leave a )?reply",
    r"(?:butun |oxucu )?(?:serh|reyl?)(?:ler)?",
    r"(?:(?:viet|gui|tong so|cac) )?(?:y kien|binh luan|phan hoi)(?: ban doc| cua ban)?",
    r"(?:(?:ваши|все|всего|последние|добавить|оставить) )?комментари[ийевя]{1,2}",
    r"комментарии (?:читателей|пользователей)|обсуждение",
)
OTHERS = _compile_phrases(
    r"(?:read|see) (?:also|more|next)|more (?:news|stories|articles|from .{2,40})|recommended(?: for you)?",
    r"(?:related|other|latest|similar|popular|most read|top) (?:news|stories|articles|posts)",
    r"you (?:may|might) (?:also )?like",
    r"(?:hemcinin|bunu da) oxuyun|(?:diger|son|oxsar|elaqeli|basqa) (?:xeber|yazi|meqale)l[ae]ri?",
    r"(?:en )?cox oxunanlar|mezu uzre",
    r"(?:xem|doc) them|(?:cac )?(?:tin|bai|tin tuc|bai viet) (?:khac|lien quan|moi(?: nhat)?|doc nhieu)",
    r"(?:tin |bai )?cung (?:chuyen )?muc|co the ban quan tam",
    r"(?:читайте|смотрите) также|(?:другие|последние|похожие|популярные) (?:новости|материалы|статьи)",
    r"(?:(?:еще|материалы) )?по теме|рекомендуем|самое (?:читаемое|популярное)",
)
COOKIE_SCRIPT = re.compile(r"document\.cookie|location\.(?:reload|href|replace)")
