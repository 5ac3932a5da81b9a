"""The XML of a Word document without what is not words or their setting, so that reading it costs little.

Word writes a dozen elements about fonts, spacing and who typed when for every few words. Entities are refused: the
format has none, and bombs are made of them.
"""

from __future__ import annotations

from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MOST_ELEMENTS = 60_000  # that are kept, in all parts; 50,000 words with much formatting have about as many
DEEPEST = 150
_NOISE = {
    *("w:bCs", "w:bookmarkEnd", "w:bookmarkStart", "w:cnfStyle", "w:color", "w:effect", "w:iCs", "w:ind", "w:jc"),
    *("w:keepLines", "w:keepNext", "w:kern", "w:lang", "w:lastRenderedPageBreak", "w:noProof", "w:pBdr", "w:proofErr"),
    *("w:rFonts", "w:sectPr", "w:shd", "w:spacing", "w:szCs", "w:tabs", "w:tblBorders", "w:tblCellMar", "w:tblGrid"),
    *("w:tblLook", "w:tblW", "w:tcBorders", "w:tcMar", "w:tcW", "w:textAlignment", "w:widowControl", "w:w"),
    *("w:latentStyles", "w:docDefaults", "w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"),
    *("w:rsids", "w:pPrChange", "w:rPrChange", "w:tblPrChange", "w:u"),
}


_CALLED = {"mc:Choice": "mc:Fallback"}


class TooTangled(ValueError):
    """More elements, or deeper ones, than any article has; or entities."""


def slim(xml: bytes, *, most: int = MOST_ELEMENTS) -> tuple[bytes, int]:
    """The same XML in UTF-8 without the noise, and how many elements are left, `most` at the most.

    Raises TooTangled, and ExpatError where it is no XML.
    """
    writer = _Writer(most)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = writer.refuse
    parser.EntityDeclHandler = writer.refuse
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.say
    parser.Parse(xml, True)
    return "".join(writer.out).encode("utf-8", "replace"), writer.kept


class _Writer:
    def __init__(self, most: int) -> None:
        self.out: list[str] = []
        self.most = most
        self.kept = self.depth = self.skipped = 0
        self.choices: list[tuple[int, int]] = []  # of each open alternative, where its choice began, and what was kept
        self.boxes: list[list[str]] = []  # of each open drawing, its text boxes
        self.box_began: list[int] = []

    def refuse(self, *_: object) -> None:
        raise TooTangled

    def start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        if self.skipped or name in _NOISE or (name == "mc:Choice" and not self._choose()):
            self.skipped += 1
            return
        self._arrange(name)
        self.kept += 1
        if self.kept > self.most or self.depth > DEEPEST or len(attributes) > 200:
            raise TooTangled
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        said = "".join(
            f" {key}={quoteattr(value)}" for key, value in pairs if not key.startswith(("w:rsid", "w14:", "wp14:"))
        )
        self.out.append(f"<{_CALLED.get(name, name)}{said}>")
        if name == "wps:txbx":
            self.box_began.append(len(self.out))

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.skipped:
            self.skipped -= 1
            return
        if name == "wps:txbx":
            began = self.box_began.pop()
            if self.boxes:
                self.boxes[-1].append("".join(self.out[began:]))
                del self.out[began:]
        self.out.append(f"</{_CALLED.get(name, name)}>")
        if name == "w:drawing":
            self.out += [f"<w:pict>{box}</w:pict>" for box in self.boxes.pop()]
        elif name == "mc:AlternateContent":
            self.choices.pop()

    # Of what Word says twice, mammoth reads the fallback alone. Where there is none, the choice becomes it; and text
    # boxes in drawings stand behind them, as those of older documents do, since mammoth looks for pictures only there.

    def _choose(self) -> bool:
        """Whether this choice is the first of its alternative."""
        if not self.choices or self.choices[-1][0] >= 0:
            return False
        self.choices[-1] = (len(self.out), self.kept)
        return True

    def _arrange(self, name: str) -> None:
        if name == "mc:AlternateContent":
            self.choices.append((-1, 0))
        elif name == "mc:Fallback" and self.choices and self.choices[-1][0] >= 0:
            began, self.kept = self.choices[-1]
            del self.out[began:]
        elif name == "w:drawing":
            self.boxes.append([])

    def say(self, text: str) -> None:
        if not self.skipped:
            self.out.append(escape(text))
