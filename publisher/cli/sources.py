"""SOURCE on the command line: a file, an address, or `-` for standard input."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from publisher.outside import Forbidden, Guard
from publisher.sources import api, page, paste
from publisher.sources.fetch import Unreachable
from publisher.sources.strict_json import NotJson, Wrong
from publisher.sources.taught import Taught
from publisher.story import Story

from .answers import Refusal

source = click.argument("source", metavar="SOURCE")
url = click.option("--url", default="", metavar="URL", help="The article's own address on the newsroom's site.")


def read_source(source: str, *, url: str = "", taught: Taught | None = None, pictures: bool = False) -> Story:
    """The story in SOURCE, under the canonical link `url` if one is given. Raises Refusal with a sentence.

    `pictures`: those inside of a Word document come along, for a story that will be kept.
    """
    if url and not url.startswith(("https://", "http://")):
        raise Refusal(f"“{url}” is not a link: --url wants the article's own address, starting with https://.")
    try:
        story = _read(source, url, taught, pictures)
    except (paste.NotAnArticle, Unreachable, Forbidden, NotJson, Wrong) as why:
        raise Refusal(str(why)) from why
    except FileNotFoundError:
        raise Refusal(
            f"There is no file {source}: name a file, an address with https://, or - for standard input."
        ) from None
    except IsADirectoryError:
        raise Refusal(f"{source} is a folder: name a file in it.") from None
    except PermissionError:
        raise Refusal(f"{source} may not be read by you.") from None
    return story.with_url(url) if url else story


def _read(source: str, url: str, taught: Taught | None, pictures: bool) -> Story:
    if source.startswith(("https://", "http://")):
        return page.read_url(source, guard=Guard(), taught=taught, pictures=pictures)
    if source == "-":
        data = sys.stdin.buffer.read(page.MOST_FILE_BYTES + 1)
        return page.read_named(data, name="", url=url, taught=taught, pictures=pictures)
    if source.endswith(".json"):  # a body of the API
        with Path(source).open("rb") as file:
            return api.read_bytes(file.read(api.MOST_BYTES + 1), taught=taught).story
    return page.read_file(Path(source), taught=taught, pictures=pictures)
