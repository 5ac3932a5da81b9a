"""Requests in a plain text, told by how they are set: a headline, paragraphs, sums and a button in one block."""

from __future__ import annotations

from publisher.sources import paste
from publisher.story import Story

# Icelandic, of which there are few words: the rules have to do.
TEXT = [
    "Brúin sem hallar",
    "Bæjarstjórnin ákvað á þriðjudag, eftir langar umræður, að brúin yrði lokuð fram á vor.",
    "Verkfræðingar fundu sprunguna í mars, þegar barn missti kúlu sem rann í öfuga átt.",
    "Enginn strætisvagn hefur komið yfir ána síðan í sumar, og skólinn hefur misst ellefu nemendur.",
    "Bakarinn Jón Hallsson gengur til vinnu á hverjum morgni og telur sprungurnar í malbikinu.",
    "Viðgerðin kostar meira en brúin sjálf kostaði þegar hún var reist fyrir sextíu árum.",
]
HEADLINE = "Vertu með okkur"
ASKING = "Þetta blað lifir eingöngu á lesendum sínum og þiggur hvorki styrki né auglýsingar frá flokkum."
SUMS = "10 €\n25 €\nÖnnur upphæð"
BUTTON = "Ég vil styrkja"
ACCOUNT = "Reikningur: IS12 3456 7890 1234 5678"


def read(*blocks: str) -> Story:
    return paste.read("\n\n".join(blocks))


def with_box(box: str, *below: str) -> Story:
    title, *text = TEXT
    return read(title, *text[:-1], f"{text[-1]}\n\n{box}", *below)


def whole(story: Story) -> tuple[str, ...]:
    appeal = story.appeal
    return (appeal.headline, *appeal.paragraphs, appeal.call_to_action) if appeal else ()


def told(story: Story) -> list[str]:
    return [block.text for block in story.blocks]


def test_sums_and_an_account_tell_a_request_in_whatever_words() -> None:
    story = with_box(f"{HEADLINE}\n{ASKING}\n{SUMS}\n{BUTTON}\n\n{ACCOUNT}")
    assert whole(story) == (HEADLINE, ASKING, BUTTON)
    assert told(story) == TEXT[1:]


def test_a_box_without_sums_and_without_a_word_that_asks_is_none() -> None:
    story = with_box(f"{HEADLINE}\n{ASKING}\n{BUTTON}")
    assert story.appeal is None


EN = [
    "The bridge that leans",
    "The council met on Tuesday and decided, after a long debate, that the bridge would stay closed until spring.",
    "Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction.",
    "Nobody on the far side has seen a bus since the summer, and the school has lost eleven of its pupils.",
    "The baker walks to work each morning and counts the cracks in the tar, of which there are nineteen now.",
]
HELP = "Plainly has no owner. We live on what our readers give, so please join us if you can do so."


def english(box: str, *below: str) -> Story:
    return read(*EN, box, *below)


def test_below_the_sums_stands_the_button_whatever_it_says() -> None:
    story = english(f"Who pays for this?\n{HELP}\n$5\n$20\nOther\nCount me", "Tags: bridges, roads")
    assert whole(story) == ("Who pays for this?", HELP, "Count me")


def test_sums_that_the_copy_joined_are_no_paragraph_and_what_is_joined_to_the_button_is_not_on_it() -> None:
    story = english(f"Who pays for this?\n{HELP}\nOnce Monthly $5 $20 Other\nCount me amongRemind me in June")
    assert whole(story) == ("Who pays for this?", HELP, "Count me among")


def test_an_account_above_the_sums_is_of_the_form() -> None:
    account = "Plainly Trust, account 00 0000 0000 0000 0000"
    story = english(f"Who pays for this?\n{HELP}\n{account}\n$5\n$20\nCount me")
    assert whole(story) == ("Who pays for this?", HELP, "Count me")


def test_a_subhead_below_a_request_among_the_paragraphs_is_not_its_button() -> None:
    more = "What the mayor said on Monday surprised nobody, for she had said it each Monday since the spring."
    story = english(f"Who pays for this?\n{HELP}\n\nThe Monday speech\n\n{more}\n\n{EN[2]}")
    assert "The Monday speech" in told(story)
    assert whole(story) == ("Who pays for this?", HELP) or "Monday" not in " ".join(whole(story))


def test_what_a_charity_asks_for_below_a_subhead_is_the_article_s() -> None:
    charity = [
        "The Red House Trust, a local charity, has asked the public to donate blankets and money.",
        "Its director said that £41,000 had been given in a day, and that every donation would go to families.",
        "The agency said the river had peaked at five metres, and would fall below the wall by the weekend.",
    ]
    story = read(*EN, "What the charity is asking for\n\n" + "\n\n".join(charity), "Get in touch\nAre you affected?")
    assert story.appeal is None
    assert set(charity) <= set(told(story))


def test_a_paper_whose_name_has_mail_in_it_may_ask() -> None:
    asks = "The Lantern belongs to its 1,904 members. Become one and help us go where the mail boat goes, from £20."
    story = english(f"Fancy owning a newspaper?\n{asks}\nBuy a share", "Read next\nThe ferry that was bought twice")
    assert whole(story) == ("Fancy owning a newspaper?", asks, "Buy a share")
