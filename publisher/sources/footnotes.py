"""The pass that finds footnotes: they belong to the article, wherever its software put them."""

from __future__ import annotations

from .sheet import Sheet


def footnotes(sheet: Sheet) -> None:
    """What HTML names a footnote or an endnote is kept as it is, short as it may be."""
    for _, part in sheet.open():
        if part.in_box("footnote") and part.shape in ("line", "list") and not part.in_box("hidden", "nav"):
            part.be("list" if part.shape == "list" else "paragraph", "It is a footnote of the article.")
