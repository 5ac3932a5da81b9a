"""Scripts that write no spaces between words: there a space parts what a sentence would not, such as two names.

Lao, Thai, Khmer and Burmese part clauses by it, too, but those are longer than names. In Chinese, Japanese and Korean a
role follows the name: 山田太郎 記者.
"""

from __future__ import annotations

import regex

from .dates import like_a_date
from .day import is_date_line
from .part import Part
from .sheet import Sheet
from .words import bare

_LETTERS = regex.compile(r"^[\p{Thai}\p{Khmer}\p{Myanmar}\p{Lao}\s:៖.,()|/-]+$")
_SIGNS = regex.compile(r"^[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\s　・･:：/／、,|｜]+$")
_EAST_ASIAN = regex.compile(r"^\p{Han}{1,3}[ 　][\p{Han}\p{Hiragana}\p{Katakana}]{1,5}$")
_LONGEST_NAME = 12  # letters of a given name or a surname
_MOST_NAMES = 7  # "by", two people of three names each
_LONGEST = 6  # words that this and a name come to
_LABEL = 3  # words that a label of the site has at most


def names_below(sheet: Sheet, n: int) -> bool:
    """Below this line stand names, and then the text or the day; above it stands at most a label."""
    above = sheet.parts[n - 1] if n else None
    labelled = above is None or not above.open or above.size <= min(_LABEL + 1, sheet.parts[n].size)
    return labelled and n + 1 < len(sheet.parts) and names_alone(sheet, n + 1)


def names_alone(sheet: Sheet, n: int) -> bool:
    """Names, by how spaces part them, right below a line that no space parts and above the text or the day."""
    part = sheet.parts[n]
    above = sheet.parts[n - 1] if n else None
    if sheet.html or not part.unspaced or above is None or not above.open or not above.unspaced or part.ends:
        return False
    if not _last_of_head(sheet, n):
        return False
    if _SIGNS.match(part.text):
        return bool(_EAST_ASIAN.match(part.text)) or _ends_with_role(sheet, part)
    if not _LETTERS.match(part.text):
        return False
    return _parted(part, above) or (part.size <= _LABEL + 1 < above.size and _dated(sheet, n + 1))


def _parted(part: Part, above: Part) -> bool:
    pieces, over = part.text.split(), above.text.split()
    if not 2 <= len(pieces) <= _MOST_NAMES or max(map(len, pieces)) > _LONGEST_NAME or len(over) >= len(pieces):
        return False
    return part.size <= _LONGEST or above.size >= _LABEL


def _ends_with_role(sheet: Sheet, part: Part) -> bool:
    said = bare(part.text)
    return part.size <= 4 and any(said.endswith(role) and said != role for role in sheet.of("roles").phrases)


def _last_of_head(sheet: Sheet, n: int) -> bool:
    """What follows is the text, a day, or what another pass knows."""
    below = sheet.parts[n + 1] if n + 1 < len(sheet.parts) else None
    return below is None or below.prose or not below.open or below.shape != "line" or _dated(sheet, n + 1)


def _dated(sheet: Sheet, n: int) -> bool:
    part = sheet.parts[n] if n < len(sheet.parts) else None
    return part is not None and (is_date_line(sheet, part) or (part.size <= 8 and like_a_date(part.text)))
