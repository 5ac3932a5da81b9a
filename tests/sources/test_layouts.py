"""What the author wrote in elements of other kinds than paragraphs, in the markup of widely used systems, stays."""

from __future__ import annotations

import pytest

from publisher.sources import paste

TEXT = (
    "The pump house on the canal stood open all night, and nobody in the village could say who had unlocked it.",
    "By morning the water was a hand lower than the mark, the warden said, and three fields were dry at the edge.",
    "The council promised a new lock and a list of keys; the farmers want to read the meter themselves from now on.",
)
ANSWER = (
    "Anyone who lives on the canal and has a letter box; the key is free and hangs at the baker's door in the week."
)
ACCORDION = """
<div class="text"><div class="inner"><p>{0}</p><p>{1}</p><p>{2}</p></div></div>
<div class="toggle"><div><h4><a href="https://canal.example/story#a1">Who may have a key?</a></h4>
<div><p>{3}</p></div></div></div>
<div class="text"><div class="inner"><p>The next meeting is on Monday.</p></div></div>"""
CALLOUT = """
<div class="text"><p>{0}</p><div class="callout"><div>💡</div><div>{3}</div></div><p>{1}</p><p>{2}</p>
<div class="more">Canal</div></div>"""
DEFINED = """
<div class="text"><p>{0}</p><p>{1}</p><p>{2}</p>
<dl><dt>How many keys are there?</dt><dd>Nine, and one for the warden.</dd>
<dt>Who counts them?</dt><dd>The baker does, on Sundays after the bread.</dd></dl>
<p>On Sunday there were ten.</p></div>"""
SHAPES = {
    "an accordion whose questions are links that open the answers": (
        ACCORDION,
        ["Who may have a key?", ANSWER, "The next meeting is on Monday."],
    ),
    "a box with a sign of its own right below the first paragraph": (CALLOUT, [TEXT[0], ANSWER]),
    "questions and answers as a list of definitions, and a paragraph below it": (
        DEFINED,
        ["How many keys are there?", "Nine, and one for the warden.", "Who counts them?", "On Sunday there were ten."],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_the_author_wrote_stays(shape: str) -> None:
    html, kept = SHAPES[shape]
    story = paste.read(f"<h1>Who drained the canal?</h1>{html.format(*TEXT, ANSWER)}", html=True)
    said = [block.text for block in story.blocks]
    assert [text for text in kept if text not in said] == []
