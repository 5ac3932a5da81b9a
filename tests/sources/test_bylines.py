"""Who wrote it: names as newsrooms set them between title and text, and what stands beside them."""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

BODY = (
    "\n\nThe first boat left the pier at six in the morning with forty people and a goat on board.\n\n"
    "Nobody had believed in it until the ropes were thrown, the harbour master said on the quay.\n\n"
    "By the evening the boat had crossed eleven times, and every seat had been taken, the crew counted.\n"
)
TITLE = "The ferry returns to the bay after three winters\n\n"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (
            "By Denise Okafor-Lund Staff Writer\nand Cal Brunner For the Herald\nApr 22, 2026",
            ("Denise Okafor-Lund", "Cal Brunner"),
        ),
        ("January 29, 2026, by Anna Perera", ("Anna Perera",)),
        ("Avatar photoby Anna Perera April 14, 2026", ("Anna Perera",)),
        ("EnvironmentWritten by Anna PereraJan 27, 2026", ("Anna Perera",)),
        ("By Zuhura Mapunda, Nachingwea", ("Zuhura Mapunda",)),
        ("By Nesta Pryce Wales correspondent and Farouk Delaney", ("Nesta Pryce", "Farouk Delaney")),
        ("Anna Perera\nMbesa\nFebruary 17, 2026", ("Anna Perera",)),
        ("By Anna Perera\nCoast correspondent\nand Tom Revell", ("Anna Perera", "Tom Revell")),
        ("Anna Perera aperera@bay.example Feb 17, 2026 Updated Feb 18, 2026 0", ("Anna Perera",)),
        ("Avatar photo by Anna Perera and Tom Revell April 14, 2026", ("Anna Perera", "Tom Revell")),
        ("by Anna Perera and Cal NovakMay 6, 2026", ("Anna Perera", "Cal Novak")),
        ("By Anna Perera @annaperera\nMay 6, 2026", ("Anna Perera",)),
        ("By Anna Perera, photography by Tom Revell\nMay 6, 2026", ("Anna Perera",)),
        ("Anna Perera\nPort Sable - May 6, 2026", ("Anna Perera",)),
        ("Port Sable, May 6, 2026 - The boat at the pier. Photo: Tom Revell", ()),  # a caption, and whose it is
        ("May 6, 2026\nAnna Perera @annaperera All her articles\nShare on X", ("Anna Perera",)),
        ("May 6, 2026\nShare\nPrint\nListen\nEmail\nAnna Perera", ("Anna Perera",)),  # the page's buttons part them
        ("Avatar de Anna\nAnna Perera\nMay 6, 2026", ("Anna Perera",)),
        ("Staff Reporter\nFebruary 17, 2026", ()),
        ("Photo by Anna Perera\nFebruary 17, 2026", ()),
        ("Shpërndaje Facebook X WhatsApp\n2026-02-17", ()),  # "share", in a language without words
    ],
)
def test_names_between_title_and_text_are_who_wrote_it(lines: str, names: tuple[str, ...]) -> None:
    assert read(TITLE + lines + BODY).byline == names


ARABIC = (
    "\n\nخرج القارب الأول من الميناء في السادسة صباحاً وعلى متنه أربعون راكباً، كما قال مدير المرفأ.\n\n"
    "لم يصدّق أحد أن القارب سيعود بعد ثلاثة فصول من الشتاء، حتى أُلقيت الحبال على الرصيف أمام الناس.\n\n"
    "وفي المساء كان القارب قد عبر الخليج إحدى عشرة مرة، وكانت المقاعد كلها ممتلئة بحسب الطاقم.\n"
)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("ريم الحلاق 8 نيسان 2026", ("ريم الحلاق",)),
        ("ريم الحلاق – صحافية لبنانية 08.04.2026 زمن القراءة: 6 دقائق", ("ريم الحلاق",)),
        ("ريم الحلاقApril 8, 2026", ("ريم الحلاق",)),
        ("8 نيسان 2026 — ريم الحلاق", ("ريم الحلاق",)),
        ("تاريخ النشر 8 نيسان 2026", ()),
        ("حقوق الناس 8 نيسان 2026", ()),  # a section: it stands in the menu
        ("من على الرصيف 8 نيسان 2026", ()),  # words that stand in no name
        ("يوم الأربعاء 8 نيسان 2026", ()),
    ],
)
def test_without_capitals_the_words_before_a_day_are_a_name_if_nothing_else(line: str, names: tuple[str, ...]) -> None:
    assert (
        read(f"حقوق الناس\nبيئة\nالقارب يعود إلى الخليج بعد ثلاثة شتاءات\n{line}{ARABIC}", html=False).byline == names
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("原创 林晓舟 河岸纪事 2026年3月8日 19:30 湖北", ("林晓舟",)),
        ("教育校園 2026/4/9\n文字 林孟臻", ("林孟臻",)),  # a section, as the menu says
        ("環境2026/8/18（最後更新：8/19）\n文／江沛恩", ("江沛恩",)),
        ("2026/3/8\n教育校園", ()),
        ("2026/3/8\n佐伯真由", ("佐伯真由",)),
        ("2026/3/8\n三枝 千尋", ("三枝 千尋",)),
        ("記者游采蓁宜蘭報導\n2026/3/8", ("游采蓁",)),
        ("記者 林書涵／台南報導\n2026/3/8", ("林書涵",)),
        ("特約撰稿人 游子婷 發自屏東\n2026/3/8", ("游子婷",)),
    ],
)
def test_a_section_or_a_place_beside_the_day_wrote_nothing(line: str, names: tuple[str, ...]) -> None:
    text = "\n\n".join(["清晨六点，第一艘船离开码头，船上有四十个人和一只羊，港务长在岸边说。"] * 2)
    assert (
        read(f"最新\n教育校園\n渡船三个冬天之后回到海湾，大家都来看\n{line}\n\n{text}\n\n船开了。", html=False).byline
        == names
    )


