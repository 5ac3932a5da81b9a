"""What only plain text shows: labels that a copy has joined, and a picture's words without the picture."""

from __future__ import annotations

from publisher.sources.paste import read

_SENTENCES = (
    "The ferry came back on Monday, and the whole village stood at the pier to see it land. {} people were there."
)
_AMID = """Home
News
The ferry is back after seven years
By Anna Perera
3 March 2026
{one}

{two}

{amid}
{three}

{four}
"""


def _blocks(amid: str) -> list[str]:
    said = {name: _SENTENCES.format(n) for n, name in enumerate(("one", "two", "three", "four"), 20)}
    return [block.text for block in read(_AMID.format(amid=amid, **said)).blocks]


def test_labels_that_the_copy_joined_are_left_out() -> None:
    assert "PreviousNext" not in _blocks("PreviousNext")


def test_a_label_of_a_pictures_caption_takes_the_description_above_and_the_caption_below_with_it() -> None:
    amid = "A white ferry at a wooden pier\nImage caption,\nThe ferry lands at seven in the morning\n"
    assert len(_blocks(amid)) == 4


def test_the_count_of_a_gallery_takes_the_description_above_with_it() -> None:
    assert len(_blocks("A white ferry at a wooden pier\n2/5")) == 4


def test_a_subhead_among_the_paragraphs_stays() -> None:
    assert "Seven years without a boat" in _blocks("Seven years without a boat")


def test_a_subhead_that_names_a_messenger_stays() -> None:
    assert "How WhatsApp brought it back" in _blocks("How WhatsApp brought it back")
