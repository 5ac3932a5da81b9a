"""A newsroom's own request to its readers, in many languages and shapes; and what only looks like one."""

from __future__ import annotations

import html

import pytest

from publisher.sources import paste
from publisher.sources.asking import evidence, sums
from publisher.sources.part import Part
from publisher.sources.sheet import Sheet
from publisher.sources.vocabulary import vocabulary
from publisher.story import Story

BODY = [
    "The bridge that leans",
    "The council met on Tuesday and decided, after a long debate, that the bridge would stay closed until spring.",
    "“We have waited nine years for this bridge,” said the baker, who lives on the far side and walks to work.",
    "Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction.",
    "The repair will cost $2.4 million a year for three years, according to a report by the county engineer.",
    "Nobody on the far side has seen a bus since the summer, and the school has lost eleven of its pupils.",
]
BODIES = {
    "de": [
        "Die schiefe Brücke",
        "Der Stadtrat hat am Dienstag nach langer Debatte beschlossen, dass die Brücke bis zum Frühjahr gesperrt ist.",
        "Ingenieure fanden den Riss im März, als ein Kind eine Murmel fallen ließ, die in die falsche Richtung rollte.",
        "Die Reparatur kostet 2,4 Millionen Euro im Jahr, wie aus einem Bericht des Landkreises hervorgeht.",
        "Seit dem Sommer fährt kein Bus mehr, und die Schule hat elf ihrer Schüler verloren.",
    ],
    "fr": [
        "Le pont qui penche",
        "Le conseil municipal a décidé mardi, après un long débat, que le pont resterait fermé jusqu’au printemps.",
        "Les ingénieurs ont trouvé la fissure en mars, quand un enfant a laissé tomber une bille dans la rue.",
        "La réparation coûtera 2,4 millions d’euros par an, et personne ne sait encore qui la paiera.",
        "Depuis l’été, aucun bus ne passe plus, et l’école a perdu onze de ses élèves.",
    ],
    "es": [
        "El puente inclinado",
        "El ayuntamiento decidió el martes, tras un largo debate, que el puente seguirá cerrado hasta la primavera.",
        "Los ingenieros encontraron la grieta en marzo, cuando un niño dejó caer una canica en la acera.",
        "La reparación costará 2,4 millones de euros al año, y nadie sabe todavía quién la pagará.",
        "Desde el verano no pasa ningún autobús y la escuela ha perdido once de sus alumnos.",
    ],
    "ru": [
        "Мост, который клонится",
        "Городской совет во вторник после долгих споров решил, что мост останется закрытым до весны.",
        "Инженеры нашли трещину в марте, когда ребёнок уронил шарик, и тот покатился не в ту сторону.",
        "Ремонт обойдётся в 2,4 миллиона рублей в год, говорится в отчёте области.",
        "С лета не ходит ни один автобус, и школа потеряла одиннадцать учеников.",
    ],
    "ar": [
        "الجسر المائل",
        "قرر المجلس البلدي يوم الثلاثاء بعد نقاش طويل أن يبقى الجسر مغلقا حتى الربيع.",
        "اكتشف المهندسون الشق في مارس عندما أسقط طفل كرة زجاجية فتدحرجت في الاتجاه الخطأ.",
        "وستبلغ كلفة الإصلاح 2.4 مليون دولار في السنة وفقا لتقرير صادر عن المحافظة.",
        "ومنذ الصيف لم تمر أي حافلة، وفقدت المدرسة أحد عشر من تلاميذها.",
    ],
    "ja": [
        "傾いた橋",
        "市議会は火曜日、長い議論の末、橋を春まで閉鎖することを決めた。",
        "技術者がひびを見つけたのは三月、子どもが落としたビー玉が逆の方向に転がったときだった。",
        "県の報告書によると、修理には年間二億四千万円かかる。",
        "夏から一本のバスも通らず、学校は十一人の児童を失った。",
    ],
    "ta": [
        "சாய்ந்த பாலம்",
        "நகர சபை செவ்வாய்க்கிழமை நீண்ட விவாதத்திற்குப் பிறகு பாலம் மூடப்பட்டிருக்கும் என முடிவு செய்தது.",
        "மார்ச் மாதத்தில் ஒரு குழந்தை கைவிட்ட கோலிக்குண்டு தவறான திசையில் உருண்டபோது விரிசல் தெரிந்தது.",
        "மாவட்ட அறிக்கையின்படி பழுதுபார்க்க ஆண்டுக்கு 24 லட்சம் ரூபாய் செலவாகும்.",
        "கோடைக்குப் பிறகு ஒரு பேருந்தும் செல்லவில்லை; பள்ளி பதினொரு மாணவர்களை இழந்தது.",
    ],
}
# Headline, paragraphs, button.
ASKED = {
    "en": ["Before you go", "Every story starts with a tip. 2,000 people help us with $7 a month.", "Join them"],
    "de": ["Wie lange noch?", "Wir haben keinen Verlag im Rücken, nur Leserinnen wie dich.", "Jetzt Mitglied werden"],
    "fr": ["Une info libre", "Le Phare vit de ses lecteurs. Pour 5 euros par mois, vous nous aidez.", "Je m’abonne"],
    "es": ["Esto lo pagas tú", "Podemos escribir lo que vemos gracias a la cuota de nuestros lectores.", "Hazte socia"],
    "ru": ["Мы с вами", "«Маяк» не берёт денег у государства. Наши тексты оплатили читатели.", "Поддержать «Маяк»"],
    "ar": ["صحافة حرة بفضلكم", "نحن مؤسسة مستقلة صغيرة. بخمسة دولارات شهريا تبقى صحافتنا حرة.", "تبرعوا الآن"],
    "ja": ["読者のみなさまへ", "灯台新聞は広告に頼らず、読者の寄付で運営しています。", "支援する"],
    "ta": ["எங்களுடன் இணையுங்கள்", "நாங்கள் வாசகர்களின் பங்களிப்பால் இயங்கும் சுயாதீன ஊடகம்.", "நன்கொடை அளியுங்கள்"],
}  # fmt: skip


