"""Captions, credits and dates as newsrooms write them, and links that are no titles of articles."""

from __future__ import annotations

import pytest

from publisher.sources.dates import dates
from publisher.sources.paste import read
from publisher.sources.vocabulary import vocabulary

TITLE = "<h1>The ferry returns to the bay after three winters</h1>"
TEXT = (
    "<p>The first boat left the pier at six in the morning with forty people and a goat on board.</p>"
    "<p>Nobody had believed in it until the ropes were thrown, the harbour master said on the quay.</p>"
)
MORE = "<p>By the evening the boat had crossed eleven times, and every seat had been taken, the crew counted.</p>"


def _picture(caption: str) -> tuple[str, str]:
    figure = f'<figure><img src="https://e.example/boat.jpg" alt="A boat"><figcaption>{caption}</figcaption></figure>'
    (picture,) = read(f"{TITLE}{TEXT}{figure}{MORE}", html=True).pictures
    return picture.caption, picture.credit


@pytest.mark.parametrize(
    ("pasted", "caption", "credit"),
    [
        ("2/5 The boat at the pier. Photo: Ana Roy", "The boat at the pier.", "Photo: Ana Roy"),
        ("[1/3]The boat at the pier.", "The boat at the pier.", ""),
        ("Image caption, The boat at the pier", "The boat at the pier", ""),
        ("The boat at the pier. Ana Roy/Bay Agency", "The boat at the pier.", "Ana Roy/Bay Agency"),
        ("The boat at the pier. Photo by the author", "The boat at the pier.", "Photo by the author"),
        ("码头边的船。（王明摄）", "码头边的船。", "王明摄"),
        ("부두의 배. 사진=김하늘 기자", "부두의 배.", "사진=김하늘 기자"),
        ("The boat at the pier; Foto: Glas Juga/M. Cvetković", "The boat at the pier;", "Foto: Glas Juga/M. Cvetković"),
        ("The boat at the pier. Photo: Ana Roy / Slid.Info", "The boat at the pier.", "Photo: Ana Roy / Slid.Info"),
        ("The boat at the pier. PHOTO | ANA ROY", "The boat at the pier.", "PHOTO | ANA ROY"),
        ("The boat at the pier (foto Vigili del Fuoco)", "The boat at the pier", "foto Vigili del Fuoco"),
        ("The boat at the pier (and the goat on it)", "The boat at the pier (and the goat on it)", ""),
        ("24/7 the boat is at the pier", "24/7 the boat is at the pier", ""),
        ("The boat at the pier was named after Ana Roy", "The boat at the pier was named after Ana Roy", ""),
    ],
)
def test_a_caption_is_parted_from_its_number_its_label_and_its_credit(pasted: str, caption: str, credit: str) -> None:
    assert _picture(pasted) == (caption, credit)


@pytest.mark.parametrize(
    ("written", "script", "language", "day"),
    [
        ("یکشنبه ۱۳ اردیبهشت ۱۴۰۵", "arabic", "fa", "2026-05-03"),
        ("۳۰ اسفند ۱۳۹۹", "arabic", "fa", "2021-03-20"),
        ("۱ فروردین ۱۴۰۳", "arabic", "fa", "2024-03-20"),
        ("۱ حمل ۱۴۰۴", "arabic", "fa", "2025-03-21"),
        ("民國115年1月15日", "han", "zh", "2026-01-15"),
        ("ኅዳር 11 ቀን 2019 ዓ.ም.", "ethiopic", "am", "2026-11-20"),
        ("ጳጉሜን 6 ቀን 2015", "ethiopic", "am", "2023-09-11"),
        ("መስከረም 1 ቀን 2016", "ethiopic", "am", "2023-09-12"),
        ("วันที่ 20 พฤศจิกายน พ.ศ. 2569", "thai", "th", "2026-11-20"),
        ("20 พ.ย. 2569", "thai", "th", "2026-11-20"),
    ],
)
def test_dates_of_other_calendars_are_told_in_ours(written: str, script: str, language: str, day: str) -> None:
    assert [iso for iso, _, _ in dates(written, vocabulary({script}, language))] == [day]


@pytest.mark.parametrize("written", ["۳۱ مهر ۱۴۰۵", "۱۳ اردیبهشت ۱۹۰۵"])
def test_a_day_that_the_persian_calendar_has_not_is_none(written: str) -> None:
    assert dates(written, vocabulary({"arabic"}, "fa")) == []


