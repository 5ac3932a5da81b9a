"""What a site sets between the paragraphs of a plain text, told by how it is set and in whatever language.

A line's sign: `+` the author's, `-` none of the article. Of lines that an empty line parts, the upper was a paragraph.
"""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

_TOP = """Valley News
Towns
Rivers
The bridge that nobody crosses

By Anna Perera
May 4, 2026
Share
Facebook
"""
_FIRST = """
The bridge at Kelly's Ferry was opened in 1931 and has been closed since the spring, because a beam fell into the river.

The county says that it will be mended. It has said so in each of the last nine years, says clerk Ruth Adeyemi.
"""
_LAST = """
Nobody crosses it now but goats, and the goats, says their owner, were never told that it was closed to traffic.

He has put up a gate on his side. On the other side there is a sign, and below the sign there are more goats.
"""
_FOOT = "\nValley News Ltd\n"
_BOXES = {
    "a box with a button": "- The Bridge Book\n- 116 pages, 18 euros, printed in town.\n\n- Order now",
    "an event and its button": "- An evening with the goats\n- Saturday, 9 May, 3 p.m. Free.\n\n- Register",
    "what asks for what the button does": "- To receive new letters, please consider subscribing today.\n\n- Subscribe",
    "a description and its caption": "- A gate on the bridge\n- The gate was put up in the winter.",
    "a picture's file and its caption": "- gate.jpg\n- The gate, an hour before dark.\n",
    "two descriptions and one caption": "- Gate\n- Goats\n- The gate and the goats behind it.\n",
    "who a pull quote is of": "» It has said so in each of the last nine years\n\n- Clerk Ruth Adeyemi",
    "a title above a link to it": "- The ferry that three towns refuse to pay for\n- Read more",
    "a card, and a subhead below it": "- A museum of keys\n+ Goats and the law",
    "another article with author and day, and one more": (
        "- More on the river\n- The ferry returns to town\n- by Ruth Adeyemi March 14, 2026\n- The levee with one key\n"
        "- by Ruth Adeyemi March 11, 2026"
    ),
    "a sign alone": "- 🗝️",
    "another article's title and day, joined": "- The ferry returns to town7 March 2026",
    "a label and a title after a sign": "- >> Read also: The ferry returns to town\n",
    "the only entry of a list, above a colon": "- Read also\n- The baker without a queue\n+ She asked three things:\n",
    "an offer above the field for an address": (
        "- The night train comes on Sundays. Enter your email and it comes to you.\n\n- Your email\n- Subscribe"
    ),
    "a description set as a paragraph and its caption": "- Wall with lockers\n\n- Row 12, in January.",
    "a caption that begins with a whole name": "- Ruth Adeyemi stands at the gate her brother built",
    "the same as a sentence": "- Ruth Adeyemi has kept the key since her brother left.",
    "a caption that ends in brackets": "- The gate and the goats before dawn [Sam Okoro/The Network]",
    "a caption that ends with a day": "- The gate on the bridge, 4 March 2026",
    "a description and a longer caption": (
        "- Two goats behind a wooden gate\n- The gate was cut from one acacia [Sam Okoro/The Network]"
    ),
    "a label with a colon and a title": "- Vidi još:\n- The ferry that three towns refuse to pay for",
    "a label in capitals and a title": "- VIDI JOŠ\n- The ferry that three towns refuse to pay for",
    "pictures labelled alike": (
        "- Irudiaren jatorria, Sam Okoro\n- Irudiaren oina, A gate\n- Irudiaren oina, Goats behind the gate"
    ),
    "a line that leads past a box": "- Skip Read also and go on reading\n- Read also\n- The ferry three towns want\n",
    "a credit behind a dash": "- The gate at noon - Sam Okoro/Daily",
    "a credit in capitals": "- The gate, an hour before dark. SAM OKORO POUR « LE JOUR »",
    "thanks below a button": "- Your email\n- Subscribe\n- Thank you for subscribing!",
    "a vote with a name": "- Your word\n- Should the bridge be built again as it was?\n- Yes\n- No\n",
    "a description that is a sentence, above a credited caption": (
        "- Two goats stand behind a wooden gate.\n- The gate at noon. Photo: Sam Okoro"
    ),
    "a description of two words that the caption begins with, and a subhead": (
        "- The plan\n- The plan of beams, as Okoro drew it.\n+ What fell"
    ),
    "a description, a caption too long for a subhead, and a pull quote": (
        "- Two goats behind a gate of acacia wood\n"
        "- Ruth Adeyemi on the left with the gate that her brother built there Sam Okoro\n"
        "» It has said so in each of the last nine years"
    ),
    "what the button bids to, set as a paragraph above the field": (
        "- The river writes on Sundays. Follow it home.\n\n- Type here\n- Subscribe"
    ),
    "the name of a box, a few words, a field and a button": (
        "- River mail\n- Every Friday one story.\n\n- E-mail\n- Subscribe"
    ),
    "the button of a box in words of its own": (
        "- Consent is needed for this film\n- The film sets marks on your device. Consent or manage them.\n"
        "- Manage consent"
    ),
    "a sign that points": "- ▶ The ferry that three towns refuse to pay for\n",
    "a label in capitals joined to a title": "- VIDI JOŠ OVOThe ferry that three towns refuse",
    "titles with full stops": "- Read also:\n- The ferry returns to the three towns.\n- A museum has lost its keys.",
    "a kind of other articles and a title": "- Related Story: Music\n- The town that tuned its silos",
    "a numbered order and its caption": "- Order no. 7\n- The order hangs in the cab to this day.",
    "a label and a title, set as paragraphs are": "- Vidi još danas: The ferry that three towns refuse to pay for\n",
    "a description that its caption says again in more words": (
        "- Goats, planks\n- Between two of the planks the goats found what had been lost\n+ Hay and salt"
    ),
    "what names the newsroom and is no sentence": "- Hobba with Valley News every day\n",
    "a title that begins with a word in quotation marks": "- Vidi još\n- “Sovetski” waits for its last three tenants",
}
_KEPT = {
    "a label and what it labels, in a word of the text": "+ The bridge today: four beams and a gate\n",
    "a line without the newsroom's name": "+ Hobba with goats every day\n",
    "several labels and what they label": "+ Hay wanted: three bales\n\n+ Salt wanted: one sack\n",
    "what is quoted without marks": "+ Nobody told me that it was closed. I crossed it twice that week.",
    "a subhead with a last name": "+ Adeyemi has no answer to that",
    "a subhead of a whole name": "+ Ruth Adeyemi waits",
    "a subhead and a short paragraph": "+ Who pays\n+ Nobody has an answer.\n",
    "a subhead of two words that the paragraph says again": "+ Who pays\n+ Nobody knows who pays.\n",
    "a subhead in a speaker's words below a pull quote": (
        "» It has said so in each of the last nine years\n\n+ “It will be mended”"
    ),
    "a subhead that is no name below a pull quote": (
        "» It has said so in each of the last nine years\n+ Closed since the spring\n"
        "+ The bridge has been closed since the spring, when a beam fell into the river, and nobody has missed it.\n"
    ),
    "a list of sentences": "+ Three things were said.\n+ The beam is old.\n+ The county is poor.\n+ Goats abound.",
    "a subhead that the text takes up, below Related": (
        "- Related\n- A museum of lost keys\n+ Goats, traffic and owners\n"
        "+ The traffic was never told of goats, and their owners were never asked about it at all, she says.\n"
    ),
    "a list with a colon above it": "+ The county named three reasons:\n\n+ the beam is old;\n+ the goats like it.",
    "a short paragraph above a form": "+ The goats have been told.\n\n- Your email\n- Subscribe",
    "a subhead below a description and its caption": (
        "- A gate on the bridge\n- The gate was put up in the winter.\n+ Goats and traffic"
    ),
    "a subhead below a description and a caption that share a word with it": (
        "- Sun on the roof of the mill\n"
        "- A roof that three of the tenants bought by instalments from a dealer in town\n+ Sun by instalments"
    ),
    "a subhead in capitals that the text writes small, below a notice": "- Advertisement\n+ Nine Years",
    "a subhead that its section says, below Related": (
        "- Related\n- A museum of lost keys\n+ “We Never Told the Goats”\n"
        "+ The bridge has been closed since the spring, when a beam fell into the river, and nobody has missed it.\n\n"
        "+ “If anybody asks, we never told the goats that it was closed,” says the clerk, and shuts her drawer again.\n"
    ),
    "a part in capitals, and its name": "+ PART II\n\n+ The goats and their owner\n",
    "letters in capitals at the start of a subhead": "+ NGOs and their goats",
    "a list of what is said with signs": "+ ▶ the beam is old\n+ ▶ the goats like it\n",
    "a question and its answer": "+ Who pays?\n+ “Nobody does,” she says.\n",
}