def placed(language: str, asked: list[str], place: str) -> list[str]:
    title, *text = BODIES.get(language, BODY)
    return {
        "end": [title, *text, *asked],
        "middle": [title, *text[:2], *asked, *text[2:]],
        "top": [title, *asked, *text],
    }[place]


def read(lines: list[str], shape: str, box: list[str]) -> Story:
    """The lines as a text, as flat HTML, or with the request in a box of its own."""
    if shape == "text":
        return paste.read("\n\n".join(lines))
    title, *rest = (html.escape(line) for line in lines)
    asked = [html.escape(line) for line in box]
    button = f"<p><a href='https://e.example/x'>{asked[-1]}</a></p>" if len(asked) > 1 else ""
    request = f"<h3>{asked[0]}</h3>" + "".join(f"<p>{line}</p>" for line in asked[1:-1]) + button
    request = f"<div class='c-9f'>{request}</div>" if shape == "box" else request
    at = rest.index(asked[0])
    around = ["".join(f"<p>{line}</p>" for line in some) for some in (rest[:at], rest[at + len(asked) :])]
    return paste.read(f"<article><h1>{title}</h1>{around[0]}{request}{around[1]}</article>")


def whole(story: Story) -> list[str]:
    appeal = story.appeal
    return [appeal.headline, *appeal.paragraphs, appeal.call_to_action] if appeal else []


@pytest.mark.parametrize("language", list(ASKED))
@pytest.mark.parametrize("place", ["end", "middle", "top"])
@pytest.mark.parametrize("shape", ["text", "flat", "box"])
def test_a_request_is_found_whole_wherever_it_stands(language: str, place: str, shape: str) -> None:
    asked = ASKED[language]
    title, *body = BODIES.get(language, BODY)
    story = read(placed(language, asked, place), shape, asked)
    assert whole(story) == asked
    assert (story.title, [block.text for block in story.blocks]) == (title, body)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Support for this story came from our members. Become one for $8 a month.", "en"),
        ("The Star is a nonprofit newsroom. Our reporters rely on readers. Make a gift today and it is doubled.", "en"),
        ("In eigener Sache: Wir finanzieren uns über Spenden und freuen uns über Ihre Unterstützung.", "de"),
        ("Le Phare vit de ses lecteurs. Pour qu’il continue, abonnez-vous à partir de 4 € par mois.", "fr"),
        ("Если вам понравилась эта статья, поддержите редакцию: любая сумма поможет нам писать дальше.", "ru"),
    ],
)
@pytest.mark.parametrize("place", ["end", "middle", "top"])
def test_a_request_of_one_paragraph_is_found_between_others(line: str, language: str, place: str) -> None:
    story = paste.read("\n\n".join(placed(language, [line], place)))
    assert " ".join(filter(None, whole(story))) == line
    assert len(story.blocks) == len(BODIES.get(language, BODY)) - 1


@pytest.mark.parametrize("text", ["R50", "R 150 per maand", "R1 200", "R1,5", "vanaf R100."])
def test_rand_are_a_sum(text: str) -> None:
    assert len(sums(text)) == 1


@pytest.mark.parametrize("text", ["Ідентифікатор медіа R40-01877", "R0", "R2-D2", "HR50", "R 4 x 100"])
def test_what_else_is_numbered_with_an_r_is_no_sum(text: str) -> None:
    assert sums(text) == []


