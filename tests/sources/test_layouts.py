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
ENDED = """
<div class="text"><p>{0}</p><p>{1}</p><p>{2}</p><h2>Where is the list?</h2><p>It has two pages. The baker keeps it.</p>
<div class="poll"><p>Was the water low in your street?</p><button>Yes</button><button>No</button>
<span>812 votes</span></div>
<p>On Monday the lock comes. By boat.</p></div>"""
ASKED = """
<div class="text"><p>{0}</p><p><b>Who unlocked it?</b></p><p>{1}</p><div class="box"><div>Read also</div>
<a href="https://canal.example/2">The lock that went into retirement</a></div>
<p><b>Nobody at all?</b></p><p>{2}</p></div>"""
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
    "a subhead with short paragraphs at the end, and a box of the site between them": (
        ENDED,
        ["Where is the list?", "It has two pages. The baker keeps it.", "On Monday the lock comes. By boat."],
    ),
    "a question of an interview right below a box that leads elsewhere": (ASKED, ["Nobody at all?"]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_the_author_wrote_stays(shape: str) -> None:
    html, kept = SHAPES[shape]
    story = paste.read(f"<h1>Who drained the canal?</h1>{html.format(*TEXT, ANSWER)}", html=True)
    said = [block.text for block in story.blocks]
    assert [text for text in kept if text not in said] == []


def test_a_picture_that_is_described_by_the_title_stays() -> None:
    picture = '<img src="https://canal.example/1.jpg" width="600" height="400" alt="Who drained the canal?">'
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    story = paste.read(f"<h1>Who drained the canal?</h1><div>{picture}{text}</div>", html=True)
    assert [shown.url for shown in story.pictures] == ["https://canal.example/1.jpg"]


LABELLED = "<div><b>AI-generated summary</b><p>The canal was drained and nobody knows by whom.</p></div>"
POINTS = "<h2>What we know so far</h2><ul><li>The canal is a hand lower.</li><li>Fields are dry.</li></ul>"


@pytest.mark.parametrize("box", [LABELLED, f'<div class="summary">{POINTS}</div>'])
def test_what_sums_up_in_a_box_is_no_standfirst(box: str) -> None:
    text = "<br><br>".join(TEXT)
    story = paste.read(f"<h1>Who drained the canal?</h1>{box}<div>{text}</div>", html=True)
    assert story.standfirst_proposed
