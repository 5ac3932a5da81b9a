"""Every part can be labelled, moved, split, joined, left out and taken back, each in one press of a plain form."""

from __future__ import annotations

import pytest
from django.test import Client

from publisher.editing import intake
from publisher.models import Article, Lesson, Member
from publisher.sources.taught import AS_TAUGHT, key
from publisher.story import Block, Dropped, PastedAppeal, Related, StoryPicture
from tests.making import a_story
from tests.web_desk.conftest import said
from tests.web_desk.test_article import form_of, now_says, paste

WHY = "We live on what readers give and on nothing else, neither on advertisements nor on a party."
TEXTS = ["One stands first.", "Two stands second.", "Three stands third.", "Four stands last."]


def block(text: str, kind: str = "paragraph", why: str = "It is running text.") -> Block:
    html = {"paragraph": f"<p>{text}</p>", "heading": f"<h2>{text}</h2>", "rule": "<hr>"}.get(kind, f"<p>{text}</p>")
    return Block(kind, text, html, why)  # type: ignore[arg-type]


@pytest.fixture
def four(admin: Member) -> Article:
    return intake.keep(a_story(blocks=tuple(map(block, TEXTS))), member=admin)


def press(desk: Client, article: Article, do: str, **changes: str) -> str:
    """Press one button of the form; what the desk says."""
    now = Article.objects.get(id=article.id)
    page = f"/articles/{article.id}/"
    answer = desk.post(page, form_of(now, do=do, **changes))
    return said(desk.get(page) if answer.status_code == 302 else answer)


