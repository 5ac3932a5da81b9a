"""An article's parts as the page shows them: each with its label, its words for a text box, and its picture."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.story import Block, Kind, Story, StoryPicture

from .marks import to_marks

LABELS: dict[str, str] = {
    "paragraph": "Paragraph", "heading": "Heading", "quotation": "Quotation", "pull_quote": "Pull quote",
    "list": "List", "picture": "Picture", "table": "Table", "embed": "Embed", "rule": "Line",
}  # fmt: skip
WORDED: tuple[Kind, ...] = ("paragraph", "heading", "quotation", "pull_quote", "list")
# A part that is none of the body: labelled so, it goes to its own place on the page.
ELSEWHERE = {"standfirst": "Standfirst", "related": "Related article", "appeal": "Appeal", "title": "Title"}
KEYED = [*(LABELS[kind] for kind in WORDED), *ELSEWHERE.values()]  # by Alt and 1 to 9
LEAVE_OUT = "out"
USUAL = "It is running text."  # said of nearly every part, so it is shown only where somebody looks


@dataclass(frozen=True)
class Line:
    """One block as the page shows it."""

    block: Block
    picture: StoryPicture | None
    marks: str

    @property
    def worded(self) -> bool:
        return self.block.kind in WORDED

    @property
    def kinds(self) -> dict[str, str]:
        """The labels that it may be given, the first nine with their key."""
        if not self.worded:
            return {self.block.kind: LABELS[self.block.kind]}
        return {kind: LABELS[kind] for kind in WORDED} | ELSEWHERE


def lines(story: Story) -> list[Line]:
    """The story's blocks, each picture with its block."""
    pictures = iter(story.pictures)
    return [
        Line(
            block,
            next(pictures, None) if block.kind == "picture" else None,
            to_marks(block.html) if block.kind in WORDED else "",
        )
        for block in story.blocks
    ]


def words(story: Story) -> tuple[int, int]:
    """How many words were kept, and how many there were."""
    kept = len(
        " ".join(
            [story.title, "" if story.standfirst_proposed else story.standfirst, *story.byline]
            + [block.text for block in story.blocks]
            + [related.title for related in story.related]
            + ([story.appeal.headline, *story.appeal.paragraphs] if story.appeal else [])
        ).split()
    )
    return kept, kept + sum(len(dropped.text.split()) for dropped in story.dropped)