def test_sums_rhythms_and_ways_to_pay_are_left_out_and_named() -> None:
    form = ["One-time", "Monthly", "$5", "$10", "Other", "Donate now", "PayPal", "Your gift is tax-deductible."]
    asked = ["Keep us going", "We have no owner and no paywall. If everyone gave just $3, our newsroom would be safe."]
    story = paste.read("\n\n".join([*BODY, *asked, *form]))
    assert whole(story) == [*asked, "Donate now"]
    left_out = {dropped.text: dropped.why for dropped in story.dropped}
    assert set(form) - {"Donate now"} <= set(left_out)
    assert "sum" in left_out["$5"]


def test_of_two_requests_the_fuller_one_is_kept_and_the_other_named() -> None:
    line = "The Star needs you. We are independent, please donate if you can."
    story = paste.read("\n\n".join([BODY[0], line, *BODY[1:], *ASKED["en"], "You keep our newsroom alive."]))
    assert story.appeal is not None
    assert story.appeal.headline == ASKED["en"][0]
    assert [dropped.why for dropped in story.dropped if dropped.text == line] == [
        "It is the appeal once more; the fuller one is kept."
    ]


@pytest.mark.parametrize("named", ["caption", "byline", "credit", "authorbox", "comments"])
def test_what_stands_in_the_box_of_a_request_and_is_not_of_it_is_left_to_others(named: str) -> None:
    headline, *told, button = ASKED["en"]
    aside = f'<p class="{named}">Anna Perera at the press</p>'
    box = "".join([f"<h3>{headline}</h3>", *(f"<p>{text}</p>" for text in told), aside, f"<p>{button}</p>"])
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    story = paste.read(f'<h1>The boats came home</h1>{text}<div class="donate">{box}</div>', html=True)
    assert story.appeal is not None
    assert (story.appeal.headline, story.appeal.call_to_action) == (headline, button)
    assert "Anna Perera" not in " ".join(story.appeal.paragraphs)


def test_each_part_of_a_request_tells_what_speaks_for_it() -> None:
    sheet = Sheet([], vocabulary(["latin"], "en"))
    found = evidence(sheet, Part("Become a member for $5 a month and keep our newsroom going.", ""))
    assert found.why().startswith("It asks the reader (“become a member”), speaks of giving or membership")
    assert {"ask", "giving", "money", "period", "we"} <= set(found.found)


REPORTS = [
    ["How the fund works", "Members give $10 a month, and the fund pays for lawyers and soup.", "Support is growing",
     "The committee has asked every household to contribute what it can."],
    ["If you ask me, our city has forgotten what it owes you. We pay our taxes every month."],
    ["Get our free newsletter", "The best of the Star, in your inbox every Friday. Join 12,000 readers.", "Sign up"],
    ["You have 2 free articles left", "Subscribe to continue reading. Members pay $1 a week.", "Subscribe now"],
    ["Do you know more about this story? Contact our reporter at tips@star.example. We protect our sources."],
    ["The campaign’s website says: donate now, support our candidate, chip in $5 a month. 12,000 people have done so."],
    ["People tell us to be patient. I say to them: support us. Come to the court on the day, donate the bus fare."],
    ["Follow us on Facebook and subscribe to our YouTube channel for more stories like this."],
    ["Support independent media, the minister told parliament, and cut our public radio by $3 million a year."],
    ["Membership costs $30 a year and gives you the pool and our new sauna, the club says. Join us today."],
    ["Republish our articles for free, online or in print, under a Creative Commons license."],
    ["Donate"],
    ["Support us", "Log in"],
]  # fmt: skip


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report[0][:30])
@pytest.mark.parametrize("place", ["end", "middle"])
def test_what_only_looks_like_a_request_is_none(report: list[str], place: str) -> None:
    assert paste.read("\n\n".join(placed("en", report, place))).appeal is None


@pytest.mark.parametrize(
    ("language", "report"),
    [
        ("de", ["Was die Leute geben", "Manche geben fünf Euro im Monat. „Wir brauchen euch“, sagt sie."]),
        ("fr", ["La souscription", "L’association compte 1 900 donateurs qui versent 5 euros par mois."]),
        ("es", ["La colecta", "Los socios pagan 5 euros al mes y el club sobrevive.", "Apoyo de los vecinos"]),
        ("ru", ["Помощь пришла", "Нам нужна ваша помощь, сказал мэр, и люди пришли с деньгами."]),
        ("ru", ["Подписывайтесь на наш телеграм-канал, чтобы не пропустить новые тексты редакции."]),
        ("ar", ["حملة التبرعات", "جمعت الحملة مئة ألف دولار، ويدفع كل عضو خمسة دولارات شهريا.", "دعم الأهالي"]),
        ("ja", ["寄付の行方", "会員は毎月500円を払い、基金は弁護士費用に充てられる。", "支援の輪"]),
    ],
)  # fmt: skip
def test_a_report_about_giving_is_no_request_in_any_language(language: str, report: list[str]) -> None:
    story = paste.read("\n\n".join(placed(language, report, "middle")))
    assert story.appeal is None