def texts(article: Article) -> list[str]:
    return [text for _, text in now_says(article)]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:2", [0, 2, 1, 3]), ("down:1", [0, 2, 1, 3]), ("to:0:3", [1, 2, 3, 0]), ("to:3:0", [3, 0, 1, 2]),
        ("to:1:2", [0, 2, 1, 3]), ("to:2:1", [0, 2, 1, 3]), ("up:0", [0, 1, 2, 3]), ("down:3", [0, 1, 2, 3]),
        ("to:1:99", [0, 2, 3, 1]), ("to:9:1", [0, 1, 2, 3]), ("to:1:x", [0, 1, 2, 3]), ("down:²", [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_a_part_moves_by_one_or_anywhere(do: str, order: list[int], desk: Client, four: Article) -> None:
    press(desk, four, do)
    assert texts(four) == [TEXTS[n] for n in order]


def test_it_says_where_a_part_went_and_leads_there(desk: Client, four: Article) -> None:
    answer = desk.post(f"/articles/{four.id}/", form_of(four, do="down:0"))
    assert answer.headers["Location"] == f"/articles/{four.id}/#part-2"
    assert "Part 1 is part 2 now." in said(desk.get(f"/articles/{four.id}/"))


def test_the_script_gets_the_page_itself_and_which_part_to_focus(desk: Client, four: Article) -> None:
    answer = desk.post(f"/articles/{four.id}/", form_of(four, do="down:0"), headers={"X-Parts": "1"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'data-told="Part 1 is part 2 now." data-shown="1"' in page
    assert 'name="version" value="2"' in page


@pytest.mark.parametrize("kind", ["heading", "quotation", "pull_quote", "list"])
def test_a_button_labels_a_part(kind: str, desk: Client, four: Article) -> None:
    press(desk, four, f"label:1:{kind}")
    story = Article.objects.get(id=four.id).read()
    assert (story.blocks[1].kind, story.blocks[1].text, story.blocks[1].why) == (kind, TEXTS[1], "Labelled by you.")


@pytest.mark.parametrize("kind", ["", "nonsense", "picture", "rule", "²"])
def test_a_label_that_there_is_not_changes_nothing(kind: str, desk: Client, four: Article) -> None:
    press(desk, four, f"label:1:{kind}")
    assert texts(four) == TEXTS


def test_what_was_typed_is_saved_with_every_act(desk: Client, four: Article) -> None:
    press(desk, four, "up:1", title="New title", **{"text-3": "Four was typed anew."})
    assert texts(four) == [TEXTS[1], TEXTS[0], TEXTS[2], "Four was typed anew."]
    assert Article.objects.get(id=four.id).title == "New title"


# -- split and join --------------------------------------------------------------------------------------------


def test_an_empty_line_makes_two_parts_of_one(desk: Client, four: Article) -> None:
    press(desk, four, "save", **{"text-1": "Two stands\n \nsecond, with [a link](https://a.example/)."})
    assert texts(four) == [TEXTS[0], "Two stands", "second, with a link.", *TEXTS[2:]]
    assert "https://a.example/" in Article.objects.get(id=four.id).read().blocks[2].html


def test_a_quotation_has_paragraphs_and_is_split_when_told(desk: Client, four: Article) -> None:
    press(desk, four, "label:1:quotation", **{"text-1": "First.\n\nSecond."})
    assert texts(four)[1] == "First.\nSecond."
    page = press(desk, four, "split:1")
    assert texts(four)[1:3] == ["First.", "Second."]
    assert [kind for kind, _ in now_says(four)][1:3] == ["quotation", "quotation"]
    assert "Part 2 is 2 parts now." in page


def test_where_to_split_must_be_said(desk: Client, four: Article) -> None:
    assert "put an empty line into part 2" in press(desk, four, "split:1")
    assert texts(four) == TEXTS


def test_a_part_is_joined_with_the_one_above(desk: Client, four: Article) -> None:
    press(desk, four, "join:2")
    assert texts(four) == [TEXTS[0], f"{TEXTS[1]} {TEXTS[2]}", TEXTS[3]]


def test_signs_that_are_not_spaced_are_joined_without_a_space(desk: Client, admin: Member) -> None:
    article = intake.keep(a_story(blocks=(block("渡轮今天"), block("恢复航行。"))), member=admin)
    press(desk, article, "join:1")
    assert texts(article) == ["渡轮今天恢复航行。"]


def test_joined_with_a_picture_words_are_its_caption(desk: Client, admin: Member) -> None:
    story = a_story(
        blocks=(Block("picture", "", ""), block("The quay at six.")),
        pictures=(StoryPicture("https://a.example/a.jpg"),),
    )
    article = intake.keep(story, member=admin)
    press(desk, article, "join:1")
    read = Article.objects.get(id=article.id).read()
    assert [one.kind for one in read.blocks] == ["picture"]
    assert read.pictures[0].caption == "The quay at six."


def test_what_cannot_be_joined_says_so(desk: Client, admin: Member) -> None:
    article = intake.keep(a_story(blocks=(block("One."), block("", "rule"), block("Two."))), member=admin)
    assert "cannot be joined with the line above it" in press(desk, article, "join:2")
    press(desk, article, "join:0")
    assert len(texts(article)) == 3


# -- left out and taken back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", range(4))
def test_a_part_left_out_comes_back_to_where_it_stood_as_it_was(n: int, desk: Client, admin: Member) -> None:
    linked = Block("list", "A\nB", '<ul><li><a href="https://a.example/">A</a></li><li>B</li></ul>', "It is a list.")
    blocks = [*map(block, TEXTS[:3])]
    blocks.insert(n, linked)
    article = intake.keep(a_story(blocks=tuple(blocks)), member=admin)
    press(desk, article, f"out:{n}")
    assert texts(article) == TEXTS[:3]
    press(desk, article, "back:0")
    read = Article.objects.get(id=article.id).read()
    assert (read.blocks[n].kind, read.blocks[n].html, read.dropped) == ("list", linked.html, ())


def test_the_place_is_kept_while_other_parts_move_and_go(desk: Client, four: Article) -> None:
    press(desk, four, "out:2")  # three goes
    press(desk, four, "to:2:0")  # four, one, two
    press(desk, four, "out:1")  # one goes
    press(desk, four, "back:0" if Article.objects.get().read().dropped[0].text == TEXTS[2] else "back:1")
    assert texts(four) == [TEXTS[3], TEXTS[1], TEXTS[2]]
    press(desk, four, "back:0")
    assert texts(four) == [TEXTS[3], TEXTS[0], TEXTS[1], TEXTS[2]]


def test_a_picture_left_out_comes_back_with_its_words(desk: Client, admin: Member) -> None:
    shown = StoryPicture("https://a.example/a.jpg", "A ferry", "Noor", "At six")
    story = a_story(blocks=(block("One."), Block("picture", "At six", ""), block("Two.")), pictures=(shown,))
    article = intake.keep(story, member=admin)
    press(desk, article, "out:1")
    assert Article.objects.get().read().pictures == ()
    press(desk, article, "back:0")
    read = Article.objects.get().read()
    assert ([one.kind for one in read.blocks], read.pictures) == (["paragraph", "picture", "paragraph"], (shown,))


def test_what_the_judge_left_out_before_there_were_places_comes_back_at_the_end(desk: Client, admin: Member) -> None:
    article = intake.keep(a_story(blocks=(block("One."),), dropped=(Dropped("Read more", "A label."),)), member=admin)
    press(desk, article, "back:0")
    assert texts(article) == ["One.", "Read more"]
    press(desk, article, "back:7")
    assert texts(article) == ["One.", "Read more"]


def test_what_the_judge_left_out_of_a_paste_comes_back_where_it_stood(desk: Client) -> None:
    long = "The {} ferry left the harbour at six with forty people on board, the first since the storm of the year."
    text = "\n\n".join(["Ferry returns", long.format("morning"), "Read more", long.format("noon"), long.format("late")])
    paste(desk, text)
    article = Article.objects.get()
    [n] = [n for n, one in enumerate(article.read().dropped) if one.text == "Read more"]
    press(desk, article, f"back:{n}")
    assert texts(article)[1] == "Read more"


# -- elsewhere -------------------------------------------------------------------------------------------------


def test_a_part_becomes_the_title_and_the_old_one_is_not_lost(desk: Client, four: Article) -> None:
    press(desk, four, "label:0:title")
    read = Article.objects.get(id=four.id).read()
    assert (read.title, len(read.blocks)) == (TEXTS[0], 3)
    assert [(one.text, one.why) for one in read.dropped] == [(four.title, "It was the title before.")]


def test_a_part_becomes_the_standfirst(desk: Client, four: Article) -> None:
    press(desk, four, "label:1:standfirst")
    read = Article.objects.get(id=four.id).read()
    assert (read.standfirst, read.standfirst_proposed) == (TEXTS[1], False)


def test_a_part_becomes_a_related_article_with_its_link(desk: Client, four: Article) -> None:
    press(desk, four, "label:1:related", **{"text-1": "[Our dossier](https://a.example/d)"})
    assert Article.objects.get(id=four.id).read().related == (Related("Our dossier", "", "https://a.example/d"),)


def test_parts_become_the_appeal_and_go_back_when_it_was_none(desk: Client, four: Article) -> None:
    press(desk, four, "save", **{"kind-2": "appeal", "kind-3": "appeal", "text-2": "Keep the lamp burning"})
    read = Article.objects.get(id=four.id).read()
    assert read.appeal == PastedAppeal("Keep the lamp burning", (TEXTS[3],))
    assert texts(four) == TEXTS[:2]
    press(desk, four, "unappeal")
    assert Article.objects.get(id=four.id).read().appeal is None
    assert texts(four) == [*TEXTS[:2], "Keep the lamp burning", TEXTS[3]]


def test_an_appeal_that_is_labelled_from_below_reads_as_it_stood_and_its_button_holds_no_address(
    desk: Client, four: Article
) -> None:
    press(desk, four, "label:3:appeal", **{"text-3": "Support it now: https://a.example/give"})
    press(desk, four, "label:2:appeal", **{"text-2": WHY})
    press(desk, four, "label:1:appeal", **{"text-1": "Keep the lamp burning"})
    asked = PastedAppeal("Keep the lamp burning", (WHY,), "Support it now", "https://a.example/give")
    assert Article.objects.get(id=four.id).read().appeal == asked


def test_parts_that_are_added_above_an_appeal_in_one_step_keep_their_order(desk: Client, four: Article) -> None:
    words = {f"text-{n}": f"{n}: {WHY}" for n in (1, 2, 3)}
    press(desk, four, "label:3:appeal", **words)
    press(desk, four, "save", **{"kind-1": "appeal", "kind-2": "appeal"})
    assert Article.objects.get(id=four.id).read().appeal == PastedAppeal("", tuple(words.values()))
    press(desk, four, "unappeal")
    assert texts(four) == [TEXTS[0], *words.values()]


# -- teaching --------------------------------------------------------------------------------------------------

BOX = "Harbour Radio, live from the quay"
LONG = "The {} ferry left the harbour at six with forty people on board, the first since the storm of the year."


def an_article(title: str) -> str:
    return "\n\n".join(
        [f"The ferry of {title} returns", LONG.format(title), BOX, LONG.format("noon"), LONG.format("evening")]
    )


def test_what_is_left_out_once_is_left_out_of_the_next_article_and_says_so(desk: Client) -> None:
    paste(desk, an_article("Monday"))
    first = Article.objects.get()
    n = texts(first).index(BOX)
    assert "The next article with these words is read that way, too." in press(desk, first, f"out:{n}")
    paste(desk, an_article("Tuesday"))
    second = Article.objects.exclude(id=first.id).get()
    assert BOX not in texts(second)
    assert AS_TAUGHT in said(desk.get(f"/articles/{second.id}/"))
    assert Lesson.objects.get().used == 1


def test_taking_ones_own_slip_back_forgets_it(desk: Client) -> None:
    paste(desk, an_article("Monday"))
    article = Article.objects.get()
    press(desk, article, f"out:{texts(article).index(BOX)}")
    left = [one.text for one in Article.objects.get().read().dropped]
    press(desk, article, f"back:{left.index(BOX)}")
    assert not Lesson.objects.exists()


def test_taking_back_what_was_taught_teaches_the_other_way(desk: Client, admin: Member) -> None:
    gone = Dropped(BOX, AS_TAUGHT, 1)
    article = intake.keep(a_story(blocks=tuple(map(block, TEXTS)), dropped=(gone,)), member=admin)
    press(desk, article, "back:0")
    assert {lesson.key: lesson.label for lesson in Lesson.objects.all()} == {key(BOX): "paragraph"}


def test_taking_back_a_byline_teaches_nothing(desk: Client, admin: Member) -> None:
    gone = Dropped("By Noor Haddad", "It names the author.", 0, "byline")
    article = intake.keep(a_story(blocks=tuple(map(block, TEXTS)), dropped=(gone,)), member=admin)
    press(desk, article, "back:0")
    assert not Lesson.objects.exists()


def test_a_stale_save_teaches_nothing(desk: Client, four: Article) -> None:
    old = form_of(four, do="out:0", **{"text-0": BOX})
    press(desk, four, "up:1")
    assert desk.post(f"/articles/{four.id}/", old).status_code == 409
    assert not Lesson.objects.exists()


def test_an_article_without_a_title_is_asked_for_one_and_loses_nothing(desk: Client, admin: Member) -> None:
    article = intake.keep(a_story(title="", blocks=tuple(map(block, TEXTS))), member=admin)
    page = press(desk, article, "save", **{"text-0": "Typed anew."})
    assert "needs a title" in page
    assert "Typed anew." in page


BUTTONS = ["", ":", "up", "up:", "back:-1", "label:0", "label:0:", "split:", "to:1", "out:", "x:1:2"]


@pytest.mark.parametrize("do", BUTTONS)
def test_a_button_that_there_is_not_changes_nothing(do: str, desk: Client, four: Article) -> None:
    press(desk, four, do)
    assert texts(four) == TEXTS
