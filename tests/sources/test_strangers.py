"""Below a plain text: paragraphs that have nothing of its story and turn to readers, and labels with a colon."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.sources.part import Part
from publisher.sources.site_name import mastheads
from publisher.story import Story

from .test_afterwords import ARTICLE as MILL
from .test_afterwords import LAST

ARTICLE = MILL.replace("The Harrow Post", "Harrow Lantern")
NAMED = "Harrow Lantern comes out whenever seven volunteers find paper, string and somebody with a bicycle."
BELOW = {
    "with the name at the top": NAMED,
    "with it, and a word or two of the story": "Harrow Lantern comes out in winter and barley time if string is found.",
    "to the reader, with an address": "Whoever spots a slip in here may tell slips@paper.example, and you get a pear.",
    "to the reader, on paying": "These pages live from pennies. Put some into our hat by PayPal whenever you can.",
    "in a box": """Pages like this one
Neither banks nor parties stand behind them: ordinary people pay for paper, everyone with whatever fits.

Open purse
Flour and night""",
    "tags": "Filed by smell:\nflour\nnight",
}
STAYS = {
    "a last turn": "Across the ridge lies a village called Oon, where people whistle at dusk and hide their spoons.",
    "somebody speaks": "“You can throw us a coin whenever you like,” whistled an old woman on the ridge above Oon.",
    "with an address, and of the story": "Whoever needs barley from the mill may write to Garth at mill@ford.example.",
    "a list": "Three things are settled:\nThe moon is free.\nThe loft is not.",
    "verse": "Children made a rhyme:\nthe mill went out alone\nand never wrote home.",
}


def read(text: str) -> Story:
    return paste.read(text, html=False)


def last(text: str) -> str:
    return read(text).blocks[-1].text


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW.keys())
def test_what_turns_to_readers_and_has_nothing_of_the_story_is_left_out(below: str) -> None:
    assert last(f"{ARTICLE}\n\n{below}\n\nShare\nPrint") == LAST


@pytest.mark.parametrize("below", STAYS.values(), ids=STAYS.keys())
def test_last_words_stay(below: str) -> None:
    assert last(f"{ARTICLE}\n\n{below}\n\nShare\nPrint") in below


def test_a_newsroom_that_the_story_names_is_of_it() -> None:
    text = ARTICLE.replace("The county wrote", "The county told Harrow Lantern")
    assert last(f"{text}\n\n{NAMED}\n\nShare\nPrint") == NAMED


def test_a_name_at_the_top_is_known_with_its_endings_and_without_the_word_before_it() -> None:
    (finnish,) = mastheads([Part("Rantaviiva", "")]).values()
    assert finnish.search("Rantaviivan jutut maksavat lukijat.")
    assert not finnish.search("Uusi rantaviiva piirtyi yöllä.")
    (led,) = mastheads([Part("Revista Tinta Roja", "")]).values()
    assert led.search("Tinta Roja se hace en casa.")
    assert mastheads([Part("12 March", ""), Part("All of them went home at night", "")]) == {}


def test_a_request_with_the_name_is_an_appeal() -> None:
    asked = "Harrow Lantern is free because some of you pay for it: whoever can may put something into its hat."
    story = read(f"{ARTICLE}\n\n{asked}\n\nShare\nPrint")
    assert story.appeal is not None
    assert asked in story.appeal.paragraphs
    assert read(f"{ARTICLE.removeprefix('Harrow Lantern')}\n\n{asked}\n\nShare\nPrint").appeal is None


def test_a_request_that_has_nothing_of_the_story_is_an_appeal() -> None:
    asked = "Somebody invents all these pages alone. Give $5 whenever you like what came out of it."
    assert read(f"{ARTICLE}\n\n{asked}\n\nShare\nPrint").appeal is not None
    of_it = asked.replace("pages", "farmers, stones and mills")
    assert read(f"{ARTICLE}\n\n{of_it}\n\nShare\nPrint").appeal is None


def test_who_paid_for_the_article_stays_below_what_the_newsroom_says_of_itself() -> None:
    paid = "This story was made with support from a fund of the miller's aunt."
    assert last(f"{ARTICLE}\n\n{NAMED}\n{paid}\nShare\nPrint") == paid


def test_the_button_is_known_by_a_word_of_the_request_above_it() -> None:
    asked = "Harrow Lantern is free because some of you pay for it: whoever can may put something into its hat."
    story = read(f"{ARTICLE}\n\n{asked}\n\nLantern oil, please\nnight\nmoon")
    assert story.appeal is not None
    assert story.appeal.call_to_action == "Lantern oil, please"
    other = read(f"{ARTICLE}\n\n{asked}\n\nMoonlight and flour\nnight\nmoon").appeal
    assert other is not None
    assert other.call_to_action == ""