BID = "You make news like this possible, and nobody else does. Please support our reporting with a gift of $5 today."


@pytest.mark.parametrize(
    "above", ["See stories by Ada Obi", "Do you know more? You can help us: write to ada@desk.example."]
)
def test_what_leads_to_the_author_or_asks_for_a_letter_is_not_of_the_request_below_it(above: str) -> None:
    read = paste.read(
        "\n\n".join([*BODY, "Ada Obi\nAda Obi reports on bridges.", f"{above}\n{BID}", "Related stories"])
    )
    assert read.appeal is not None
    assert (read.appeal.headline, " ".join(read.appeal.paragraphs)[:20]) == ("", BID[:20])


def test_beside_the_bar_of_an_appeal_its_labels_are_left_out() -> None:
    form = ["Donate to The Lantern", "$640", "Contributed", "Our Goal", BID]
    read = paste.read("\n\n".join(BODY) + "\n\n" + "\n".join(form))
    assert read.appeal is not None
    assert read.appeal.headline == "Donate to The Lantern"
    assert "Contributed" not in read.appeal.paragraphs


def test_a_button_of_a_newsletter_and_a_report_s_sums_are_no_beginning_of_a_single_line_that_asks() -> None:
    story = [
        "El río que tiene dueño",
        "El río figura en una escritura con largo, ancho y profundidad, aunque entonces no corría más que el viento.",
        "La escritura lleva la firma de un notario que había muerto dos años antes, y nadie lo notó hasta las lluvias.",
        "Los vecinos contaron los pasos desde el molino y encontraron la orilla donde decía la escritura que estaba.",
        "El abogado respondió por escrito que el agua vino después, y que vino sola desde la montaña en una noche.",
        "El ministerio dijo que abriría un expediente, y hasta el día de hoy nadie lo ha visto abierto.",
    ]
    toll = "Desde entonces, los vecinos pagan por cruzar. La tarifa es clara: a pie, gratis; a caballo, dos pesos."
    box = ["Recibe nuestro boletín", "Las historias que otros no cuentan, cada jueves en tu correo.", "Suscribirme"]
    asks = "Este medio no tiene dueños: tiene lectores. Hazte miembro y sostén nuestro periodismo."
    read = paste.read("\n\n".join([*story[:4], "\n".join([*box, toll]), asks, *story[4:]]))
    assert toll in [block.text for block in read.blocks]
    assert read.appeal
    assert read.appeal.paragraphs == ("Este medio no tiene dueños: tiene lectores.",)


def test_a_subscription_sold_at_the_end_is_no_request() -> None:
    sold = "Support local journalism with a digital subscription to the Harbor Courier. $1 for 3 months.\nSubscribe now"
    assert paste.read("\n\n".join([*BODY, sold])).appeal is None


def test_two_sentences_of_the_newsroom_s_and_a_button_ask_without_a_headline_below_who_helped() -> None:
    asks = "Recherchen wie diese kosten Zeit. Wir machen sie, weil mehr als 4.000 Menschen uns dafür spenden."
    read = paste.read("\n\n".join([*BODIES["de"], "Mitarbeit: Jonas Adler", f"{asks}\nJetzt unterstützen"]))
    assert read.appeal
    assert read.appeal.headline == ""
    assert "\n".join(read.appeal.paragraphs) == asks


def test_a_reader_who_asks_among_the_comments_is_not_the_newsroom() -> None:
    told = "\n\n".join(
        f"Paragraph {n} tells of the ferry that came back with a refrigerator on board in May." for n in "abcd"
    )
    asks = "We all should give: every contribution helps, so please donate to the ferry fund of our town."
    said = f"Comments\nada\n3 May 2026 at 10:15\nWhat a ferry, and what a day.\nbela\n3 May 2026 at 11:40\n{asks}\n\n"
    story = paste.read(f"The ferry\n\n{told}\n\n{said}cela\n4 May 2026 at 08:00\nI was there.\n", html=False)
    assert story.appeal is None
    assert not any("contribution" in block.text for block in story.blocks)


def test_that_all_may_read_for_free_is_no_notice_that_bars_the_text() -> None:
    text = (
        "去年の十一月、県の中部で水道管が破裂し、六百の世帯が二日のあいだ断水した。管は五十年前に埋められたものだった。"
    )
    asks = "誰でも無料で読める記事を届け続けるために、毎月のご寄付で活動を支えるサポーターを募集しています。"
    story = paste.read(
        f"水道管の話\n\n{text}\n\n{text.replace('県', '町')}\n\n{asks}\n\nサポーターになる\n", html=False
    )
    assert story.appeal is not None
    assert asks in story.appeal.paragraphs
