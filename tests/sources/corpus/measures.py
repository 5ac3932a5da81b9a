"""The measures of a reading against what is expected. Each gives (right, of): right of so many that were asked.

`measure` answers with those measures that the case and its form can be asked; totals add rights and ofs up, so that
every case weighs the same in what is asked once of each (recall and precision, too, are shares between 0 and 1 of each
case), and every part the same in what a case can have several of (pull quotes, captions, credits, related).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .cases import Expected, Form
from .reading import Reading
from .wording import in_common, plain, weight, words

Score = tuple[float, float]
ENOUGH = 0.95  # of an appeal's words, for its bounds
LEAST = 3  # words of a part in a row, for a piece of a line to be of that part


def title(expected: Expected, got: Reading) -> Score:
    """The title is, sign for sign, the expected one; none where none was pasted."""
    return _right(plain(expected.title) == plain(got.title))


def standfirst(expected: Expected, got: Reading) -> Score:
    """The standfirst is the expected one; none where there is none (one proposed from the text is none)."""
    return _right(words(expected.standfirst) == words(got.standfirst))


def first(expected: Expected, got: Reading) -> Score:
    """The running text begins with the expected paragraph, word for word, headings aside.

    A standfirst that was left standing above it is no fault here, but under `standfirst`.
    """
    body = [text for text in _running(got) if words(text) != words(expected.standfirst)]
    return _right(bool(body) and words(body[0]) == words(_told(expected)[0]))


def last(expected: Expected, got: Reading) -> Score:
    """The running text ends with the expected paragraph, word for word, headings aside."""
    body = _running(got)
    return _right(bool(body) and words(body[-1]) == words(_told(expected)[-1]))


def clean(expected: Expected, got: Reading) -> Score:
    """Free of junk: no line of the text, its pull quotes or its standfirst says what is not of the article's text."""
    return _right(bool(_running(got)) and not strays(expected, got))


def recall(expected: Expected, got: Reading) -> Score:
    """The share of the expected text's words that stand in the text that was read, in order. Pull quotes aside."""
    wanted, found = _body_words(expected, got)
    return in_common(wanted, found) / len(wanted), 1


def precision(expected: Expected, got: Reading) -> Score:
    """The share of the words in the text that was read that stand in the expected text, in order. Pull quotes aside.

    A standfirst left in the text, and the words of an embedded post, count neither for nor against.
    """
    wanted, found = _body_words(expected, got)
    return in_common(wanted, found) / len(found) if found else 0.0, 1


def pull_quotes(expected: Expected, got: Reading) -> Score:
    """Pull quotes known as such, of all that are there or were taken for one."""
    return _in_both(expected.pull_quotes, got.pull_quotes)


def pictures(expected: Expected, got: Reading) -> Score:
    """As many pictures as the article has: no icon, no author's face, none of a related article, none lost."""
    return _right(expected.pictures == got.pictures)


def captions(expected: Expected, got: Reading) -> Score:
    """Captions that stand with a picture, of all that are there or were taken for one."""
    return _in_both([text for text, _ in expected.captions], [text for text, _ in got.captions])


def captions_in_text(expected: Expected, got: Reading) -> Score:
    """A plain text has no pictures: captions that were left out and said so, of all that are there."""
    told = [text for text, _ in expected.captions if text]
    out = [f" {' '.join(words(text))} " for text in (*got.left_out, *(text for text, _ in got.captions))]
    return sum(any(f" {' '.join(words(text))} " in one for one in out) for text in told), len(told)


def credits(expected: Expected, got: Reading) -> Score:  # noqa: A001 - what the trade calls them
    """Pictures' credits that stand with a picture, of all that are there. "Photo:" before the name may be gone."""
    told = [words(credit) for _, credit in expected.captions if credit]
    had = [words(credit) for _, credit in got.captions if words(credit)]
    return sum(any(_within(one, other) or _within(other, one) for other in had) for one in told), len(told)


def related(expected: Expected, got: Reading) -> Score:
    """Related articles known by their titles, of all that are there or were taken for one."""
    return _in_both(expected.related, got.related)


def byline(expected: Expected, got: Reading) -> Score:
    """Exactly the expected names, in order."""
    return _right([plain(name) for name in expected.byline] == [plain(name) for name in got.byline])


def date(expected: Expected, got: Reading) -> Score:
    """The expected day; none where none is there."""
    return _right(expected.date == got.date)


def language(expected: Expected, got: Reading) -> Score:
    """The expected language, whatever its region."""
    return _right(expected.language.split("-")[0].lower() == got.language.split("-")[0].lower())


def direction(expected: Expected, got: Reading) -> Score:
    """Right to left, or left to right, as the text runs."""
    return _right(expected.direction == got.direction)


def appeal(expected: Expected, got: Reading) -> Score:
    """The appeal was found: half of the words taken for one are its own, and half of its words, or more."""
    return _right(_overlap(expected.appeal, got.appeal) >= 0.5)


