"""A subhead that quotes its own section, and a pull quote that says again what a paragraph says."""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

_TOP = """Valley News
Towns
The bridge that nobody crosses
By Anna Perera
May 4, 2026
Share
The bridge at Kelly's Ferry was opened in 1931 and has been closed since the spring, because a beam fell into the river.

The county says that it will be mended. It has said so in each of the last nine years, says clerk Ruth Adeyemi.

"""
_LAST = """
The owner of the goats has put up a gate. “Nobody told the goats that it was closed,” he says, and shuts it for today.

On the other side there is a sign, and below the sign there are more goats, who wait there until the gate is opened.

Goats and the law
The county has written to him twice since March, and has had no answer to either of the two letters, says the clerk.
"""


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("“Nobody told the goats”", "heading"),
        ("Nobody told the goats that it was closed", "heading"),
        ("“It has said so in each of the last nine years”", "pull_quote"),  # above it
        ("“Nobody told the goats that it was closed.”\n", "pull_quote"),  # a sentence
        ("“Nobody told the goats that it was closed”\n", "pull_quote"),  # set as paragraphs are, the other subhead not
        ("The owner of the goats has put up a gate", "pull_quote"),  # nobody sets these words twice below one another
    ],
)
def test_a_line_that_its_own_section_says_again_heads_it(line: str, kind: str) -> None:
    story = read(_TOP + line + _LAST, html=False)
    assert [block.kind for block in story.blocks if block.text == line.strip()] == [kind]


@pytest.mark.parametrize(("above", "kind"), [(False, "heading"), (True, "pull_quote")])
def test_so_does_a_bold_line_in_html(above: bool, kind: str) -> None:
    text = "<p>The bridge has been closed since the spring, because a beam fell into the river and was {} there.</p>"
    line, law = (f"<p><strong>{said}</strong></p>" for said in ("“Nobody told the goats about it”", "The law"))
    said = "<p>“Nobody told the goats about it,” says their owner, and shuts the gate for the rest of the day.</p>"
    around = text.format("lost") + said * above, text.format("found") + said * (not above)
    story = read(f"<h1>The bridge</h1>{around[0]}{line}{around[1]}{law}{text.format('left')}", html=True)
    assert [block.kind for block in story.blocks if block.text.endswith("it”")] == [kind]
