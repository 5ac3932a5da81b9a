"""What stands at the edge of a request, or asks beside it: who paid, what is denied, the same once more, a footer."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.sources.asking import sums
from publisher.story import Story

from .test_appeals import BODIES

TEXT = [
    "The ferry that would not sink",
    "The ferry had carried children to school for forty years before anybody asked who was paying for it.",
    "Somebody buys the diesel, the captain says, and somebody paints the hull every second May in the same green.",
    "The county sold the boat for a dollar to a scrapyard that never came, and no budget has named her since.",
    "If you find out who it is, a pupil said, then please do not write it, for then they would have to stop.",
]
ASKS = (
    "Keep Birchbark afloat\n\nWe have no owner and no adverts. Readers pay for our journalism, and we need more of "
    "you. Please chip in $3 a month if you can.\n\nSupport Birchbark\n"
)


def read(*, among: str = "", below: str = "") -> Story:
    return paste.read("\n\n".join(filter(None, [*TEXT[:3], among, *TEXT[3:], below])), html=False)


def told(story: Story) -> list[str]:
    return [block.text for block in story.blocks if block.text not in TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "Disclosure: Bitter Water is a financial supporter of Birchbark, a nonprofit newsroom funded by its members.",
        "Transparency: The Green Hull Fund is a donor of Birchbark. Donors have no say in what reporters write.",
    ],
)
def test_who_pays_the_newsroom_is_told_in_the_article_and_asks_nobody(line: str) -> None:
    story = read(below=f"{line}\n\n{ASKS}")
    assert story.appeal is not None
    assert story.appeal.headline == "Keep Birchbark afloat"
    assert told(story) == [line]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("This story was made with the support of the Green Hull Fund.", True),
        ("This story may be printed by whoever names us and sends a copy to the desk.", False),
        ("This story is free: support us, and it stays so.", False),
    ],
)
def test_who_paid_stays_though_it_stands_below_the_element_that_holds_the_article(line: str, *, kept: bool) -> None:
    text = "".join(
        f"<p>{one[:-1]}, as the {who} told.</p>" for who in ("captain", "pupil", "clerk") for one in TEXT[1:]
    )
    html = f"<article><h1>{TEXT[0]}</h1><div class=body>{text}</div><div class=end><p>{line}</p></div></article>"
    assert (told(paste.read(html, html=True))[12:] == [line]) == kept


def test_a_label_before_what_asks_does_not_part_it_from_the_request() -> None:
    line = "From the editors: We rely on readers like you, and your support keeps our newsroom independent."
    story = read(below=f"{line}\n\n{ASKS}")
    assert story.appeal is not None
    assert told(story) == []


DENIED = {
    "fr": [
        "Le Bouleau a besoin de vous",
        "Le Bouleau n’appartient à personne : ni actionnaire, ni publicité, ni article réservé aux abonnés.",
        "Notre rédaction vit de dons. Si vous le pouvez, soutenez-nous, même avec 1 €. C’est vite fait.",
        "Soutenir le Bouleau",
    ],
    "de": [
        "Die Birke braucht Sie",
        "Die Birke gehört niemandem, hat keine Werbung und keinen Artikel nur für Abonnenten.",
        "Unsere Redaktion lebt von Spenden. Wenn Sie können, unterstützen Sie uns mit 3 € im Monat. Das hilft sehr.",
        "Jetzt unterstützen",
    ],
}


@pytest.mark.parametrize("language", DENIED)
def test_that_nothing_is_barred_is_no_notice_that_bars_the_text(language: str) -> None:
    headline, *paragraphs, button = DENIED[language]
    text = [*BODIES[language], f"{headline}\n{paragraphs[0]}", paragraphs[1], button]
    story = paste.read("\n\n".join(text), html=False)
    assert story.appeal is not None
    assert (story.appeal.headline, story.appeal.call_to_action) == (headline, button)
    assert list(story.appeal.paragraphs) == paragraphs


def test_a_notice_that_bars_the_text_is_no_request_though_it_says_what_the_newsroom_is() -> None:
    bars = "No owner and no adverts: our newsroom lives by its readers. This article is for subscribers only."
    story = read(below=f"{bars}\n\nSubscribe to read the full story\n\nSubscribe for $3 a month")
    assert story.appeal is None


def test_a_line_on_its_way_down_that_asks_what_the_request_asks_is_left_out() -> None:
    line = "You think that somebody should look after the boats? Support Birchbark!"
    story = read(among=line, below=ASKS)
    assert story.appeal is not None
    assert told(story) == []
    assert [dropped.why for dropped in story.dropped if dropped.text == line] == [
        "It is the appeal once more; the fuller one is kept."
    ]


LESS = (
    "Without an owner and without adverts, our newsroom lives by what its readers give: please chip in if you can.\n\n"
    "Support Birchbark"
)


def test_what_leads_to_another_request_is_left_out_with_it() -> None:
    line = "You read Birchbark for free. To make it is not."
    story = read(among=f"{line}\n\n{LESS}", below=ASKS)
    assert story.appeal is not None
    assert story.appeal.headline == "Keep Birchbark afloat"
    assert told(story) == []


@pytest.mark.parametrize("line", ["You could hear the ferry from the hill.", "Nobody reads Birchbark on a ferry."])
def test_what_an_author_says_above_another_request_stays(line: str) -> None:
    assert told(read(among=f"{line}\n\n{LESS}", below=ASKS)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "“Support the ferry!” the children had written on the hull, in green, and nobody painted over it.",
        "Support the ferry!",
        "Did anybody ever think of a collection, to support Birchbark?",
    ],
)
def test_what_somebody_calls_in_the_story_stays_in_it(line: str) -> None:
    assert line in told(read(among=line, below=ASKS))


def test_the_foot_of_a_page_below_a_field_for_an_address_asks_for_nothing() -> None:
    foot = (
        "Get our weekly newsletter\nEmail address\nSubscribe\n"
        "Birchbark is a project of the Open Boats Trust, a registered public benefit body (PBO 930099999). We "
        "subscribe to the code of the Press Council.\n\nAbout us | Contact | Privacy | Our funders | Donate\n"
    )
    story = paste.read("Birchbark\nHome\nAbout\nDonate\n" + "\n\n".join([*TEXT, foot]), html=False)
    assert story.appeal is None


@pytest.mark.parametrize("text", ["USD 5", "for NGN 2000 a month", "KES 100", "EUR 3"])
def test_a_currency_s_code_and_a_number_are_a_sum(text: str) -> None:
    assert len(sums(text)) == 1


@pytest.mark.parametrize("text", ["PBO 930099999", "TOP 10", "Act ISO 4217", "NUSD 5", "EUR and 3"])
def test_other_capitals_and_a_number_are_no_sum(text: str) -> None:
    assert sums(text) == []
