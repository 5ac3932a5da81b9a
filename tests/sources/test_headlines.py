"""Boxes between a plain text's paragraphs whose label and titles no word list knows, and boxes that name themselves.

A line's sign: `+` the author's, `-` none of the article. Of lines that an empty line parts, the upper was a paragraph.
"""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

from .test_insets import _FIRST, _LAST, _TOP, _lines, _pasted

_SIXTH = (
    "\nThe clerk has a drawer for letters on it, and the drawer is full, so she has asked the county for another.\n"
)
_OUT = {
    "a label and two titles, right above a paragraph": (
        "- Lenso fari\n- The baker without a queue\n- Where buses sleep at noon"
    ),
    "a label and a title, right above a paragraph": "- Lenso fari\n- The baker without a queue",
    "a label of more words with a colon, and a title as a paragraph": (
        "- Lenso fari domo pelu katu:\n- A baker without queues\n"
    ),
    "a label in brackets, and a title": "- 【Lenso fari domo pelu】\n- The baker without a queue\n",
    "a label, a title and its day": "- Lenso fari\n- The baker without a queue\n- 12 March 2026\n",
    "a label that is known, and titles": "- Advertisement\n- The baker without a queue\n- Where buses sleep at noon",
    "a box that names itself": (
        "- Lenso Mira fari domo\n- Mira\n- The baker without a queue.\n- Where buses sleep\n- Katu Mira\n"
    ),
}
_KEPT = {
    "a list": "+ Three numbers\n+ 40 goats in the county\n+ 9 years of letters\n+ 1 bridge",
    "what a label counts": "+ Lenso fari\n+ People at work: 40,000\n+ Mean wages: 420 a day",
    "a poem below its announcement": "+ The children sing:\n+ It went for a stroll,\n+ it never asked the way",
    "a song below its announcement": "+ Lenso fari domo pelu:\n+ A stroll at evening\n+ Where buses sleep at noon",
    "a list that says what the text says": "+ Findings\n+ The county never mended the bridge\n+ The goats crossed it",
    "names that stand alone": "+ Mira\n+ Mira Katu said so.\n",
    "what somebody says below a few words": "- Lenso fari\n+ “Nobody asked the goats”",
}


@pytest.mark.parametrize("box", [*_OUT.values(), *_KEPT.values()], ids=[*_OUT, *_KEPT])
def test_a_box_of_other_articles(box: str) -> None:
    story = read(f"{_TOP}{_FIRST}{_SIXTH}\n{_pasted(box)}\n{_LAST[1:]}", html=False)
    said = [line for block in story.blocks for line in block.text.split("\n")]
    assert [line for line in said if line in _lines(box, "+", "-")] == _lines(box, "+")
    for paragraph in (_FIRST + _SIXTH + _LAST).split("\n"):
        assert not paragraph or paragraph in said


def test_its_titles_are_noted() -> None:
    story = read(f"{_TOP}{_FIRST}{_SIXTH}\n{_pasted(_OUT['a label, a title and its day'])}\n{_LAST[1:]}", html=False)
    assert "The baker without a queue" in [one.title for one in story.related]


def test_above_a_button_and_a_subhead_stands_what_speaks_to_the_reader() -> None:
    box = "If you like this, you can have more of it every week.\n\nLenso fari\nNine winters beneath a sluice"
    story = read(f"{_TOP}{_FIRST}{_SIXTH}\n{box}\n{_LAST[1:]}", html=False)
    assert "Nine winters beneath a sluice" in [block.text for block in story.blocks]


_GEORGIAN = """არაშენდა

ხიდის მშენებლობა გაზაფხულზე დაიწყო ორივე ნაპირიდან ერთდროულად, და ორი სოფლის ოსტატები ერთმანეთს არ ელაპარაკებოდნენ.

ერთი სოფლის ოსტატი ამბობს, რომ მათ სწორად გაზომეს, მეორე ნაპირზე კი ზუსტად იგივეს ამბობენ და რვეულს აჩვენებენ.

{box}
მუნიციპალიტეტმა კომისია გააგზავნა, რომელმაც სამი დღე ორივე მხრიდან გაზომა და დაწერა, რომ ორივე სოფელი მართალია.

ამჟამად ხიდზე მხოლოდ ბავშვები გადადიან, რადგან შუაში ნახტომია საჭირო, უფროსები კი ნავით დადიან.
"""


def test_georgian_titles_begin_with_a_small_letter() -> None:
    story = read(_GEORGIAN.format(box="ლენსო ფარი:\nწყალი, რომელიც აღარ ჩამოდის"), html=False)
    assert [one.title for one in story.related] == ["წყალი, რომელიც აღარ ჩამოდის"]


_ARABIC = """ظل الشجرة

بدأ الخلاف في القرية حين باع أحد الإخوة قطعة أرض لا شجر فيها، ثم تبيّن للمشتري أن ظل الشجرة المجاورة يغطي نصفها.

طلب القاضي من البلدية أن تعدّ الأشجار. ووجد الموظفون أن السجل الأخير يعود إلى عام 1952، وأن فيه أشجارًا لم يسمع بها أحد.

{line}
وقال الموظف المكلف إن العدّ استمر ثلاثة أسابيع لأن كل شجرة لها اسم، ولأن الأسماء تختلف من بيت إلى بيت.

ولم تصدر المحكمة حكمها بعد. أما الإخوة فقد اتفقوا على جني الزيتون معًا هذا العام، على أن يجلسوا بعد ذلك في الظل.
"""


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Lenso fari domo", False),  # the site's makers left it in English, or whatever this is
        ("Lenso Fari", True),  # a name
        ("ثلاثة أسابيع", True),
    ],
)
def test_a_line_in_another_script_is_no_subhead(line: str, stays: bool) -> None:
    story = read(_ARABIC.format(line=line), html=False)
    assert (line in [block.text for block in story.blocks]) == stays