def test_two_who_are_named_side_by_side_are_two_where_each_stands_alone_below() -> None:
    box = "\nCredits\nAnna Perera\nTom Revell\n"
    story = read(f"{TITLE}May 6, 2026\nAnna Perera Tom Revell{BODY}{box}", html=False)
    assert story.byline == ("Anna Perera", "Tom Revell")
    assert read(f"{TITLE}May 6, 2026\nAnna María Perera Revell{BODY}", html=False).byline == (
        "Anna María Perera Revell",
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [("(සමන්ති වීරසේකර)", ("සමන්ති වීරසේකර",)), ("(Anna Perera)", ("Anna Perera",)), ("(To be continued)", ())],
)
def test_a_name_in_brackets_below_the_text_is_who_wrote_it(line: str, names: tuple[str, ...]) -> None:
    story = read(f"{TITLE}Menu\nHome\n{BODY.rstrip()}\n\n{line}\n", html=False)
    assert story.byline == names
    assert (line in [block.text for block in story.blocks]) != bool(names)


def test_what_is_described_above_a_label_that_begins_with_a_comma_is_no_standfirst() -> None:
    picture = "A rider with letters\n,Krim hobbaRafi Anwar\n\n,Krim golda\nThe rider at noon on the road to town\n"
    story = read(f"{TITLE}{picture}Anna Perera\nMay 4, 2026{BODY}", html=False)
    assert story.standfirst_proposed
    assert story.blocks[0].text == BODY.split("\n\n")[1]


@pytest.mark.parametrize(
    ("described", "caption"),
    [
        ("Bay, pier", "Harbour master Ruth Adeyemi looks at the bay from the end of the pier on Monday."),
        ("Bay, pier", "The bay seen from the pier."),
    ],
)
def test_the_first_picture_s_description_and_caption_stand_above_the_text(described: str, caption: str) -> None:
    story = read(f"{TITLE}By Ada Obi\nMay 4, 2026\nShare\n{described}\n{caption}\n{BODY}", html=False)
    assert caption not in [story.standfirst, *(block.text for block in story.blocks)]


def test_a_name_below_by_is_the_author_though_the_page_says_it_again_at_its_foot() -> None:
    story = read(
        f"{TITLE}By\nAnna Perera\n-\nFebruary 17, 2026{BODY}\nAnna Perera\n\nAnna Perera\n\nhttps://e.example\n"
    )
    assert story.byline == ("Anna Perera",)


def test_a_place_ahead_of_the_name_is_none_of_it() -> None:
    text = (
        "Die Fähre kehrt nach drei Wintern in die Bucht zurück\n\n"
        "Aus Neuzelle-Ost Jule Hartmannsdorf\n19.5.2026 16:45 Uhr\n\n"
        "Das erste Boot verließ den Steg um sechs Uhr früh mit vierzig Menschen und einer Ziege an Bord.\n\n"
        "Niemand hatte daran geglaubt, bis die Leinen geworfen wurden, sagte der Hafenmeister auf dem Kai.\n"
    )
    assert read(text).byline == ("Jule Hartmannsdorf",)


