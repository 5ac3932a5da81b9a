"""A summary that a machine wrote is left out; what the newsroom sums up itself, and articles about machines, stay."""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

_TEXT = """{above}

The bridge at Kelly's Ferry has been closed since the spring, because a beam fell. The county wants to mend it.

It has said so in each of the last nine years, and nobody crosses it now but goats, which were never told of it.

The owner has put up a gate on his side of the river. On the other side there is a sign, and below it more goats.

On Sunday the goats crossed once more, and the owner counted them at the gate, as he does. One more came than had gone.
"""


def told(above: str) -> str:
    page = f"The bridge that nobody crosses\nBy Anna Perera\nMay 4, 2026\n{_TEXT.format(above=above)}"
    story = read(page, html=False)
    return "\n".join([story.standfirst, *(block.text for block in story.blocks)])


@pytest.mark.parametrize(
    "label", ["AI summary", "KI-Zusammenfassung", "Resumen con IA", "AI要約", "ملخص بالذكاء الاصطناعي"]
)
def test_what_stands_below_a_label_that_names_a_machine_is_left_out(label: str) -> None:
    said = told(f"{label}\nA bridge is closed for years.\n\nOnly goats cross it, and their owner counts them.")
    assert "A bridge is closed" not in said
    assert "Only goats cross it" not in said
    assert said.count("goats") == 3


@pytest.mark.parametrize(
    "above", ["AI\n\nAI counts the goats now, says their owner.", "Summary\n\nGoats cross a closed bridge."]
)
def test_a_machine_or_a_summary_alone_takes_no_sentence(above: str) -> None:
    assert above.split("\n")[-1] in told(above)
