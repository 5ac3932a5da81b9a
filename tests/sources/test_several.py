"""A paste that holds two articles, or none: a front page, a thread of comments."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from publisher.sources.paste import NotAnArticle, read

BOAT = (
    "The first boat left the pier at six in the morning with forty people and a goat on board.",
    "Nobody had believed in it until the ropes were thrown, the harbour master said on the quay.",
    "By the evening the boat had crossed eleven times, and every seat had been taken, the crew counted.",
)
SCHOOL = (
    "The council met on Tuesday in a hall that smelled of paint, and nobody clapped when it was over.",
    "Four members voted for the school and three against it, the clerk read from her book of minutes.",
    "Parents who had stood along the wall went home in the rain, some of them without a word to say.",
)
TEASERS = (*BOAT, *SCHOOL)
HEADLINES = (
    "Ferry returns to bay",
    "Ropes thrown at last",
    "Eleven trips a day",
    "Council votes",
    "Four to three",
    "Home in the rain",
)


def _article(title: str, by: str, text: tuple[str, ...]) -> str:
    return "\n\n".join((title, f"By {by}\nFebruary 17, 2026", *text))


def _marked(title: str, by: str, text: tuple[str, ...]) -> str:
    told = "".join(f"<p>{one}</p>" for one in text)
    head = f'<h1>{title}</h1><p class="byline">By {by}</p><time datetime="2026-02-17">17 February 2026</time>'
    return f"<article>{head}{told}</article>"


@pytest.mark.parametrize(("write", "html", "between"), [(_article, False, "\n\n"), (_marked, True, "")])
def test_of_two_articles_the_first_is_kept_and_the_second_is_listed(
    write: Callable[[str, str, tuple[str, ...]], str], html: bool, between: str
) -> None:
    first = write("The ferry returns to the bay after three winters", "Anna Perera", BOAT)
    second = write("School on the hill stays open for one more year", "Tom Revell", SCHOOL)
    story = read(first + between + second, html=html)
    assert [block.text for block in story.blocks] == list(BOAT)
    assert story.byline == ("Anna Perera",)
    left = [one for one in story.dropped if one.why.startswith("It is another article")]
    assert [one.text for one in left if one.text in SCHOOL] == list(SCHOOL)
    assert left[0].text == "School on the hill stays open for one more year"


def test_a_subhead_in_an_article_begins_no_other() -> None:
    text = "\n\n".join(
        ("The ferry returns to the bay", "By Anna Perera\nFebruary 17, 2026", *BOAT, "What the council said", *SCHOOL)
    )
    assert [block.text for block in read(text).blocks] == [*BOAT, "What the council said", *SCHOOL]


@pytest.mark.parametrize("html", [False, True])
def test_a_front_page_is_refused_with_what_to_do_instead(html: bool) -> None:
    if html:
        page = "".join(
            f'<h2><a href="https://e.example/{n}">{head}</a></h2><p>{tease}</p>'
            for n, (head, tease) in enumerate(zip(HEADLINES, TEASERS, strict=True))
        )
    else:
        page = "\n\n".join(
            f"{head}\n\n{tease}\n\n{n} hours ago"
            for n, (head, tease) in enumerate(zip(HEADLINES, TEASERS, strict=True), 2)
        )
    with pytest.raises(NotAnArticle, match="many headlines"):
        read(page, html=html)


def test_questions_and_answers_are_no_front_page() -> None:
    text = "<h1>The harbour master explains</h1>" + "".join(
        f"<h2>{head}</h2><p>{tease}</p>" for head, tease in zip(HEADLINES, TEASERS, strict=True)
    )
    assert len(read(text, html=True).blocks) == 2 * len(TEASERS)


def test_a_thread_of_comments_alone_is_refused() -> None:
    said = "\n\n".join(f"reader{n}\n{n} hours ago\n{one}\nReply" for n, one in enumerate(TEASERS, 2))
    with pytest.raises(NotAnArticle, match="readers' comments"):
        read(f"6 Comments\nSort by: Newest\n\n{said}")
    marked = "".join(
        f'<li class="comment"><cite>reader</cite><time>2 hours ago</time><p>{one}</p></li>' for one in TEASERS
    )
    with pytest.raises(NotAnArticle, match="readers' comments"):
        read(f'<div id="comments"><h3>6 comments</h3><ol class="comment-list">{marked}</ol></div>', html=True)


def test_headings_that_lead_to_ten_other_sites_are_one_article_s_and_to_its_own_a_front_page() -> None:
    said = "Here the river is held by stones that nobody laid, and in the summer the young people swim below them."
    told = "".join(
        f"<h2><a href='https://{{}}/w{n}'>The weir of number {n}</a></h2><p>{said} {n}.</p>" for n in range(9)
    )
    away = [f"weir{n}.example" for n in range(9)]
    story = read(f"<h1>Nine weirs</h1><div><p>{BOAT[0]}</p>{told.format(*away)}</div>", html=True)
    assert len(story.blocks) == 19
    with pytest.raises(NotAnArticle, match="many headlines"):
        read(f"<h1>Nine weirs</h1><div>{told.format(*9 * ['weir.example'])}</div>", html=True)