@pytest.mark.parametrize("written", ["ጳጉሜን 6 ቀን 2016", "ኅዳር 31 ቀን 2019"])
def test_a_day_that_the_ethiopian_calendar_has_not_is_none(written: str) -> None:
    assert dates(written, vocabulary({"ethiopic"}, "am")) == []


@pytest.mark.parametrize(
    ("written", "script", "language"),
    [
        ("ngày 20 tháng 11 năm 2026", "latin", "vi"),
        ("20 tháng 11, 2026", "latin", "vi"),
        ("2026. november 20.", "latin", "hu"),
        ("2026 წლის 20 ნოემბერი", "georgian", "ka"),
        ("နိုဝင်ဘာ ၂၀၊ ၂၀၂၆", "myanmar", "my"),
        ("၂၀၂၆ ခုနှစ် နိုဝင်ဘာလ ၂၀ ရက်", "myanmar", "my"),
        ("20 Νοεμβρίου 2026", "greek", "el"),
    ],
)
def test_a_date_is_known_in_the_order_that_its_language_writes(written: str, script: str, language: str) -> None:
    assert [iso for iso, _, _ in dates(written, vocabulary({script}, language))] == ["2026-11-20"]


def test_a_month_and_a_year_alone_are_no_date() -> None:
    assert dates("tháng 11, 2026", vocabulary({"latin"}, "vi")) == []


def test_a_link_of_a_word_or_two_between_paragraphs_is_no_related_article() -> None:
    story = read(f'{TITLE}{TEXT}<p><a href="https://e.example/tag/ferries">Ferries</a></p>{MORE}', html=True)
    assert story.related == ()
    assert [left.why for left in story.dropped if left.text == "Ferries"] == [
        "It is nothing but a link, and no title of an article."
    ]


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://e.example/people/ana.jpg" width="96" height="96" alt="Ana Roy">',
        '<img src="https://e.example/ads/money-336x280.png" width="336" height="280" alt="Send money home">',
    ],
)
def test_a_face_beside_a_name_and_an_advertisement_are_no_pictures_of_the_article(image: str) -> None:
    assert read(f"{TITLE}{TEXT}<div>{image}</div>{MORE}", html=True).pictures == ()


def test_a_credit_beside_the_picture_stands_with_its_caption() -> None:
    source = '<span class="x-ImageSource">Image source,Bay Agency</span>'
    image = f'<div><img src="https://e.example/boat.jpg" alt="A boat">{source}</div>'
    figure = f"<figure>{image}<figcaption>The boat at the pier</figcaption></figure>"
    (picture,) = read(f"{TITLE}{TEXT}{figure}{MORE}", html=True).pictures
    assert (picture.caption, picture.credit) == ("The boat at the pier", "Bay Agency")


BOAT = '<img src="https://e.example/boat.jpg" alt="A boat">'


@pytest.mark.parametrize(
    ("figure", "caption", "credit"),
    [
        (
            f"{BOAT}<figcaption><span>The boat at the pier</span><span>Lab: Ana Roy</span></figcaption>",
            "",
            "Lab: Ana Roy",
        ),
        (f"{BOAT}<figcaption><span>The boat at the pier</span> / <i>Ana Roy</i></figcaption>", "", "Ana Roy"),
        (f"<div>{BOAT}<p>Ana Roy</p></div><figcaption>The boat at the pier</figcaption>", "", "Ana Roy"),
        (f"<b>Press to see</b>{BOAT}<figcaption>The boat at the pier</figcaption>", "", ""),
        (
            f"{BOAT}<figcaption>The boat <i>Minnow</i> at <i>the pier</i></figcaption>",
            "The boat Minnow at the pier",
            "",
        ),
        (f"{BOAT}<cite>Ana Roy for us</cite>", " ", "Ana Roy for us"),
    ],
)
def test_a_credit_is_told_by_the_element_that_it_stands_in(figure: str, caption: str, credit: str) -> None:
    (picture,) = read(f"{TITLE}{TEXT}<figure>{figure}</figure>{MORE}", html=True).pictures
    assert (picture.caption, picture.credit) == ((caption or "The boat at the pier").strip(), credit)