def _pasted(box: str) -> str:
    return "\n".join(line[2:] for line in box.split("\n"))


def _lines(box: str, *signs: str) -> list[str]:
    return [line[2:] for line in box.split("\n") if line[:1] in signs]


@pytest.mark.parametrize("box", [*_BOXES.values(), *_KEPT.values()], ids=[*_BOXES, *_KEPT])
def test_between_paragraphs(box: str) -> None:
    story = read(f"{_TOP}{_FIRST}\n{_pasted(box)}\n{_LAST[1:]}{_FOOT}", html=False)
    said = [line for block in story.blocks for line in block.text.split("\n")]
    assert [line for line in said if line in _lines(box, "+", "-")] == _lines(box, "+")
    for paragraph in (_FIRST + _LAST).split("\n"):
        assert not paragraph or paragraph in said


_ENDS = {
    "a name, and who it is": "- Tom Hartley\n\n- Tom Hartley writes about rivers and what is in them since 2015.",
    "a line that bids": "- Click here for the news on your phone\n",
    "the author's list and last words": "+ Loans: two weeks.\n+ Late: a fee.\n+ Goats are free.\n+ They ate the sign.",
    "who helped": "+ Additional reporting by Ruth Adeyemi in Kelly's Ferry\n",
    "a comment, its name joined to day and time": "- Tag: hay\n- Marnje\n- Hobb22/3/26 06:10\n- I was there in May.\n",
    "comments that can be answered": (
        "- Marnje\n- 8 Mai, 12:41, Hobb\n\n- I was there in May.\n\n- Odgovori ti\n"
        "- 9 Mai, 13:05, Ada\n\n- It was so in June, too.\n\n- Odgovori ti\n"
    ),
    "hours of a day": (
        "+ 8 May, 12:41, rain\n+ The beam falls into the river, and with it the sign that was put up in 1962.\n\n"
        "+ 8 May, 13:05, sun\n+ Nobody crosses, but for the goats, who were never told, and a boy who was told twice.\n"
    ),
    "a note and the way back": "+ The sign has been replaced since then.",
}


