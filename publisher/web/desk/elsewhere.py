"""Parts that belong elsewhere than into the body: title, standfirst, related articles, the request for donations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape

from publisher.editing.lessons import Mend
from publisher.sources.clean import clean_url, one_line
from publisher.story import Block, Dropped, PastedAppeal, Related, Story

from .acts import Kept, Row, kept
from .marks import from_marks

_HREF = re.compile(r'href="([^"]*)"')
_BARE = re.compile(r"\s*[:：]?\s*(https?://\S+)")  # where to give, said after what to do


@dataclass
class Elsewhere:
    """What parts were labelled that are none of the body. `story` is how it read before."""

    story: Story
    title: str = ""
    standfirst: str = ""
    related: list[Related] = field(default_factory=list)
    appeal: PastedAppeal | None = None
    above: int = 0  # so many of its paragraphs stood above what there was of it
    gone: bool = False  # the request for donations was none

    def take(self, label: str, block: Block, at: int) -> None:
        """This part, which stood after `at` others, goes where its label says."""
        link = _HREF.search(block.html)
        url = unescape(link[1]) if link else ""
        if label == "title":
            self.title = one_line(block.text)
        elif label == "standfirst":
            self.standfirst = block.text
        elif label == "related":
            self.related.append(Related(one_line(block.text), "", url))
        else:
            self._ask(block, url, at)

    def _ask(self, block: Block, url: str, at: int) -> None:
        """More of the request for donations: above what there is of it, if it stood above it."""
        found = self.appeal or self.story.appeal or PastedAppeal("", (), after=at)
        above = self.story.appeal is not None and at < self.story.appeal.after
        if bare := _BARE.search(block.text):
            url = url or clean_url(bare[1])
        short = len(block.text.split()) <= 12
        first = not self.above if above else not found.paragraphs
        more = replace(found, url=found.url or url, after=found.after - above)
        if short and first and not found.headline and not url:
            more = replace(more, headline=one_line(block.text))
        elif short and url and not found.call_to_action:
            more = replace(more, call_to_action=one_line(_BARE.sub("", block.text)))
        else:
            place = self.above if above else len(found.paragraphs)
            more = replace(more, paragraphs=(*found.paragraphs[:place], block.text, *found.paragraphs[place:]))
            self.above += above
        self.appeal = more

    def no_appeal(self, row: Row, mends: list[Mend], said: list[str]) -> Kept | None:
        """The request for donations was none: its words stand in the body again, where they stood."""
        appeal = self.story.appeal
        if appeal is None:
            return None
        lines = [("heading", appeal.headline), *(("paragraph", one) for one in appeal.paragraphs)]
        lines.append(("paragraph", appeal.call_to_action))
        back = [(kind, _part(text, heading=kind == "heading")) for kind, text in lines if text]
        those = kept(row)
        at = appeal.after if 0 <= appeal.after <= len(those) else len(those)
        where = row.index(those[at - 1]) + 1 if at else 0
        row[where:where] = [part for _, part in back]
        mends += [Mend(part.block.text, kind) for kind, part in back]
        said.append("It is no appeal; its words stand in the body again.")
        self.gone = True
        return back[0][1] if back else None

    def told(self, story: Story) -> Story:
        """The story with what was put elsewhere. What had that place before is left out, not lost."""
        before: list[Dropped] = []
        if self.title:
            before.append(Dropped(story.title, "It was the title before.", 0, "title"))
        if self.standfirst and story.standfirst and not story.standfirst_proposed:
            before.append(Dropped(story.standfirst, "It was the standfirst before.", 0, "standfirst"))
        return replace(
            story,
            title=self.title or story.title,
            standfirst=self.standfirst or story.standfirst,
            standfirst_proposed=story.standfirst_proposed and not self.standfirst,
            related=(*story.related, *self.related),
            appeal=self.appeal or (None if self.gone else story.appeal),
            dropped=(*before, *story.dropped),
        )


def _part(text: str, *, heading: bool) -> Kept:
    return Kept(replace(from_marks(text, "heading" if heading else "paragraph"), why="Taken back by you."))