def test_whoever_edited_is_not_who_wrote() -> None:
    text = (
        "消失的夜校：一座工厂小镇的识字课为何停了\n\n记者 沈渡、何岚 责编：周远\n2026年3月29日\n\n"
        "晚上八点半，制衣厂下班的铃声响过，罗秀兰照旧往三楼走，走到一半她才想起来教室已经锁了。\n\n"
        "罗秀兰今年四十六岁，三年前还不会写自己的名字，如今她的手机里存着一百多条自己打的短信。\n"
    )
    assert read(text).byline == ("沈渡", "何岚")


HTML_BODY = "".join(f"<p>{one}</p>" for one in BODY.strip().split("\n\n"))
FERRY = "<h1>The ferry returns</h1>"
ROW = "<ul><li><span>Anna Perera</span></li><li><span>17 February 2026</span></li><li>3 minutes</li></ul>"


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (f"{ROW}{FERRY}", ("Anna Perera",)),
        (f"{FERRY}{ROW}", ("Anna Perera",)),
        (f"<div>Anna Perera</div>{ROW.replace('<li><span>Anna Perera</span></li>', '')}{FERRY}", ()),
        (f"{ROW.replace('Anna Perera', 'More of today')}{FERRY}", ()),
        (f"{FERRY}<span class=Art_by__7>Anna Perera</span>", ("Anna Perera",)),
        (f"{FERRY}<div class=x1 data-testid=byline-name>Anna Perera</div>", ("Anna Perera",)),
    ],
)
def test_html_tells_who_wrote_it_by_a_row_with_the_day_or_by_a_name_of_its_element(
    head: str, names: tuple[str, ...]
) -> None:
    assert read(f"<main>{head}<div>{HTML_BODY}</div></main>", html=True).byline == names


def test_a_list_with_a_day_in_it_among_the_text_is_the_author_s() -> None:
    story = read(f"<main>{FERRY}<div>{HTML_BODY}{ROW}{HTML_BODY.replace('boat', 'ship')}</div></main>", html=True)
    assert "list" in [block.kind for block in story.blocks]


def test_below_the_text_the_tags_and_the_authors_picture_name_and_address_are_the_sites() -> None:
    below = (
        "Tagged: ferries, goats\nAvatar photo\nAnna Perera\nanna@bay.example\n"
        "Anna Perera covers the quay for the Bay Ledger. She reported for the Gazette before. More by Anna Perera\n"
    )
    story = read(f"{TITLE}Avatar photoby Anna Perera April 14, 2026{BODY}\n{below}")
    assert story.blocks[-1].text.startswith("By the evening")
    kept = read(f"{TITLE}By Anna Perera\n{BODY}\nTagged turtles came back, too, and nobody had asked them to.\n")
    assert kept.blocks[-1].text.startswith("Tagged turtles")


@pytest.mark.parametrize(
    ("above", "names"),
    [
        ("Anna Perera\n6 May 2026\n3 min read", ("Anna Perera",)),
        ("Writer's picture: Anna PereraAnna Perera\n6 May 2026\n3 min read", ("Anna Perera",)),
        ("Human Rights\n6 May 2026", ()),  # a section, as far as anybody knows
        ("Coast\n6 May 2026\n3 min read", ()),
    ],
)
def test_site_builders_name_who_wrote_above_the_day_and_the_time_to_read(above: str, names: tuple[str, ...]) -> None:
    assert read(f"All posts\n{above}\n{TITLE.rstrip()}{BODY}", html=False).byline == names


ABOUT = "Joined The Cedar Desk in 2017. Covers the coast and the people on it."
MORE = "The second boat had been sold to a museum, where children may steer it on Sundays, said its keeper.\n"


def test_a_name_and_a_few_words_about_who_it_is_close_a_text_and_are_none_of_it() -> None:
    story = read(f"The Cedar Desk\nNews\n{TITLE}6 May 2026{BODY}\n{MORE}\nAnna Perera\n\n{ABOUT}\n", html=False)
    assert story.byline == ("Anna Perera",)
    assert story.blocks[-1].text == MORE.strip()


@pytest.mark.parametrize(
    ("head", "about"),
    [
        ("Anna Perera", "She has steered the ferry since 2017, and knows each of the goats by its name."),
    ],
)
def test_what_a_text_says_last_below_a_name_stays(head: str, about: str) -> None:
    story = read(f"The Cedar Desk\nNews\n{TITLE}6 May 2026{BODY}\n{MORE}\n{head}\n\n{about}\n", html=False)
    assert about in [block.text for block in story.blocks]
    assert story.byline == ()
