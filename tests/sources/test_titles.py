"""Which of the lines above a text is the title, where its neighbours could be it, too. Plain text alone."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.sources.part import Part
from publisher.sources.sharing import share_names
from publisher.sources.sheet import Sheet
from publisher.sources.title_line import like_a_row
from publisher.sources.vocabulary import vocabulary

TEXT = """
The ferry left at six with eleven cars, two dogs and a refrigerator that nobody on board had asked for.

Nobody was charged, and nobody knew whom to charge, the harbour master said on Tuesday morning.

By noon the boat was back at its berth, and the refrigerator stood alone on the quay in the rain.
"""
HEADS = {
    "below a path that begins at home, has no spaces and says some of it": (
        (
            "Wednesday, May 3 2026\nThe quay\nHome\nHarbour\nSociety\nContact\nHome/Society/The ferry left\n"
            "Society\nThe ferry left: “The quay is further away now”\nAda Obi\n3 May 2026"
        ),
        "The ferry left: “The quay is further away now”",
    ),
    "below a path of one step, which the menu has, too": (
        (
            "สำนักข่าวริมโขง\nหน้าแรก\nข่าว\nรายงานพิเศษ\nสิ่งแวดล้อม\nบทความ\nวิดีโอ\nเกี่ยวกับเรา\nหน้าแรก / รายงานพิเศษ\n"
            "น้ำประปาสีชา: สามปีที่ชาวบ้านหนองกระทุ่มต้องซื้อน้ำกิน\nเรื่อง: วนิดา ศรีสุข ภาพ: ธนพล แก้วดี 22 เมษายน 2569"
        ),
        "น้ำประปาสีชา: สามปีที่ชาวบ้านหนองกระทุ่มต้องซื้อน้ำกิน",
    ),
    "with a slash, which leads to no other place": (
        "News\nHome / away: the ferry and its refrigerator\nAda Obi\n3 May 2026",
        "Home / away: the ferry and its refrigerator",
    ),
    "a sentence above a longer one, both with a full stop": (
        (
            "Harbour\nThe ferry left with a refrigerator. Nobody had asked for it.\n"
            "Eleven cars, two dogs and a refrigerator were on board. Records show that the harbour master knew of it.\n"
            "by Ada Obi 3 May 2026"
        ),
        "The ferry left with a refrigerator. Nobody had asked for it.",
    ),
    "below what the site says of itself": (
        (
            "Bay Ledger\nIndependent, nonprofit news for the harbour master\n\nDonate\nJustice\nHealth\n"
            "Posted inJustice\n"
            "A county stopped answering its phones. Families want to know why.\n"
            "For 19 days in March, no one could call them there. Records show that somebody knew.\n"
            "by Dana Whitlock April 14, 2026"
        ),
        "A county stopped answering its phones. Families want to know why.",
    ),
    "below the name of its series, of which it is the first part": (
        "開かない水門　第1回\n\n「検査済み」の水門は動かなかった　点検記録12年分を入手\n2026.05.03 取材・文：三浦 佳織",
        "「検査済み」の水門は動かなかった　点検記録12年分を入手",
    ),
    "of two lines of four words the one right above the day, of which the text tells": (
        "News\nWater\nTales of the quay\nFerry leaves a refrigerator\n3 May 2026",
        "Ferry leaves a refrigerator",
    ),
    "above a picture's description that is its caption, too": (
        (
            "Town and country\nA ferry came back with one refrigerator too many\n"
            "A refrigerator stands alone in the rain on the quay\nA refrigerator stands alone in the rain on the quay\n"
            "3 May 2026\nAda Obi"
        ),
        "A ferry came back with one refrigerator too many",
    ),
    "a title of few words above what a content system says of it": (
        "The captain and his boat\nDetails\nKlass: Trade\nLäst: 904\nWooden box\nThe box, beside a refrigerator.",
        "The captain and his boat",
    ),
    "a section's name from the menu, once more above its article": (
        (
            "Start\nNews\nWater and land\nContact\nWater and land\n"
            "A ferry with a refrigerator that nobody asked for came back to its berth\n3 May 2026"
        ),
        "A ferry with a refrigerator that nobody asked for came back to its berth",
    ),
    "a short title over its longer standfirst": (
        "The last postman\nThree villages, one bicycle and a letter eleven years on its way\nAda Obi · 3 May 2026",
        "The last postman",
    ),
    "a label of three words over title and standfirst": (
        (
            "Land and water\nA creek that has no name gets a lawyer\n"
            "State law says that only a named water may be spoiled, and a judge disagrees\nBy Ada Obi\n3 May 2026"
        ),
        "A creek that has no name gets a lawyer",
    ),
    "a picture's description below author and day": (
        "The square fell silent\nAda Obi · 3 May 2026 · 4 min read\n\nClock tower in the square",
        "The square fell silent",
    ),
    "author, day and reading time above the title": (
        "Ada Obi\n3 May 2026\n3 min read\nThe library in the shelter",
        "The library in the shelter",
    ),
    "one word over its standfirst": (
        (
            "Essays\nLetters\nFerry\n"
            "On the last crew of the eastern crossing, and what they never tell about cargo\nBy Ada Obi\n3 May 2026"
        ),
        "Ferry",
    ),
    "a picture's description, and its caption with who took it": (
        (
            "Society\n“It stood alone on the quay”\n"
            "A ferry that sailed with a refrigerator now looks for the one who asked for it, and nobody answers\n"
            "A dog beside the refrigerator, last Sunday at the quay.\n"
            "A dog beside the refrigerator, last Sunday at the quay.JAVIER LANAU\nAda Obi\n3 May 2026"
        ),
        "“It stood alone on the quay”",
    ),
    "letters that two words begin and end with are not words said twice": (
        (
            "EDUCATION\nUna escuela de cuatro alumnos contra el cierre\n"
            "In Valdehoz one room survives, since two families moved in time\nLucía Barrantes\n17 April 2026"
        ),
        "Una escuela de cuatro alumnos contra el cierre",
    ),
    "a kind of article above a title of many words": (
        (
            "Review\nInterview\n“I carry silences”: the woman who took a dead poet's notebooks over the pass in a coat"
            "\nBy Ada Obi\n3 May 2026"
        ),
        "“I carry silences”: the woman who took a dead poet's notebooks over the pass in a coat",
    ),
    "a section of three words that the text never says above a title that it says": (
        "Our Town Today\nThe ferry that sailed with a refrigerator\nAda Obi\n3 May 2026",
        "The ferry that sailed with a refrigerator",
    ),
    "a menu and the title in one row of a table": (
        "Harbour news\nContact\nGuest book\tThe ferry that sailed at six\nBy Ada Obi, 3 May 2026",
        "The ferry that sailed at six",
    ),
    "a title of two sentences, each word with a capital": (
        "The Long Wait\nHarbour Board Sends the Ferry Back. Nobody Asks for the Refrigerator.\nBy Ada Obi\n3 May 2026",
        "Harbour Board Sends the Ferry Back. Nobody Asks for the Refrigerator.",
    ),
    "lines of a head that are as long as wrapped ones": (
        (
            "Home»Harbour»The ferry that sailed with a refrigerator\nThe ferry that sailed with a refrigerator\n"
            "May 3, 2026 Ada Obi Harbour News 2 comments"
        ),
        "The ferry that sailed with a refrigerator",
    ),
    "what a portal joins into one row: number, day, hour, buttons": (
        "Number: 88412 Out on the web: 3 May 2026 - 10:42 Printable version Send it away\nWhere the ferry stays",
        "Where the ferry stays",
    ),
    "a kicker of three words above what somebody said": (
        "Water and land\n\nRefrigerator stays on board: “Nobody has asked for it”\n\n3 May 2026\nBy Ada Obi",
        "Refrigerator stays on board: “Nobody has asked for it”",
    ),
    "a short title over a standfirst in which somebody is quoted": (
        "The last berth\nThe harbour master on a boat that came back, and on what he calls “cold cargo”\n3 May 2026",
        "The last berth",
    ),
    "a short title over its standfirst, with a name and a day of this year": (
        "Roads\nThe cold cargo\nThe quay has a visitor. “The Lantern” asked whom it belongs to\nAda Obi\n2 May, 10:30",
        "The cold cargo",
    ),
    "where the reader is, as content systems have it": (
        "Home\nQuay\nYou stand at: Home > Ferry and quay\nFerry leaves a refrigerator\nDetails\n3 May 2026",
        "Ferry leaves a refrigerator",
    ),
    "a caption that ends with who took the picture, below the day": (
        (
            "Cold cargo\n\nThe harbour board pays for a berth that nobody uses, and nobody says why it does so\n\n"
            "09:12, 3 May 2026\n\nThe refrigerator on the quay in the rain. Photo sent to us by a sailor"
        ),
        "Cold cargo",
    ),
    "a kicker that begins as a line of the author does, and a menu above it": (
        "Words without charge\nNews\nBy Night\nThe quay that nobody asked for\nBy Ada Obi\n3 May 2026",
        "The quay that nobody asked for",
    ),
    "who took the pictures, in a line that begins with a small letter": (
        "Ostatni prom\ntekst i zdjęcia: Grzegorz Mazur\n3 maja 2026",
        "Ostatni prom",
    ),
}


@pytest.mark.parametrize("head", HEADS)
def test_the_title_is_told_from_what_stands_beside_it(head: str) -> None:
    above, title = HEADS[head]
    assert paste.read(f"{above}\n{TEXT}").title == title


def test_a_sites_name_that_stands_in_its_copyright_line_too_is_no_title() -> None:
    head = "Old Harbour Lakes Public Media\nDonate\nLocal News\n\nThe day that nobody went out\nBy Ada Obi\n3 May 2026"
    story = paste.read(f"{head}\n{TEXT}\n© 2026 Old Harbour Lakes Public Media")
    assert story.title == "The day that nobody went out"


def test_a_section_that_stands_there_twice_is_no_title_though_its_words_are_not_parted() -> None:
    head = "หน้าแรก\nข่าว\nปลาแห้งแดง\nปลาแห้งแดง\nชาวบ้านริมโขงนับวันรอน้ำที่ไม่มา หลังเขื่อนใหม่เปิดใช้งาน\n15 มีนาคม 2569"
    text = "ทุกเช้าลุงบุญมีเดินลงไปที่ริมฝั่งโขงเพื่อวัดระดับน้ำด้วยไม้ไผ่ที่เขาขีดเส้นไว้เองตั้งแต่ปีที่เขื่อนเริ่มก่อสร้าง และจดลงในสมุดเล่มเล็ก"
    assert paste.read(f"{head}\n\n{text}\n\n{text} ของหลาน\n").title.startswith("ชาวบ้านริมโขง")


def test_what_is_left_in_english_is_no_title_of_an_amharic_text() -> None:
    text = "በሰባተኛ መንገድ ላይ ያለው ጉድጓድ ስድስት ዓመት ሞላው። የሰፈሩ ልጆች የልደት ኬክ ቆረጡለት። ከንቲባው ግን አልመጡም ነበር።"
    head = "Lenso fari domo\nየማይዘጋው ጉድጓድ\nBy ሰላማዊት ገብሬFebruary 11, 2026"
    assert paste.read(f"{head}\n\n{text}\n\n{text} ደረሰኙ አለ።\n").title == "የማይዘጋው ጉድጓድ"


def test_a_sentence_about_copyright_is_no_notice_of_one() -> None:
    said = "Copyright is the river’s, she says."
    assert [block.text for block in paste.read(f"A mill\n{TEXT}\n{said}\n").blocks][-1] == said


def test_a_day_among_what_a_content_system_says_of_an_article_makes_a_row() -> None:
    words = vocabulary(("latin",), "en")
    row = Part("No: 88412 Printed: 3 May 2026 - 10:42 the paper edition and the mail for a friend of yours", "", "line")
    told = Part(
        "On 3 May 2026 the ferry left with eleven cars, two dogs and a thing nobody had asked for: ice", "", "line"
    )
    sheet = Sheet([row, told], words, html=False, page="", title="", taught={})
    assert (like_a_row(sheet, row), like_a_row(sheet, told)) == (2, 0)


def test_a_button_right_above_the_text_is_no_title_where_name_and_place_stand_above_the_day() -> None:
    title = 'El banco de alimentos de Cádiz: "Nos sobran garbanzos y nos falta sitio"'
    head = (
        f"Directo\nHoy por Hoy\nProgramas\n{title}\nLa entidad ha recibido en una semana 31 toneladas de legumbres\n\n"
        "Rocío Palma\nCádiz\n03/12/2026 - 08:44 h CET\nEscuchar\nCopu URL"
    )
    text = "El primer camión llegó el lunes y lo descargaron entre seis. El undécimo llegó el jueves y nadie lo vio."
    more = '"Pedimos que pregunten antes", explica la coordinadora. Lo que más escasea es el aceite, dice.'
    assert paste.read(f"{head}\n\n{text}\n\n{more}\n\n{more} Nadie dijo nada.\n").title == title


def test_a_description_that_is_its_caption_too_is_no_standfirst() -> None:
    twice = "A refrigerator stands alone in the rain on the quay\n" * 2
    head = f"Town and country\nA ferry came back with one refrigerator too many\n{twice}3 May 2026\nAda Obi\n"
    assert paste.read(f"{head}{TEXT}", html=False).standfirst_proposed


def test_two_letters_of_a_language_are_for_sure_no_share_button() -> None:
    words = vocabulary(("latin",), "es")["share"]
    assert [share_names(text, words) for text in ("EN", "En Facebook")] == [([], False), (["facebook"], True)]