@pytest.mark.parametrize("end", _ENDS.values(), ids=_ENDS)
def test_below_the_text(end: str) -> None:
    back = " ↩︎" if "note" in next(name for name, one in _ENDS.items() if one is end) else ""
    story = read(f"{_TOP}{_FIRST}{_LAST}\n{_pasted(end)}{back}\n", html=False)
    said = [line for block in story.blocks for line in block.text.split("\n")]
    assert [line for line in said if line in _lines(end, "+", "-")] == _lines(end, "+")


def test_what_a_site_labels_is_no_credit_where_a_sentence_ends() -> None:
    said = "ഇന്നലെ രാവിലെ പാത്രത്തിൽ ഒരു തവളയുണ്ടായിരുന്നു. അതും കുറിച്ചു: പതിനൊന്നു മില്ലിമീറ്റർ, ഒരു തവള."
    story = read(f"{_TOP}{_FIRST}{_LAST}\n{said}\n", html=False)
    assert said in [block.text for block in story.blocks]


def test_the_only_label_in_capitals_stands_above_another_title_though_all_lines_are_set_apart() -> None:
    box = "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ\n\nThe ferry that three towns refuse"
    story = read(f"{_TOP}{_FIRST}\n{box}\n{_LAST}".replace("\n", "\n\n"), html=False)
    assert [one.title for one in story.related] == ["The ferry that three towns refuse"]
    assert not {line for line in box.split("\n") if line} & {block.text for block in story.blocks}
