"""What stands in the middle of an article and is none of it, as plain text and as clipboard HTML, in many languages.

A line's sign: none, the author's; `-` left out; `>` a related article's; `!` the newsroom's own appeal.
"""

from __future__ import annotations

import html

import pytest

from publisher.sources import paste

from .test_appeals import BODIES, BODY

TEXTS = {
    **BODIES,
    "en": BODY,
    "pl": [
        "Most, który się przechyla",
        "Rada miasta po długiej debacie zdecydowała we wtorek, że most pozostanie zamknięty aż do wiosny.",
        "Inżynierowie znaleźli pęknięcie w marcu, kiedy dziecko upuściło kulkę, która potoczyła się w złą stronę.",
        "Naprawa będzie kosztować 2,4 miliona złotych rocznie, jak wynika z raportu powiatu.",
        "Od lata nie przejechał tędy żaden autobus, a szkoła straciła jedenastu uczniów.",
    ],
    "id": [
        "Jembatan yang miring",
        "Dewan kota memutuskan pada hari Selasa, setelah debat panjang, bahwa jembatan itu tetap ditutup.",
        "Para insinyur menemukan retakan pada bulan Maret, ketika seorang anak menjatuhkan kelereng di jalan.",
        "Perbaikan itu akan menelan biaya 2,4 miliar rupiah per tahun, menurut laporan pemerintah kabupaten.",
        "Sejak musim kemarau tidak ada bus yang lewat, dan sekolah itu kehilangan sebelas muridnya.",
    ],
    "ur": [
        "جھکا ہوا پل",
        "شہری کونسل نے منگل کو طویل بحث کے بعد فیصلہ کیا کہ پل بہار تک بند رہے گا۔",
        "انجینئروں کو مارچ میں دراڑ ملی جب ایک بچے کے ہاتھ سے گولی گری اور غلط سمت میں لڑھک گئی۔",
        "ضلعی رپورٹ کے مطابق مرمت پر ہر سال چوبیس لاکھ روپے خرچ ہوں گے۔",
        "گرمیوں سے یہاں کوئی بس نہیں آئی اور سکول کے گیارہ بچے چلے گئے ہیں۔",
    ],
    "bn": [
        "হেলে পড়া সেতু",
        "দীর্ঘ বিতর্কের পর মঙ্গলবার নগর পরিষদ সিদ্ধান্ত নিয়েছে যে সেতুটি বসন্ত পর্যন্ত বন্ধ থাকবে।",
        "মার্চ মাসে প্রকৌশলীরা ফাটলটি খুঁজে পান, যখন একটি শিশুর হাত থেকে মার্বেল পড়ে ভুল দিকে গড়িয়ে যায়।",
        "জেলার প্রতিবেদন অনুযায়ী মেরামতে প্রতি বছর চব্বিশ লাখ টাকা খরচ হবে।",
        "গ্রীষ্মের পর থেকে কোনো বাস চলেনি, আর বিদ্যালয়টি এগারোজন ছাত্র হারিয়েছে।",
    ],
}
MIDDLES = {
    "en a newsletter's head, offer and form": """en
- Get the Riverside Morning newsletter
- The stories that matter on both banks, every weekday at seven.
- Enter your email
- Sign up""",
    "en a box that offers a newsletter in two sentences": """en
- The Ferry Letter
- Every Friday, our reporters send you the best of the week from the water. Sign up for the newsletter.
- By signing up you agree to our privacy policy.""",
    "en advertisement, player and share row": """en
- Advertisement
- Listen to this article
- 5 min
- Facebook
- WhatsApp
- Copy link""",
    "en a player of another make": """en
- Listen to this story
- 00:00
- 06:12
- 1x""",
    "en a credit alone": """en
- Photo: Amara Diallo/Riverside Herald""",
    "en read also between paragraphs": """en
> Read also: The ferryman who came back after thirty years""",
    "en a fact box stays": """en
The bridge in figures
Built: 1931
Length: 212 metres
Weight allowed: 12 tonnes""",
    "en a stub of a paywall": """en
- This article is for subscribers only.
- Already a subscriber? Log in""",
    "en lines of a live ticker stay": """en
14:05 The mayor arrives at the bridge and shakes hands with the baker.
14:20 The fire brigade closes the road to the south.""",
    "en an appeal as headline, paragraphs and button": """en
! Before you read on
! The Herald has no owner but its readers. Last year four thousand of you paid for what everyone could read.
! If you can, become a supporter today, from $5 a month.
! Support the Herald""",
    "en an appeal of one paragraph": """en
! Our reporting is free for everyone because readers like you pay for it. Please consider a donation today.""",
    "en membership": """en
! Become a member
! Members keep our newsroom independent and get a seat at our yearly meeting.
! Join us for $8 a month""",
    "en an article about fundraising stays": """en
The parish has collected donations for the bridge since June and has raised $41,000 of the sum it needs.
“Please give what you can,” the priest told his congregation. “Without your help we cannot build.”
Anyone who donates more than $100 will find the name on a plank of the new bridge.""",
    "en an invitation to the reporter's box": """en
- Do you know something about this story? Email us at tips@example.org""",
    "de newsletter": """de
- Newsletter „Flussblick“
- Jeden Freitag das Wichtigste vom Ufer in Ihrem Postfach.
- Jetzt anmelden""",
    "de read also and credit": """de
> Lesen Sie auch: Der Fährmann kehrt nach dreißig Jahren zurück
- Foto: Jana Petersen/dpa""",
    "de Anzeige and player": """de
- Anzeige
- Artikel anhören
- 4 Min.""",
    "de appeal": """de
! Guter Journalismus kostet Geld
! Wir haben keinen Verlag und keinen Konzern im Rücken, nur Menschen, die uns lesen.
! Unterstützen Sie uns mit 5 Euro im Monat.
! Jetzt spenden""",
    "de quotes of people who ask stay": """de
„Wir brauchen jede Spende“, sagte der Pfarrer am Sonntag. Der Verein hat bisher 41.000 Euro gesammelt.""",
    "fr newsletter": """fr
- La lettre du fleuve
- Chaque vendredi, l’essentiel de la semaine dans votre boîte mail.
- S’inscrire""",
    "fr read also": """fr
> Lire aussi : Le passeur revient après trente ans""",
    "fr paywall": """fr
- Il vous reste 72 % de cet article à lire.
- La suite est réservée aux abonnés.""",
    "fr appeal": """fr
! Ce journal n’appartient qu’à vous
! Notre rédaction vit sans publicité et sans actionnaire : ce sont vos dons qui paient nos enquêtes.
! Faire un don""",
    "es read also and advertisement": """es
- Publicidad
> Lea también: El barquero regresa después de treinta años""",
    "es newsletter": """es
- Suscríbete a nuestro boletín
- Cada viernes, lo mejor de la semana en tu correo.
- Suscribirme""",
    "es appeal of one paragraph": """es
! Si valoras nuestro periodismo independiente, hazte socio y ayúdanos a seguir publicando.""",
    "ru read also and share": """ru
> Читайте также: Паромщик вернулся через тридцать лет
- Поделиться
- Telegram""",
    "ru channel": """ru
- Подписывайтесь на наш телеграм-канал""",
    "ru appeal": """ru
! Поддержите нашу редакцию
! Мы работаем без рекламы и без хозяев. Всё, что вы читаете, оплачено такими же читателями, как вы.
! Поддержать""",
    "ar read also and advertisement": """ar
- إعلان
> اقرأ أيضا: عودة صاحب العبارة بعد ثلاثين عاما""",
    "ar appeal": """ar
! صحافتنا المستقلة تعيش بدعمكم أنتم القراء، تبرعوا اليوم كي نواصل العمل.""",
    "pl read also, credit and advertisement": """pl
- Reklama
> Czytaj także: Przewoźnik wrócił po trzydziestu latach
- Fot. Anna Kowalska / Agencja Brzeg""",
    "pl newsletter": """pl
- Zapisz się na newsletter
- Co piątek najważniejsze wiadomości znad rzeki w twojej skrzynce.
- Zapisz się""",
    "pl appeal": """pl
! Wesprzyj nas
! Jesteśmy niezależną redakcją i utrzymujemy się tylko z wpłat czytelników.
! Wpłać 20 zł miesięcznie""",
    "id read also and advertisement": """id
- ADVERTISEMENT
> Baca juga: Juru perahu kembali setelah tiga puluh tahun
- SCROLL TO CONTINUE WITH CONTENT""",
    "id appeal": """id
! Dukung jurnalisme independen
! Kami tidak punya pemilik selain pembaca. Donasi Anda membuat kami terus meliput.
! Donasi sekarang""",
    "ur read also and advertisement": """ur
- اشتہار
> یہ بھی پڑھیں: ملاح تیس سال بعد واپس آ گیا""",
    "ur appeal": """ur
! ہماری آزاد صحافت آپ جیسے قارئین کے عطیات سے چلتی ہے۔ آج ہی عطیہ دیں۔""",
    "bn read also and advertisement": """bn
- বিজ্ঞাপন
> আরও পড়ুন: ত্রিশ বছর পর ফিরে এলেন মাঝি""",
    "bn appeal": """bn
! আমাদের স্বাধীন সাংবাদিকতা আপনার মতো পাঠকের অনুদানে চলে। আজই অনুদান দিন।""",
}


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("name", MIDDLES)
def test_the_middle_of_an_article_comes_out_as_the_author_wrote_it(name: str, form: str) -> None:
    language, *lines = MIDDLES[name].split("\n")
    title, *body = TEXTS[language]
    said = [line.lstrip("->! ") for line in lines]
    pasted = [title, *body[:2], *said, *body[2:]]
    if form == "text":
        story = paste.read("\n\n".join(pasted))
    else:
        story = paste.read(f"<h1>{title}</h1>" + "".join(f"<p>{html.escape(line)}</p>" for line in pasted[1:]))
    own = [line for line in lines if line[:2] not in ("- ", "> ", "! ")]
    assert "\n".join(block.text for block in story.blocks) == "\n".join([*body[:2], *own, *body[2:]])
    titles = [line.partition(":")[2].strip() for line in lines if line.startswith("> ")]
    assert [related.title for related in story.related] == titles
    appeal = story.appeal
    asked = [appeal.headline, *appeal.paragraphs, appeal.call_to_action] if appeal else []
    assert " ".join(filter(None, asked)) == " ".join(line[2:] for line in lines if line.startswith("! "))


@pytest.mark.parametrize("line", ["Fihirisa ta gaba: {}", "{}"])
def test_a_title_of_the_list_below_is_no_part_of_the_text_whatever_stands_before_it(line: str) -> None:
    """The label is of no language the desk has words for."""
    title, *body = TEXTS["en"]
    other = "The ferryman returns after thirty years"
    text = [title, body[0], line.format(other), *body[1:], "Related", other, "A school without a bus"]
    article = paste.read("\n\n".join(text))
    assert [block.text for block in article.blocks] == body
    assert [one.title for one in article.related] == [other, "A school without a bus"]
