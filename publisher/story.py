"""What an article says, as plain frozen data. Sources make it, rendering takes it, an Article keeps it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

Kind = Literal["paragraph", "heading", "quotation", "pull_quote", "list", "picture", "table", "embed", "rule"]
Direction = Literal["ltr", "rtl"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Focus = Literal["", "top", "bottom", "left", "right", "top left", "top right", "bottom left", "bottom right"]
FOCUSES: tuple[Focus, ...] = get_args(Focus)
UPLOADED = "upload:"  # begins the address of a picture that came as a file, not from the web
ADDED = "Added by you."  # why a part stands there that an editor gave
LONGEST_WARNING = 100  # characters: one line on every network


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the body. `html` is clean (see sources/clean.py) and says what `text` says.

    A block of kind "picture" stands for the next of the story's `pictures`, in order: the n-th picture block
    shows `pictures[n]`. `why` is the judge's reason for the label, in words an editor understands.
    """

    kind: Kind
    text: str
    html: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class StoryPicture:
    """A picture of the article: where it came from (`url`), and what must travel with it.

    One that an editor gave as a file has no place on the web: its `url` is `upload:` and a random word, the name under
    which it is known here, and goes nowhere.

    `focus` is what must stay visible where a network crops its preview; empty is the middle.
    """

    url: str
    alt: str = ""
    credit: str = ""
    caption: str = ""
    focus: Focus = ""

    @property
    def uploaded(self) -> bool:
        return self.url.startswith(UPLOADED)


@dataclass(frozen=True, slots=True)
class Related:
    """Another article this one points to. `date` is ISO 8601 or empty; `url` is empty when none was given."""

    title: str
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PastedAppeal:
    """A request for donations found in what was pasted; never part of the body. `after` as in Dropped."""

    headline: str
    paragraphs: tuple[str, ...]
    call_to_action: str = ""
    url: str = ""
    after: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was left out, and why; shown to the editor, who can take it back to where it stood.

    `after` is how many blocks stand before that place; -1: nobody knows. `label` is what it was taken for:
    "furniture", "share", "byline" … Taken back, it is a block of this `kind` with this `html` (empty: see `text`), or
    this `picture`.
    """

    text: str
    why: str
    after: int = field(default=-1, compare=False)
    label: str = "furniture"
    kind: Kind = "paragraph"
    html: str = ""
    picture: StoryPicture | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Dropped:
        picture = data.get("picture")
        return cls(**{**data, "picture": picture and StoryPicture(**picture)})


@dataclass(frozen=True, slots=True)
class Story:
    """An article. Text is NFC, without control characters; `direction` follows the text, not the language tag.

    `standfirst_proposed` says that the standfirst was taken from the first paragraph: it serves as preheader and
    for social posts, and is never printed above that same paragraph. `language` is a BCP 47 tag or "und".
    `share` names the site's share buttons found: "facebook", "twitter", "email" …
    `content_warning` is what readers are warned of before they see it, as “Violence”: the editor's, or the CMS's.
    `notes` tell the editor where the page's metadata and the page itself disagree, a sentence each.
    """

    title: str
    standfirst: str = ""
    standfirst_proposed: bool = False
    byline: tuple[str, ...] = ()
    published_on: str = ""
    language: str = "und"
    direction: Direction = "ltr"
    canonical_url: str = ""
    content_warning: str = ""
    blocks: tuple[Block, ...] = ()
    pictures: tuple[StoryPicture, ...] = ()
    related: tuple[Related, ...] = ()
    share: tuple[str, ...] = ()
    appeal: PastedAppeal | None = None
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The shape that `publisher read` prints and the database keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Story:
        """The story that `to_json` wrote. Raises KeyError or TypeError on anything else."""
        appeal = data.get("appeal")
        return cls(
            **{
                **data,
                "byline": tuple(data["byline"]),
                "blocks": tuple(Block(**block) for block in data["blocks"]),
                "pictures": tuple(StoryPicture(**picture) for picture in data["pictures"]),
                "related": tuple(Related(**related) for related in data["related"]),
                "share": tuple(data["share"]),
                "dropped": tuple(Dropped.from_json(dropped) for dropped in data["dropped"]),
                "notes": tuple(data.get("notes", ())),  # rows from before there were notes have none
                "appeal": appeal and PastedAppeal(**{**appeal, "paragraphs": tuple(appeal["paragraphs"])}),
            }
        )

    def led_by(self, picture: StoryPicture, why: str) -> Story:
        """The same story with this picture before everything else."""
        return self.with_picture(picture, why, below=0)

    def with_picture(self, picture: StoryPicture, why: str, *, below: int) -> Story:
        """The same story with this picture below so many of its blocks."""
        above = sum(block.kind == "picture" for block in self.blocks[:below])
        block = Block("picture", picture.caption or picture.alt, "", why)
        appeal = self.appeal and replace(self.appeal, after=_later(self.appeal.after, below))
        return replace(
            self,
            pictures=(*self.pictures[:above], picture, *self.pictures[above:]),
            blocks=(*self.blocks[:below], block, *self.blocks[below:]),
            dropped=tuple(replace(dropped, after=_later(dropped.after, below)) for dropped in self.dropped),
            appeal=appeal,
        )

    def still_warning(self, before: Story) -> Story:
        """The same story with the warning of the one whose place it takes, unless it has one of its own."""
        return replace(self, content_warning=self.content_warning or before.content_warning)

    def with_url(self, url: str) -> Story:
        """The same story under a canonical link that the editor gave."""
        return replace(self, canonical_url=url)


def _later(after: int, below: int) -> int:
    return after + 1 if after > below else after  # what stood above that place still does