def test_smaller_print_below_a_picture_is_its_caption() -> None:
    text = "".join(f'<section style="font-size:16px">{said[3:-4]}</section>' for said in [*TEXT.split("\n"), MORE])
    small = '<section style="font-size:12px">The boat at the pier at five in the morning</section>'
    story = read(f"{TITLE}{text}<section>{BOAT}</section>{small}{text}", html=True)
    assert [picture.caption for picture in story.pictures] == ["The boat at the pier at five in the morning"]
    same = small.replace("12px", "16px")
    story = read(f"{TITLE}{text}<section>{BOAT}</section>{same}{text}", html=True)
    assert [picture.caption for picture in story.pictures] == [""]


TOWER = (
    "<p>When the clock on the square stopped nobody rang the town hall, for everybody rang old Yasar at once.</p>"
    "<p>He had climbed the tower on every Sunday for forty-two years, and he took no money for it at all.</p>"
    "<p>Now his knees are bad, and the council has found out that nobody else knows where the key is kept.</p>"
)
SHORT = "The tower has said ten past three since February."
LONG = f"{SHORT[:-1]}, and the one man who could mend it does not answer his telephone any more."


@pytest.mark.parametrize("beside", ["<img src={0} alt=Tower>{1}", "<div><img src={0} alt=Tower></div><div>{1}</div>"])
@pytest.mark.parametrize(("words", "is_caption"), [(SHORT, True), (LONG, False)])
def test_a_few_words_beside_a_picture_outside_of_the_text_are_its_caption(
    beside: str, words: str, is_caption: bool
) -> None:
    picture = beside.format("https://a.example/tower.jpg", f"<p class=small>{words}</p>")
    head = "<h1>The tower that stopped</h1><p>By Ada Okafor · 4 March 2026</p>"
    story = read(f"<main>{head}{picture}<div class=prose>{TOWER}</div></main>", html=True)
    assert [one.caption for one in story.pictures] == [words if is_caption else ""]
    assert any(words in block.text for block in story.blocks if block.kind == "paragraph") != is_caption


def test_a_button_over_a_picture_is_no_credit() -> None:
    figure = (
        '<figure><a href="https://e.example/boat.jpg"><img src="https://e.example/boat.jpg" alt="A boat"></a>'
        "<button>View full size</button><figcaption>The boat at the pier. Photo: Ana Roy</figcaption></figure>"
    )
    (picture,) = read(f"{TITLE}{TEXT}{figure}{MORE}", html=True).pictures
    assert (picture.caption, picture.credit) == ("The boat at the pier.", "Photo: Ana Roy")


def test_who_took_the_picture_is_told_by_its_caption_before_a_line_of_the_page() -> None:
    figure = (
        '<figure><img src="https://e.example/boat.jpg" alt="A boat">'
        "<figcaption>The boat at the pier. Photo: Ana Roy</figcaption></figure><p>Photos: Tom Ito</p>"
    )
    (picture,) = read(f"{TITLE}{TEXT}{figure}{MORE}", html=True).pictures
    assert (picture.caption, picture.credit) == ("The boat at the pier.", "Photo: Ana Roy")


@pytest.mark.parametrize("name", ["autoria-foto", "bildnachweis", "foto-credito"])
def test_a_credit_is_known_by_what_pages_call_it_in_their_own_languages(name: str) -> None:
    assert _picture(f'The boat at the pier, on Saturday <span class="{name}">Ana Roy</span>') == (
        "The boat at the pier, on Saturday",
        "Ana Roy",
    )


def test_what_stands_beside_a_related_articles_title_is_no_article_and_no_author() -> None:
    cards = "".join(
        f'<div class="teaser"><div class="section">{section}</div><h3><a href="https://e.example/{n}">{title}</a></h3>'
        f'<div class="autoria">{name}</div></div>'
        for n, (section, title, name) in enumerate(
            [
                ("Housing", "A hundred keys to an empty block", "Ada Obi"),
                ("Coast", "Why the pier was closed", "Ben Roy"),
            ]
        )
    )
    story = read(f'{TITLE}<p class="autoria">Ana Ito</p>{TEXT}{MORE}<div class="relacionats">{cards}</div>', html=True)
    assert [one.title for one in story.related] == ["A hundred keys to an empty block", "Why the pier was closed"]
    assert story.byline == ("Ana Ito",)
