"""A foreign .docx, opened with care: its bounds are looked at first, and what cannot be words is never unpacked.

What comes out is a package of our own making, with the parts that hold words alone, as small as they can be. In place
of each picture stands its name, by which it is unpacked when it is asked for.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from .docx_slim import MOST_ELEMENTS, TooTangled, slim
from .paste import NotAnArticle

MOST_MEMBERS = 2_000
MOST_BYTES = 24_000_000  # of the parts with words, unpacked; a book of 500 pages has about a third of it
MOST_RATIO = 250  # Word packs its XML to a tenth or twentieth; 1,000 is what zip bombs reach
SMALL = 1_000_000  # below this the ratio does not matter
# The parts that hold words, or tell how they are set. Pictures, fonts, macros and what is embedded stay packed.
_WORDS = re.compile(
    r"(?:\[Content_Types\]|_rels/\.rels|word/_rels/[\w-]+\.xml\.rels|"
    r"word/(?:document|styles|numbering|footnotes|endnotes)\w{0,8}|docProps/core)(?:\.xml)?",
    re.IGNORECASE,
)
_PICTURES = re.compile(r"word/media/[\w.-]{1,100}\.(?:jpe?g|png|gif|webp|avif)", re.IGNORECASE)
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what the format allows; others cannot be unpacked in steps

BROKEN = "This Word document is broken; open it in Word, save it anew, or copy its words and paste them."
LOCKED = "This Word document is locked with a password; open it and save it without one, or copy and paste its words."
BOMB = "This Word document unpacks to far more than an article; copy its words and paste them."


@dataclass(frozen=True, slots=True)
class Package:
    """The parts with words as a zip of our own, and what else was seen: macros, and core.xml as it came."""

    data: bytes
    macros: bool
    core: bytes
    foreign: bytes

    def picture(self, name: str, *, most: int) -> bytes:
        """A picture's bytes as they lie in the file; nothing if they are more, or broken."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.foreign)) as foreign:
                member = foreign.getinfo(name)
                if member.flag_bits & 0x1 or member.compress_type not in _PACKED:
                    return b""
                with foreign.open(member) as packed:
                    data = packed.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, KeyError):
            return b""
        return data if len(data) <= most else b""


def open_package(data: bytes) -> Package:
    """The words of a .docx, bounded. Raises NotAnArticle with a sentence; nothing is written or fetched."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as foreign:
            members = foreign.infolist()
            if len(members) > MOST_MEMBERS:
                raise NotAnArticle(BOMB)
            wanted = {member.filename: member for member in members if _WORDS.fullmatch(member.filename)}
            _look(list(wanted.values()))
            parts = _unpack(foreign, list(wanted.values()))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as why:
        if isinstance(why, NotAnArticle):
            raise
        raise NotAnArticle(BROKEN) from why
    parts |= {member.filename: member.filename.encode() for member in members if _PICTURES.fullmatch(member.filename)}
    core = parts.pop("docProps/core.xml", b"")
    if not any(name.startswith("word/document") for name in parts):
        raise NotAnArticle(BROKEN)
    macros = any(member.filename.lower().endswith("vbaproject.bin") for member in members)
    return Package(_packed(parts), macros, core, data)


def _look(wanted: list[zipfile.ZipInfo]) -> None:
    """What the parts say of themselves, before any is unpacked."""
    if any(member.flag_bits & 0x1 for member in wanted):
        raise NotAnArticle(LOCKED)
    if any(member.compress_type not in _PACKED for member in wanted):
        raise NotAnArticle(BROKEN)
    whole = sum(member.file_size for member in wanted)
    if whole > MOST_BYTES or any(
        member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1) for member in wanted
    ):
        raise NotAnArticle(BOMB)


def _unpack(foreign: zipfile.ZipFile, wanted: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The parts, made slim. What they said of their size is not believed: all of them share one bound."""
    parts: dict[str, bytes] = {}
    left, elements = MOST_BYTES, MOST_ELEMENTS
    for member in wanted:
        with foreign.open(member) as packed:
            part = packed.read(left + 1)
        left -= len(part)
        if left < 0:
            raise NotAnArticle(BOMB)
        try:
            parts[member.filename], kept = slim(part, most=elements)
        except TooTangled:
            raise NotAnArticle(BOMB) from None
        except expat.ExpatError as why:
            raise NotAnArticle(BROKEN) from why
        elements -= kept
    return parts


def _packed(parts: dict[str, bytes]) -> bytes:
    ours = io.BytesIO()
    with zipfile.ZipFile(ours, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return ours.getvalue()
