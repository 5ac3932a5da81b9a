"""Where a text begins: the standfirst above the place that is reported from, and what else stands around it."""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

_TOP = "Valley News\nTowns\n{}\nBy Anna Perera\nMay 4, 2026\nShare\n"
_TITLE = "The bridge that nobody crosses"
_LEAD = "For nine years the county has said that the bridge at the ferry would be mended. Now the goats have it."
_TEXT = """{}The clerk keeps the key in a drawer, below the letters that she has written about the bridge since.

She has had no answer to any of them, and the last one, she says, came back with a stamp that nobody could read.

Nobody crosses it now but goats, and the goats, says their owner, were never told that it was closed to traffic.

Towns
Valley News Ltd
"""


@pytest.mark.parametrize(
    "place", ["KELLY'S FERRY, Ore. — ", "Kelly (Oregon).– ", "FERRY (AP) - ", "Ferry.- ", "Ferry – "]
)
def test_a_paragraph_above_the_place_that_is_reported_from_is_the_standfirst(place: str) -> None:
    story = read(f"{_TOP.format(_TITLE)}{_LEAD}\n\n{_TEXT.format(place)}", html=False)
    assert (story.standfirst, story.standfirst_proposed) == (_LEAD, False)
    assert story.blocks[0].text.startswith(place.strip())


@pytest.mark.parametrize("place", ["", "In Ferry – ", "She asks: Why? – ", "Ruth Adeyemi – "])
def test_a_first_paragraph_above_others_is_none(place: str) -> None:
    story = read(f"{_TOP.format(_TITLE)}{_LEAD}\n\n{_TEXT.format(place)}", html=False)
    assert story.blocks[0].text == _LEAD


@pytest.mark.parametrize("html", [False, True])
def test_a_line_that_says_where_the_text_was_reported_from_is_the_authors(html: bool) -> None:
    first = "La secrétaire garde la clé dans un tiroir, sous les lettres qu’elle a écrites à propos du pont."
    text = [first, first.replace("clé", "carte"), first.replace("clé", "lampe")]
    lead = "Depuis neuf ans le département promet de réparer le pont du bac. Les chèvres, elles, n’ont pas attendu."
    place = "Saint-Bac (Lozère), reportage"
    head = ["Le pont que personne ne passe", "Par Anna Perera", "4 mai 2026", "Partager"]
    pasted = "\n".join(head) + "\n\n" + "\n\n".join([lead, place, *text])
    if html:
        told = "".join(f"<div class='meta'>{line}</div>" for line in head[1:])
        told += f"<div class='chapo'><p>{lead}</p></div><p class='place'>{place}</p>"
        pasted = f"<h1>{head[0]}</h1>{told}<div>{''.join(f'<p>{one}</p>' for one in text)}</div>"
    story = read(pasted, html=html)
    assert story.standfirst == lead
    assert [block.text for block in story.blocks] == [place, *text]


@pytest.mark.parametrize("look", ["lead", "Lead", "article-big__lead", "Article_lead__x7Yq2", "cikk-lead bold", "spot"])
def test_a_first_paragraph_that_its_class_calls_so_is_the_standfirst(look: str) -> None:
    text = "".join(f"<p>{one}</p>" for one in _TEXT.format("").split("\n\n")[:3])
    picture = (
        "<figure><img src='/bridge.jpg' width=900 alt='Goats'><figcaption>The bridge in March.</figcaption></figure>"
    )
    head = f"<h1>{_TITLE}</h1><div class=by>By Anna Perera</div><div class=on>May 4, 2026</div>{picture}"
    note = "<p class='note'>Some names have been changed.</p>"
    lead = f"<p class='{look}'>{_LEAD}</p>"
    assert read(f"<article>{head}{lead}{text}</article>", html=True).standfirst == _LEAD
    noted = read(f"<article>{head}{lead}{note}<h3>Goats</h3>{text}</article>", html=True)
    assert [noted.standfirst, noted.blocks[0].text] == [_LEAD, "Some names have been changed."]
    many = read(f"<article>{head}{lead}{text.replace('<p>', f'<p class={look!r}>')}</article>", html=True)
    assert many.standfirst_proposed


def test_a_line_too_long_for_a_label_right_below_the_title_is_the_standfirst() -> None:
    lead = _LEAD.rstrip(".")
    top = f"Valley News\nTowns\n{_TITLE}\n{{}}\nGive this to a friend\nTwo goats on a bridge\nBy us and others\n"
    assert read(top.format(lead) + _TEXT.format(""), html=False).standfirst == lead
    assert read(top.format("A goat on the bridge") + _TEXT.format(""), html=False).standfirst_proposed


@pytest.mark.parametrize(
    ("second", "taken"),
    [("칠십 분 걸리던 길 이제는 못 가", True), ("다리 위의 염소 두 마리 (사진 김서연)", False)],
)
def test_two_lines_between_title_and_author_are_one_standfirst(second: str, taken: bool) -> None:
    first = "군청 약속 구 년째 서랍 속에 그대로"
    text = (
        "나루 다리는 지난봄 들보 하나가 강으로 떨어진 뒤로 문을 닫았고 군청은 고치겠다고 말해 왔다고 주민들은 전했다."
    )
    title = "아무도 건너지 않는 나루 다리, 염소만 남았다"
    top = ["골짜기신문", "정치", "홈", "2026.05.04", title, first, second, "기자명 김서연 기자", "페이스북", "트위터"]
    texts = [text, text.replace("나루", "강변"), text.replace("나루", "윗마을"), text.replace("나루", "염소")]
    story = read("\n".join(top) + "\n\n" + "\n\n".join(texts), html=False)
    assert story.title == title
    assert (story.standfirst == f"{first}\n{second}") is taken
