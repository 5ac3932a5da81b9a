"""Where an article ends on pages of many makes and languages: its last words stay, and nothing below them."""

from __future__ import annotations

import pytest

from publisher.sources import paste

ENGLISH = """The lighthouse at Corran Point

Ina Brewer
4 March 2026

The lamp at Corran Point was lit for the last time on a Tuesday, and nobody in the village had been told of it.

The keeper's daughter counted the boats from her kitchen window, as she had done for forty winters before that.

By the end of the week three skippers had asked the harbour board who would pay for the buoys from now on.

The board answered in one sentence that the matter was being looked into, and that was all it said."""
POLISH = """Most, którego nikt nie chce naprawić

Halina Wrona
4 marca 2026

Most nad Strugą zamknięto w listopadzie, a od tego dnia dzieci z Zalesia jadą do szkoły godzinę dłużej.

Sołtys napisał w tej sprawie jedenaście listów i na żaden z nich nie dostał odpowiedzi, która coś by zmieniła.

W gminie mówią, że pieniądze są, ale nikt nie wie, do kogo właściwie należy ten most od czasu reformy.

Tymczasem mieszkańcy położyli obok deski i przechodzą po nich, choć tablica tego wyraźnie zabrania."""
GREEK = """Το σχολείο με τους τρεις μαθητές

4 Μαρτίου 2026

Στο σχολείο του νησιού έμειναν φέτος τρεις μαθητές, και ο δάσκαλος έρχεται κάθε Δευτέρα με το καΐκι του γιατρού.

Οι γονείς λένε ότι κανείς δεν τους ρώτησε όταν αποφασίστηκε να κοπεί το δρομολόγιο της Παρασκευής.

Το υπουργείο απάντησε ότι εξετάζει το θέμα και ότι θα υπάρξει λύση πριν από το τέλος της άνοιξης.

Μέχρι τότε ο δάσκαλος κοιμάται στην αποθήκη, δίπλα στους χάρτες και στα παλιά θρανία του σχολείου."""
VIETNAMESE = """Con đò cuối cùng trên sông Lạch

4/3/2026

Con đò của ông Tư đã chở học sinh qua sông Lạch suốt ba mươi năm, và mùa mưa này ông sẽ nghỉ hẳn.

Người dân trong xóm nói rằng cây cầu đã được hứa từ bốn nhiệm kỳ trước nhưng chưa ai thấy bản vẽ.

Huyện trả lời rằng tiền đã có, chỉ còn chờ tỉnh ký vào tờ giấy cuối cùng trong quý tới.

Trong lúc chờ đợi, bọn trẻ vẫn ra bến từ lúc năm giờ sáng và đứng đợi trong sương."""
UKRAINIAN = """Пекарня, яка не зачинялася

4 березня 2026

Пекарня на вулиці Садовій не зачинялася жодного дня, навіть коли у всьому місті не було світла і води.

Власниця розповідає, що перші тижні вони пекли на дровах, які приносили сусіди з усього кварталу.

У міській раді обіцяли допомогти з генератором, але він приїхав лише через два місяці після того.

Тепер тут щоранку стоїть черга, і люди в ній знають одне одного на ім'я."""
INDONESIAN = """Sawah yang hilang di tepi kota

4 Maret 2026

Sawah milik Pak Darto sudah tiga musim tidak ditanami karena air dari saluran tidak pernah sampai ke sana.

Para petani mengatakan bahwa pintu air ditutup sejak perumahan baru dibangun di sebelah timur desa mereka.

Pemerintah kabupaten menjawab bahwa saluran itu akan diperbaiki sebelum musim hujan datang pada bulan November.

Sementara itu Pak Darto memelihara bebek di petak yang dulu memberi makan seluruh keluarganya."""
BENGALI = """নদীর পাড়ের শেষ স্কুল

৪ মার্চ ২০২৬

নদীর পাড়ের স্কুলটি এ বছর তৃতীয়বার সরানো হয়েছে, আর প্রতিবারই কয়েকজন ছাত্র আর ফিরে আসেনি বলে শিক্ষকেরা জানান।

গ্রামের মানুষ বলছেন, বাঁধের জন্য টাকা এসেছিল কিন্তু কাজ কখনো শুরু হয়নি এবং কেউ জানে না কেন।

জেলা প্রশাসন জানিয়েছে, বিষয়টি তদন্ত করা হচ্ছে এবং বর্ষার আগে একটি প্রতিবেদন দেওয়া হবে।

ততদিন পর্যন্ত ক্লাস চলছে একটি টিনের চালার নিচে, যেখানে বৃষ্টি হলে কিছুই শোনা যায় না।"""
URDU = """پہاڑ کے نیچے آخری ڈاک خانہ

4 مارچ 2026

پہاڑ کے نیچے کا ڈاک خانہ اس سردی میں بند ہو گیا اور اب لوگ خط لینے کے لیے دو گھنٹے پیدل چلتے ہیں۔

گاؤں والوں کا کہنا ہے کہ کسی نے ان سے نہیں پوچھا اور فیصلہ دور کے شہر میں کیا گیا تھا۔

محکمے نے جواب دیا کہ عملہ کم ہے اور نئی بھرتی کے بعد ڈاک خانہ دوبارہ کھول دیا جائے گا۔

تب تک پرانا ڈاکیا ہر جمعے کو اپنے خرچ پر تھیلا لے کر آتا ہے اور مسجد کے باہر بیٹھتا ہے۔"""