def bounds(expected: Expected, got: Reading) -> Score:
    """The appeal is whole and nothing else: 95 % of its words were taken, and 95 % of those taken are its own."""
    return _right(_overlap(expected.appeal, got.appeal) >= ENOUGH)


def false_appeal(expected: Expected, got: Reading) -> Score:
    """An appeal was found where there is none. The only measure of which less is better."""
    return _right(bool(got.appeal))


ALWAYS: dict[str, Callable[[Expected, Reading], Score]] = {
    "title": title,
    "standfirst": standfirst,
    "first": first,
    "last": last,
    "clean": clean,
    "recall": recall,
    "precision": precision,
    "pull_quotes": pull_quotes,
    "pictures": pictures,
    "captions": captions,
    "credits": credits,
    "related": related,
    "byline": byline,
    "date": date,
    "language": language,
    "direction": direction,
}
WITH_APPEAL = {"appeal": appeal, "bounds": bounds}
NAMES = (*ALWAYS, *WITH_APPEAL, "false_appeal")


def measure(expected: Expected, got: Reading, form: Form) -> dict[str, Score]:
    """Every measure that can be asked of this case in this form."""
    asked = ALWAYS | (WITH_APPEAL if expected.appeal else {"false_appeal": false_appeal})
    if form == "text":
        asked |= {"captions": captions_in_text}
        del asked["credits"], asked["pictures"]
    if form == "page" and not expected.pictures:
        del asked["pictures"]  # the page's metadata may name one
    scores = {name: asked[name](expected, got) for name in asked if name not in expected.unasked}
    return {name: score for name, score in scores.items() if score[1]}


def total(scores: Iterable[dict[str, Score]]) -> dict[str, Score]:
    """The scores of many cases as one."""
    summed = dict.fromkeys(NAMES, (0.0, 0.0))
    for case in scores:
        for name, (right, of) in case.items():
            summed[name] = (summed[name][0] + right, summed[name][1] + of)
    return {name: score for name, score in summed.items() if score[1]}


def strays(expected: Expected, got: Reading) -> list[str]:
    """The lines that hold what is not of the article's text, each as it stands.

    A line is of the text if it can be cut into whole lines of the expected parts and pieces of them of three words or
    more (six signs, in scripts that do not part words): so a paragraph may be split or joined, but a label of a word
    or two beside it is seen. A line that stands among the page's other lines, and is no whole line here, is one, too.
    """
    allowed = [text for _, text in expected.body] + [*expected.pull_quotes, *expected.embeds, expected.standfirst]
    whole = {tuple(words(line)) for text in allowed for line in _lines(text)}
    running = " " + " ".join(" ".join(words(text)) for text in allowed) + " "
    elsewhere = {tuple(words(line)) for line in expected.junk}
    read = [text for _, text in got.body] + [*got.pull_quotes, got.standfirst]
    return [line for text in read for line in _lines(text) if _strays(words(line), whole, running, elsewhere)]


def _strays(line: list[str], whole: set[tuple[str, ...]], running: str, elsewhere: set[tuple[str, ...]]) -> bool:
    if not line or tuple(line) in whole:
        return False
    if tuple(line) in elsewhere:
        return True
    at = 0
    while at < len(line):
        end = len(line)
        while end > at and f" {' '.join(line[at:end])} " not in running:
            end -= 1
        piece = line[at:end]
        if weight(piece) < LEAST and tuple(piece) not in whole:
            return True
        at = end
    return False


def _lines(text: str) -> list[str]:
    return [piece for line in text.split("\n") for piece in line.split("\t") if piece.strip()]


def _running(got: Reading) -> list[str]:
    return [text for kind, text in got.body if kind != "heading" and words(text)]


def _told(expected: Expected) -> list[str]:
    return [text for kind, text in expected.body if kind != "heading"]


def _body_words(expected: Expected, got: Reading) -> tuple[list[str], list[str]]:
    neutral = [words(text) for text in (*expected.embeds, expected.standfirst) if text]
    found = [words(text) for _, text in got.body]
    told = [words(text) for _, text in expected.body]  # a subhead may say some words of the standfirst
    kept = [some for some in found if some in told or not any(_within(some, one) for one in neutral)]
    return [word for some in told for word in some], [word for some in kept for word in some]


def _within(some: list[str], others: list[str]) -> bool:
    """These words stand in a row among those."""
    return bool(some) and f" {' '.join(some)} " in f" {' '.join(others)} "


def _overlap(wanted: tuple[str, ...], found: tuple[str, ...]) -> float:
    """The smaller of recall and precision of these texts' words, in order."""
    one, other = words("\n".join(wanted)), words("\n".join(found))
    return in_common(one, other) / max(len(one), len(other), 1)


def _in_both(expected: Iterable[str], got: Iterable[str]) -> Score:
    """How many stand on both sides, each once, of how many on either."""
    wanted = [one for text in expected if (one := words(text))]
    had = [one for text in got if (one := words(text))]
    right = 0
    for one in had:
        if one in wanted:
            wanted.remove(one)
            right += 1
    return right, len(had) + len(wanted)


def _right(is_right: bool) -> Score:
    return float(is_right), 1
