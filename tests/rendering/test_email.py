"""The letter: its words survive, nothing is fetched, and every client and reader is served."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import css_inline
import pytest

from publisher.rendering import Ask, Image, Letter, personal
from publisher.rendering import email as email_room
from publisher.rendering.checks import addresses
from publisher.rendering.email import LostWords, checks, inline, render_email, visible
from publisher.story import Block, Related, Story, StoryPicture

from .stories import ASKS, IMAGES, LATIN, PICTURE, READER, REFERENCE, STORIES, VIEW_URL, paragraph, sender

ASK = ASKS["latin"]


def letter(
    story: Story = LATIN,
    *,
    ask: Ask | None = ASK,
    images: dict[str, Image] = IMAGES,
    view_url: str = VIEW_URL,
    **changes: str,
) -> Letter:
    return render_email(
        story, sender=sender(**changes), ask=ask, reference=REFERENCE, view_url=view_url, picture_urls=images
    )


def flat(text: str) -> str:
    return " ".join(text.split())


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, name: str) -> Iterator[dict[str, str | None]]:
        return (attrs for tag, attrs in self.found if tag == name)


# -- words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", STORIES)
def test_every_word_of_the_story_is_in_both_parts_once_and_in_order(script: str) -> None:
    story = STORIES[script]
    made = letter(story, ask=ASKS[script])
    html, text = visible(made.html), flat(made.text.replace("\u2068", "").replace("\u2069", "")).replace(" > ", " ")
    at = 0
    for one in story.blocks:
        if one.kind == "paragraph":
            assert flat(one.text) in html
            found = text.replace(" ", "").find(one.text.replace(" ", ""), at)
            assert found >= at
            at = found


def test_pull_quotes_are_at_their_place_in_the_html_and_not_in_the_text() -> None:
    made = letter()
    quote = "For two years they opened it at night, without pay"
    shown = visible(made.html)
    assert shown.index("We only went on working") < shown.rindex(quote) < shown.index("What the records show")
    assert flat(made.text).count(quote) == 1  # the paragraph it was drawn from


def test_a_proposed_standfirst_serves_inboxes_and_is_not_printed_above_the_same_paragraph() -> None:
    first = LATIN.blocks[0].text
    made = letter(replace(LATIN, standfirst=first, standfirst_proposed=True))
    assert first.startswith(made.preheader.removesuffix("…"))
    body = visible(made.html).split("By Ines Okafor")
    assert first not in body[0]
    assert first in body[1]
    assert flat(made.text).count(flat(first)) == 1


def test_a_content_warning_stands_under_the_title_in_both_parts() -> None:
    made = letter(replace(LATIN, content_warning="Violence & grief"))
    for shown in (visible(made.html), flat(made.text)):
        title, warning = shown.rindex(flat(LATIN.title), 0, shown.index("⚠")), shown.index("⚠ Violence & grief")
        assert title < warning < shown.index(flat(LATIN.standfirst), warning)
    assert "⚠" not in letter().html + letter().text


@pytest.mark.parametrize(
    ("standfirst", "low", "high"), [(LATIN.standfirst, 40, 90), ("Short.", 40, 90), ("word " * 100, 40, 90)]
)
def test_the_preheader_is_40_to_90_characters_of_real_words(standfirst: str, low: int, high: int) -> None:
    made = letter(replace(LATIN, standfirst=standfirst))
    assert low <= len(made.preheader) <= high
    assert "&zwnj;" not in made.html
    assert "\u200c" not in made.html


def test_the_appeal_is_a_block_after_the_story_thanks_first_and_one_line_in_the_footer() -> None:
    made = letter()
    shown = visible(made.html)
    order = ["On Thursday the minister", "Support Harbour Ledger", ASK.headline, "Thank you for reading",
             ASK.paragraphs[0], ASK.call_to_action, "Share this story", ASK.short, "You get this letter"]  # fmt: skip
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert made.html.count('class="button"') == 1
    assert flat(made.text).index(ASK.paragraphs[0]) < flat(made.text).index(ASK.short)


def test_without_an_appeal_nobody_is_asked() -> None:
    made = letter(ask=None)
    assert "donate" not in made.html + made.text
    assert "Support" not in visible(made.html)


def test_the_footer_says_why_since_when_from_whom_and_where_and_how_to_leave() -> None:
    made = letter()
    for part in (visible(personal.fill(made.html, READER, nonce=made.nonce, html=True)),
                 personal.fill(made.text, READER, nonce=made.nonce, html=False)):  # fmt: skip
        for words in ("because you subscribed to The Weekly Letter", "since: 2025-03-02", "Harbour Ledger",
                      "letters@harbour.example.org", "PO Box 1204", "Port Salem 40117", "Unsubscribe",
                      "Change your preferences", "View in browser"):  # fmt: skip
            assert words in part


def test_fixed_words_follow_the_storys_language_and_fall_back_to_english_marked_as_such() -> None:
    assert "Abbestellen" in letter(replace(LATIN, language="de-AT"), ask=None).html
    welsh = letter(replace(LATIN, language="cy"), ask=None).html
    assert '<html lang="cy"' in welsh
    assert re.search(r'<td class="foot page" lang="en"', welsh)


# -- links -----------------------------------------------------------------------------------------------------


def test_both_parts_hold_the_same_links() -> None:
    made = letter()
    in_html = set(addresses(made.html))
    in_text = set(re.findall(r"^(?:https?://|mailto:|reader-)\S+$", made.text, re.MULTILINE))
    assert in_html == in_text


def test_a_link_stands_alone_on_its_line_in_the_text() -> None:
    made = letter()
    assert all(line.startswith(("http", "mailto:")) for line in made.text.split("\n") if "://" in line)


def test_no_line_of_the_text_is_wider_than_72_columns_but_a_link() -> None:
    made = letter()
    wide = [line for line in made.text.split("\n") if len(line) > 72 and "://" not in line and "mailto:" not in line]
    assert [line for line in wide if made.nonce not in line] == []


def test_every_donate_link_carries_the_reference_and_no_reader() -> None:
    made = letter()
    links = [url for url in addresses(made.html) if "/donate" in url]
    assert len(links) == 2
    for link in links:
        assert f"ref={REFERENCE}" in link
        assert "utm_campaign=weekly" in link
        assert "utm_term=A" in link
        assert made.nonce not in link


def test_without_a_canonical_link_there_is_nothing_to_share_and_nothing_invented() -> None:
    made = letter(replace(LATIN, canonical_url=""), ask=None)
    assert "Share this story" not in made.html
    assert "facebook.com" not in made.html
    assert "link_missing" in [check.code for check in checks(made, replace(LATIN, canonical_url=""))]


def test_a_related_article_without_an_address_is_a_title_and_a_date() -> None:
    made = letter(replace(LATIN, related=(Related("Ending violence", "2005-08-27"),)))
    assert "Ending violence" in made.html
    assert "August 27, 2005" in visible(made.html)
    assert not any("Ending" in url for url in addresses(made.html))


# -- for every reader ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", STORIES)
def test_language_and_direction_are_said_on_html_and_again_inside(script: str) -> None:
    story = STORIES[script]
    found = Elements(letter(story, ask=ASKS[script]).html)
    (html,), article = found.all("html"), next(a for a in found.all("div") if a.get("role") == "article")
    assert (html["lang"], html["dir"]) == (article["lang"], article["dir"]) == (story.language, story.direction)
    assert article["aria-label"] == story.title


def test_right_to_left_is_mirrored() -> None:
    html = letter(STORIES["arabic"], ask=ASKS["arabic"]).html
    body = html[html.index("<body") :]
    assert "text-align:right" in body
    assert "text-align:left" not in body
    assert "border-right:3px" in body
    assert "<bdi>Port Salem</bdi>" in body


def test_layout_tables_say_so_and_data_tables_do_not() -> None:
    table = "<table><tr><th>Year</th></tr><tr><td>1999</td></tr></table>"
    html = letter(replace(LATIN, blocks=(*LATIN.blocks, Block("table", "Year 1999", table)))).html
    tables = list(Elements(html).all("table"))
    assert [t.get("class") for t in tables if t.get("role") != "presentation"] == ["data"]


def test_there_is_one_h1_and_no_level_is_skipped() -> None:
    levels = [int(tag[1]) for tag, _ in Elements(letter().html).found if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_set_smaller_than_16_pixels() -> None:
    html = letter().html
    assert min(map(int, re.findall(r"font(?:-size)?:(?:bold )?(\d+)px", html))) >= 16


def test_pictures_have_our_address_a_size_an_alt_text_and_their_credit() -> None:
    made = letter()
    (img,) = Elements(made.html).all("img")
    assert img["src"] == IMAGES[PICTURE].url
    assert (img["width"], img["height"]) == ("504", "315")
    assert img["alt"] == "An empty hospital bed beside a lit window"
    assert "The ward at night. Photo: Lea Brandt" in visible(made.html)
    assert PICTURE not in made.html


def test_a_picture_without_a_copy_of_ours_is_left_out_and_said() -> None:
    made = letter(images={})
    assert "<img" not in made.html
    assert made.without_copy == (PICTURE,)
    assert "picture_left_out" in [check.code for check in checks(made, LATIN)]


def test_it_is_readable_without_any_style_block() -> None:
    html = re.sub(r"<style>.*?</style>", "", letter().html, flags=re.DOTALL)
    body = [attrs for tag, attrs in Elements(html).found if tag in ("p", "h1", "h2", "td", "a", "blockquote", "li")]
    assert all(attrs.get("style") for attrs in body)


def test_dark_mode_comes_in_a_media_query_and_for_outlook_com_and_keeps_its_importance() -> None:
    html = letter().html
    assert '<meta name="color-scheme" content="light dark">' in html
    dark = html[html.index("@media (prefers-color-scheme:dark)") :]
    assert ".page{background-color:#121110!important}" in dark
    assert "[data-ogsc]" in dark
    assert "[data-ogsb]" in dark
    assert "#000" not in html
    assert "#fff;" not in html


@pytest.mark.parametrize("script", STORIES)
def test_each_style_block_is_short_enough_for_gmail_which_drops_longer_ones(script: str) -> None:
    blocks = re.findall(r"<style>(.*?)</style>", letter(STORIES[script], ask=ASKS[script]).html, re.DOTALL)
    assert len(blocks) == 2
    assert max(map(len, blocks)) < 8192


def test_it_needs_no_variables_fonts_or_drawings_from_elsewhere() -> None:
    html = letter().html
    assert not any(bad in html for bad in ("var(", "@font-face", "@import", "<svg", "<picture", "<link", "url("))


# -- bad input -------------------------------------------------------------------------------------------------


def test_a_lone_surrogate_costs_no_word() -> None:
    made = letter(
        replace(LATIN, title="Half \ud83d an emoji", blocks=(paragraph("before \udc00 after"), paragraph("end")))
    )
    assert made.subject == "Half \ufffd an emoji"
    assert "before \ufffd after" in visible(made.html)
    assert made.html.encode()
    assert made.text.encode()


def test_300_nested_elements_cost_no_word() -> None:
    html = "<blockquote>" * 300 + "deep" + "</blockquote>" * 300
    made = letter(replace(LATIN, blocks=(Block("quotation", "deep", html), paragraph("and after"))))
    assert "deep and after" in visible(made.html)


def test_an_inliner_that_loses_words_is_found_out() -> None:
    with pytest.raises(LostWords, match="changed its words"):
        inline("<html><head></head><body>" + "<div>" * 300 + "lost" + "</div>" * 300 + "<p>after</p></body></html>")


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("somebody opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    hostile = '<p>x<link rel="stylesheet" href="http://169.254.169.254/"><img src="http://127.0.0.1/"></p>'
    assert "169.254" not in letter(replace(LATIN, blocks=(Block("paragraph", "x", hostile),))).html


def test_code_in_an_article_is_text() -> None:
    made = letter(
        replace(
            LATIN,
            title="{{ 7*7 }} {% raw %} <b>",
            blocks=(paragraph("{{ sender.address }}", "<p>{{ sender.address }}</p>"),),
        )
    )
    assert made.subject == "{{ 7*7 }} {% raw %} <b>"
    assert "{{ sender.address }}" in made.text
    assert "{{ 7*7 }} {% raw %} &lt;b&gt;</h1>" in made.html
    assert "template_left" in [check.code for check in checks(made, LATIN)]


def test_a_title_of_3000_characters_makes_a_subject_of_200_and_a_warning() -> None:
    story = replace(LATIN, title="Word " * 600)
    made = letter(story)
    assert len(made.subject) <= 200
    assert made.subject.endswith("Word…")
    assert {check.code: check.level for check in checks(made, story)}["subject"] == "look"


def test_an_article_of_pictures_only_is_a_letter() -> None:
    story = Story(
        title="Pictures", language="en", pictures=(StoryPicture(PICTURE, "A ward"),), blocks=(Block("picture", "", ""),)
    )
    made = letter(story)
    assert made.html.count("<img") == 1
    assert "[A ward]" in made.text


def test_the_least_a_story_can_be_is_a_letter() -> None:
    made = letter(Story(title="T"), ask=None, website="", postal_address="", list_name="", view_url="")
    assert made.subject == "T"
    assert '<html lang="en"' in made.html


def test_2000_words_weigh_at_most_80_kilobytes() -> None:
    words = ("The ministry had closed the ward of the district hospital without a word to anyone " * 6).strip() + "."
    story = replace(LATIN, blocks=(*LATIN.blocks, *(paragraph(words) for _ in range(23))))
    assert len(" ".join(one.text for one in story.blocks).split()) > 2000
    assert len(letter(story).html.encode()) <= 80_000


def test_a_letter_too_big_for_gmail_is_blocked() -> None:
    story = replace(LATIN, blocks=tuple(paragraph("word " * 200) for _ in range(100)))
    assert {check.code: check.level for check in checks(letter(story), story)}["size"] == "blocked"


# -- promises --------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_and_another_appeal_other_tokens() -> None:
    assert letter() == letter()
    assert letter().nonce != letter(ask=None).nonce


def test_a_good_letter_has_nothing_to_look_at() -> None:
    assert {check.level for check in checks(letter(), LATIN)} == {"fine"}


def test_an_address_that_leads_nowhere_blocks() -> None:
    made = letter()
    broken = replace(made, html=made.html.replace(VIEW_URL, "/view/1/"))
    assert "link_relative" in [check.code for check in checks(broken, LATIN) if check.level == "blocked"]


def test_another_inliner_finds_nothing_left_to_do() -> None:
    """css-inline as an oracle: what it writes into the paragraphs is what premailer has written."""
    html = email_room.render("email/article.html", **_values())
    ours, theirs = inline(html), css_inline.inline(html, keep_style_tags=True)
    for tag in ("h1", "blockquote", "li"):
        mine, other = ({*_styles(made, tag)} for made in (ours, theirs))
        assert mine == other


def _values() -> dict[str, object]:
    return email_room._values(
        LATIN, sender(), ASK, IMAGES, nonce="0123456789abcdef", reference=REFERENCE, view_url=VIEW_URL
    )


def _styles(html: str, tag: str) -> Iterator[str]:
    for attrs in Elements(html).all(tag):
        style = (attrs.get("style") or "").replace(" ", "").rstrip(";")
        yield ";".join(sorted(style.split(";")))
