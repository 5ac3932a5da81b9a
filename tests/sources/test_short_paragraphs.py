"""Articles of short lines lose nothing: interviews, recipes, chronicles, programmes, results, letters."""

from __future__ import annotations

from html import escape

import pytest

from publisher.sources import paste
from publisher.story import Story

MENU = "Skip to content\nThe Harbour Weekly\nNews\nSport\nSubscribe\n"
HEAD = "{title}\nBy Moira Tennant\n12 November 2024\n\n"
FOOT = "\n\nShare\nFacebook\nRead also\nThe last apple pickers\nAbout us\nContact\n"

INTERVIEW = """Mr Bender, how many miles?

About two million.

And how often were you late?

Once.

When?

In the winter of 1986 the door of the depot was frozen, and nobody in the whole of the town had a key for it.

What does one do then?

Wait."""
RECIPE = """My grandmother made this with whatever the boats had left over. It takes an hour and forgives everything.

Serves 4
Takes 50 minutes

You need
600g white fish
200ml whole milk
1 bay leaf
Salt

Method
Heat the oven.
Put the fish and the milk in a pan.
Mash the potatoes.

Fold the fish into the sauce, top it with the mash and bake it until the edges bubble and brown.

It keeps for a day."""
CHRONICLE = """What we know so far:
– the water stands at eight metres;
– the bridge is closed to lorries.

18:40
The bridge is open.

17:05
The governor came. He stayed for twenty minutes.

14:30
The school on Mill Lane takes people in. Blankets, water and food for small children are needed until nine.

12:10
The first street is flooded."""
PROGRAMME = """The feast begins on the quay at ten.

10:00
Opening
Stage by the lighthouse

11:30
Why the sea withdraws
Library, second floor

13:00
Soup of the fishermen

If it rains, all of this will be in the hall of the school, and what the soup earns goes to the repair of the boat."""
RESULTS = """The Harbour beat the Mill by three to one on Sunday and sleeps at the top of the table tonight.

They had not won there since the old stand burnt down, and nobody in the crowd could say how it had been then.

Spectators: 1,204
Takings: 18,060 pounds
Referee: Silvio Nunes

“We have not won anything yet,” Prado said. “But sleep comes easily.”"""
LETTER = """Dear neighbour,

This letter will not be read.

Never mind.

The tree of yours has grown into the kitchen on the third floor, and nobody there knows the number of your telephone.

It must be cut."""
GUIDE = """Step 1: Find the number

Every application has one. It is on the notice.

Step 2: Read the plans

Go to the website of the council. Search for the number. Download everything that is there, and then read it.

Step 3: Write

Use no template."""
SURE = """The water came at night, and by the morning it stood as high as the windows of the mill.

Nobody had ever seen it so high, and the clerk drew a line on the door for those to come.

Then it fell as quickly as it had come, and left a boat on the roof of the school."""
TEXTS = {
    "An interview": INTERVIEW,
    "Fish pie for a wet Tuesday": RECIPE,
    "The flood hour by hour": CHRONICLE,
    "The feast of salt on Saturday": PROGRAMME,
    "Harbour wins and sleeps on top": RESULTS,
    "A letter to my neighbour": LETTER,
    "How to object to a plan": GUIDE,
}


def lines(text: str) -> list[str]:
    return [line.lstrip("– ") for line in text.split("\n") if line]


def lost(text: str, story: Story) -> list[str]:
    kept = "\n".join([story.standfirst, *(block.text for block in story.blocks)])
    return [line for line in lines(text) if line not in kept]


@pytest.mark.parametrize("title", TEXTS)
def test_no_line_of_a_text_of_short_lines_is_lost(title: str) -> None:
    story = paste.read(MENU + HEAD.format(title=title) + TEXTS[title] + FOOT)
    assert story.title == title
    assert lost(TEXTS[title], story) == []
    assert "The last apple pickers" not in "\n".join(block.text for block in story.blocks)


@pytest.mark.parametrize("title", TEXTS)
def test_nor_in_html_where_all_are_set_alike(title: str) -> None:
    text = "".join(f"<p>{escape(line)}</p>" for line in lines(TEXTS[title]))
    menu = "<nav><ul><li><a href='/'>News</a></li><li><a href='/s'>Sport</a></li></ul></nav>"
    head = f"<h1>{title}</h1><div class='byline'>By Moira Tennant</div><div class='date'>12 November 2024</div>"
    story = paste.read(f"{menu}<article>{head}{text}</article>", html=True)
    assert lost(TEXTS[title], story) == []


def test_what_a_picture_shows_above_the_text_is_still_left_out() -> None:
    head = HEAD.format(title="The flood hour by hour")
    picture = "A bridge in the rain\nThe bridge on Monday morning.\nAda Perera\n"
    story = paste.read(MENU + head + picture + SURE + FOOT)
    assert "A bridge in the rain" not in "\n".join(block.text for block in story.blocks)


def test_the_points_of_an_article_above_its_text_do_not_begin_it() -> None:
    points = "What you need to know:\n\nThe office has no light.\nPeople queue at the pumps.\nA new one is planned.\n\n"
    head = "The office without light\n12 November 2024\n\n"
    story = paste.read(MENU + head + points + SURE + FOOT)
    assert "People queue at the pumps." not in "\n".join(block.text for block in story.blocks)


def test_news_with_their_times_are_no_chronicle() -> None:
    news = "18:40\nBridge opened again\n17:05\nGovernor visits the flood\n14:30\nSchool takes people in\n"
    story = paste.read(MENU + HEAD.format(title="The flood") + SURE + "\n\nLatest news\n" + news + FOOT)
    assert "18:40" not in "\n".join(block.text for block in story.blocks)


def test_who_asks_and_answers_is_no_title() -> None:
    turns = [f"HW: {question}\n\nBender: Four." for question in ("How many?", "And chairs?", "And windows?", "Doors?")]
    story = paste.read(MENU + HEAD.format(title="Landlord Bender: no dearer beer") + "\n\n".join(turns) + FOOT)
    assert story.title == "Landlord Bender: no dearer beer"


def test_comments_below_a_text_do_not_make_it_longer() -> None:
    below = "\n\nflood, mill\n\nEarlier: the second rain\n2 answers\nJuma\nThe mill always did stand too low there.\n"
    story = paste.read(MENU + HEAD.format(title="The flood") + SURE + below)
    assert "flood, mill" not in "\n".join(block.text for block in story.blocks)