CASES = {
    "author box and most read": (
        ENGLISH,
        "",
        """Ina Brewer
Ina Brewer writes about the coast and the people who live by it, and has lived there all her life.

Most read
1 Two men held after raid on museum
2 Why your bread is getting smaller
3 The school that moved twice
© 2026 The Corran Ledger""",
    ),
    "correction stays": (
        ENGLISH,
        "Correction: an earlier version of this article gave the wrong year for the building of the tower.",
        """Topics
Coast
Shipping

Sign up for our newsletter
Your email address
Subscribe""",
    ),
    "contact line stays": (
        ENGLISH,
        "Do you know more about this? Write to the author at ina@corran.example, in confidence if you wish.",
        """Share this
Facebook
WhatsApp
Copy link

Comments (2)
We moderate all comments before they appear; please be polite and stay with the matter of the article.""",
    ),
    "list of headlines, then newsletter": (
        POLISH,
        "",
        """Czytaj także
Szpital bez lekarzy
Kto kupił stary młyn
Rzeka wraca do swojego koryta

Zapisz się na nasz newsletter
Raz w tygodniu wyślemy do ciebie najważniejsze teksty i nic poza tym, obiecujemy.
Twój e-mail
Zapisz się

Redakcja
Regulamin
Reklama
Polityka prywatności""",
    ),
    "partners and address": (
        POLISH,
        "",
        """Partnerzy
Fundacja Struga
Bank Miejski
Teatr Stary

Gazeta Zaleska
ul. Polna 4, 00-001 Zalesie
tel. 22 555 01 01
Wszelkie prawa zastrzeżone""",
    ),
    "tags, cookies, apps": (
        GREEK,
        "",
        """Παιδεία
Νησιά
Αιγαίο

Διαβάστε επίσης
Ο φάρος που έσβησε
Το πλοίο δεν έρχεται πια
Ποιος πληρώνει το ρεύμα

Η σελίδα χρησιμοποιεί cookies για να θυμάται τις επιλογές σας και να μετρά πόσοι διαβάζουν κάθε κείμενο.
Αποδοχή
Ρυθμίσεις""",
    ),
    "related and footer": (
        VIETNAMESE,
        "",
        """Tin liên quan
Cây cầu chưa có bản vẽ
Trường học trên đảo
Mùa nước nổi đến muộn

Báo Sông Lạch
Giấy phép số 12/GP do Sở Thông tin cấp ngày 2/1/2020.
Điện thoại: 028 555 0101
Liên hệ quảng cáo""",
    ),
    "follow us": (
        UKRAINIAN,
        "",
        """Підписуйтесь на нас
Telegram
Facebook
Instagram

Читайте також
Хто відбудує школу
Міст відкрили вночі
Потяг без вікон

Передрук матеріалів дозволено лише з посиланням на джерело не нижче другого абзацу тексту.""",
    ),
    "comments policy": (
        INDONESIAN,
        "",
        """Tag
Sawah
Air

Terpopuler
1
Harga beras naik lagi
2
Jembatan baru ditutup
3
Sekolah tanpa atap

Komentar
Komentar yang mengandung hinaan akan dihapus oleh redaksi tanpa pemberitahuan lebih dahulu kepada penulisnya.
Kirim""",
    ),
    "editor and address": (
        BENGALI,
        "",
        """আরও পড়ুন
বাঁধের টাকা কোথায়
চরের মানুষের শীত
নৌকার হাট বন্ধ

সম্পাদক: রহিম উদ্দিন
ফোন: ০২ ৫৫৫ ০১০১
সর্বস্বত্ব সংরক্ষিত""",
    ),
    "appeal-less footer": (
        URDU,
        "",
        """مزید پڑھیں
پل جو کبھی نہیں بنا
بازار کی آخری دکان
پانی کہاں گیا

ہمارے بارے میں
رابطہ
اشتہارات
جملہ حقوق محفوظ ہیں""",
    ),
    "republish box": (
        ENGLISH,
        "",
        """Republish this article
Our work is licensed under Creative Commons, and you may print it for free if you name the author and us.

More from Coast
Who owns the harbour wall
The ferry that came back
Fish without fishermen

Get the app
App Store
Google Play""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_article_ends_with_its_last_words(name: str) -> None:
    article, note, below = CASES[name]
    own = [line for line in [*article.split("\n\n")[-4:], note] if line]
    story = paste.read("\n\n".join(filter(None, [article, note, below])))
    assert [block.text for block in story.blocks] == own


ARTICLE = (
    "<main><h1>The ferry returns to the bay after three winters</h1><article>"
    "<p>The first boat left the pier at six in the morning with forty people and a goat on board.</p>"
    "<p>Nobody had believed in it until the ropes were thrown, the harbour master said on the quay.</p>"
    "<p>By the evening the boat had crossed eleven times, and every seat had been taken, the crew counted.</p>"
)
FACTS = (
    '<div class="factbox"><h3>The ferry in figures</h3>'
    "<ul><li>Built in 1934.</li><li>Twelve metres long.</li></ul></div>"
)
ELSEWHERE = '<div class="factbox"><h3>More of ours</h3><ul><li><a href="/a">Why the bins moved</a></li></ul></div>'


def test_a_box_of_facts_below_the_texts_element_is_the_authors_unless_it_leads_elsewhere() -> None:
    kept = paste.read(f"{ARTICLE}</article>{FACTS}<footer><p>All rights reserved.</p></footer></main>", html=True)
    assert [block.text for block in kept.blocks][-2:] == [
        "The ferry in figures",
        "Built in 1934.\nTwelve metres long.",
    ]
    left = paste.read(f"{ARTICLE}</article>{ELSEWHERE}<footer><p>All rights reserved.</p></footer></main>", html=True)
    assert "every seat" in left.blocks[-1].text


def test_who_helped_is_told_below_a_text_behind_a_star() -> None:
    story = paste.read(f"{ARTICLE}<p><em>*With Renan Tedesco</em></p></article></main>", html=True)
    assert story.blocks[-1].text == "*With Renan Tedesco"
