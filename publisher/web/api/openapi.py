"""The API described for programs and those who write them: OpenAPI 3.1 at /api/openapi.json."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from publisher.models.post import STATES
from publisher.models.token import READ, WRITE
from publisher.sources import api
from publisher.sources.api import MOST_BYTES
from publisher.sources.api_block import LONGEST_BLOCK
from publisher.sources.clean import LONGEST_URL
from publisher.sources.paste import LONGEST_TEXT
from publisher.story import FOCUSES, KINDS, LONGEST_WARNING

from .entrance import A_MINUTE
from .problems import problem

Schema = dict[str, Any]

DESCRIPTION = f"""\
A newsroom's CMS hands its finished articles in here. They wait on the desk as articles; an editor makes posts of them
and says when they go. Nothing is ever published by this API.

Every request carries a token, made on the desk under “Tokens”. It acts for one member, within its scopes
(`{WRITE}`, `{READ}`). Bodies are JSON in UTF-8 of up to {MOST_BYTES:,} bytes. One token may write
{A_MINUTE[WRITE]} times a minute, and read {A_MINUTE[READ]} times. Errors are problem details (RFC 9457); `errors`
names each field by its JSON pointer.
"""


def openapi(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return problem(405, "This address takes GET, HEAD.", headers={"Allow": "GET, HEAD"})
    return JsonResponse(description(), json_dumps_params={"indent": 1, "ensure_ascii": False})


def description() -> Schema:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Publisher", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": settings.SITE_URL}],
        "security": [{"token": []}],
        "paths": {
            "/api/articles": {"post": _hand_in()},
            "/api/articles/{id}": {"get": _look()},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


# -- what can be done ------------------------------------------------------------------------------------------


def _hand_in() -> Schema:
    return {
        "operationId": "handIn",
        "summary": f"Hand an article in (scope {WRITE})",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Yours to choose, one per article and version. A request that is repeated with it and "
                "the same body within two days is answered as before, and nothing is done again.",
                "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"oneOf": [_ref("StorySent"), _ref("WordsSent")]}}},
        },
        "responses": {
            "201": {
                "description": "It is on the desk; or was already, by an earlier request with this Idempotency-Key.",
                "headers": {
                    "Location": {"schema": {"type": "string"}, "description": "Where its fate can be asked for."},
                    "Idempotent-Replayed": {"schema": {"const": "true"}, "description": "Nothing was done again."},
                },
                "content": {"application/json": {"schema": _ref("Kept")}},
            },
            **_problems(400, 401, 403, 409, 413, 415, 422, 429),
        },
    }


def _look() -> Schema:
    return {
        "operationId": "look",
        "summary": f"An article as it is now, and what became of its posts (scope {READ})",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "responses": {
            "200": {"description": "The article.", "content": {"application/json": {"schema": _ref("Article")}}},
            **_problems(401, 403, 404, 429),
        },
    }


_PROBLEMS = {
    400: "Not JSON (`line` and `column` say where), or an Idempotency-Key that cannot be taken.",
    401: "No token, or none in force.",
    403: "The token's scope, or its member's role, does not allow it.",
    404: "There is no such article (any more).",
    409: "The same link, or the same text, is on the desk already: `article` says where.",
    413: "Too many bytes: `limit` says how many may come.",
    415: "Not JSON in UTF-8.",
    422: "The fields in `errors` are wrong; or the Idempotency-Key came with another body before.",
    429: "Too often; Retry-After says for how many seconds to wait.",
}


def _problems(*statuses: int) -> Schema:
    content = {"application/problem+json": {"schema": _ref("Problem")}}
    return {str(status): {"description": _PROBLEMS[status], "content": content} for status in statuses}


# -- what is said ----------------------------------------------------------------------------------------------


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _text(longest: int, **more: Any) -> Schema:
    return {"type": "string", "maxLength": longest, **more}


def _list(items: Schema, most: int, **more: Any) -> Schema:
    return {"type": "array", "items": items, "maxItems": most, **more}


LINE = _text(api.LONGEST_LINE)
PARAGRAPH = _text(api.LONGEST_PARAGRAPH)
TITLE = _text(api.LONGEST_TITLE)
LINK = _text(LONGEST_URL, description="http or https, without user name and password.")
DAY = _text(10, description="A date as 2026-12-01, or empty.", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
LANGUAGE = _text(200, description="A BCP 47 tag. Without it, the text tells.")
BYLINE = _list(_text(200), api.MOST_NAMES)
AGAIN = {"type": "boolean", "default": False, "description": "Keep it though the same link or text is here already."}
TIME = {"type": "string", "format": "date-time"}


def _schemas() -> Schema:
    picture = _object(
        ["url"],
        url={**LINK, "minLength": 1},
        alt=PARAGRAPH,
        credit=LINE,
        caption=PARAGRAPH,
        focus={"enum": list(FOCUSES), "description": "What stays visible where a network crops; empty: the middle."},
    )
    after: Schema = {"type": "integer", "minimum": -1, "description": "How many blocks stand before it; -1: unknown."}
    left_out = _object(["text"], text=_text(LONGEST_TEXT, minLength=1), why=LINE)
    dropped = _object(
        ["text"],
        text=_text(LONGEST_TEXT, minLength=1),
        why=LINE,
        after=after,
        label=_text(40, description="What it was taken for: furniture, share, byline …"),
        kind={"enum": [*KINDS, ""], "description": "What it is when an editor takes it back."},
        html=_text(LONGEST_TEXT),
        picture={"oneOf": [{"type": "null"}, picture]},
    )
    block = _object(
        ["kind"],
        kind={"enum": list(KINDS)},
        html=_text(LONGEST_BLOCK, description="Wins over `text`; what may not stand in an article is taken out."),
        text=_text(LONGEST_BLOCK, description="Needed only without `html`."),
        why=_text(1000),
    )
    story: Schema = {
        "title": _text(api.LONGEST_TITLE, minLength=1),
        "standfirst": PARAGRAPH,
        "standfirst_proposed": {"type": "boolean", "description": "It only repeats the first paragraph."},
        "byline": BYLINE,
        "published_on": DAY,
        "language": LANGUAGE,
        "direction": {"enum": ["ltr", "rtl", ""]},
        "canonical_url": {**LINK, "description": "Where the article stands on your site."},
        "content_warning": {
            **_text(LONGEST_WARNING, description="What readers are warned of, as “Violence”."),
            "not": {"pattern": "://"},
        },
        "blocks": _list(block, api.MOST_BLOCKS, minItems=1),
        "pictures": _list(
            picture,
            api.MOST_PICTURES,
            description="As many as blocks of the kind picture, in their order; without such blocks they lead.",
        ),
        "related": _list(_object(["title"], title=_text(api.LONGEST_TITLE, minLength=1), date=DAY, url=LINK), 200),
        "share": _list(_text(40), api.MOST_NAMES),
        "appeal": {
            "description": "A request for donations that came with the article; never part of its body.",
            "oneOf": [
                {"type": "null"},
                _object(
                    [], headline=LINE, paragraphs=_list(PARAGRAPH, 100), call_to_action=LINE, url=LINK, after=after
                ),
            ],
        },
        "dropped": _list(dropped, api.MOST_DROPPED),
        "notes": _list(PARAGRAPH, api.MOST_NAMES, description="What an editor should check; a sentence each."),
    }
    words: Schema = {
        "html": _text(api.LONGEST_WORDS, description="The article's HTML, or its whole page."),
        "text": _text(api.LONGEST_WORDS, description="The article as plain text; Markdown's marks are understood."),
        "url": {**LINK, "description": "Where the article stands on your site."},
        "title": TITLE,
        "standfirst": PARAGRAPH,
        "byline": BYLINE,
        "published_on": DAY,
        "language": LANGUAGE,
    }
    problems = _list(_object(["field", "message"], field={"type": "string"}, message={"type": "string"}), 10_000)
    return {
        "StorySent": {
            "description": "A story in the shape of `publisher read --json`.",
            **_object(["title", "blocks"], **story, again=AGAIN),
        },
        "WordsSent": {
            "description": "Words to be understood as a paste is: what is the article and what is not is seen, and "
            "what was left out is told in the answer. What is given beside them wins over what they say.",
            **_object([], **words, again=AGAIN),
            "oneOf": [{"required": ["html"]}, {"required": ["text"]}],
        },
        "Kept": _object(
            ["id", "url", "title", "dropped", "warnings"],
            id={"type": "integer"},
            url={"type": "string", "description": "Its page on the desk."},
            title={"type": "string"},
            dropped={"type": "array", "items": left_out, "description": "What was left out of the article, and why."},
            warnings={**problems, "description": "What was mended, or wants a look."},
        ),
        "Article": _object(
            ["id", "url", "version", "created_at", "edited_at", "story", "posts"],
            id={"type": "integer"},
            url={"type": "string"},
            version={"type": "integer", "description": "Counts edits, from 1."},
            created_at=TIME,
            edited_at=TIME,
            story={
                "type": "object",
                "description": "As it is now, in the shape of StorySent; but the url of a picture that was given as a "
                "file begins with “upload:”, and leads nowhere.",
            },
            posts={"type": "array", "items": _ref("Post")},
        ),
        "Post": _object(
            ["id", "channel", "kind", "part", "edition", "state", "due_at", "sent_at", "url", "why", "counts"],
            id={"type": "integer"},
            channel={"type": "string"},
            kind={"type": "string"},
            part={"type": "integer", "description": "Of a thread, from 0."},
            edition={"type": "integer"},
            state={"enum": list(STATES)},
            due_at={"oneOf": [TIME, {"type": "null"}]},
            sent_at={"oneOf": [TIME, {"type": "null"}]},
            url={"type": "string", "description": "On its network, once it is there."},
            why={"type": "string", "description": "Why it did not go, in words."},
            counts={
                "oneOf": [{"type": "object", "additionalProperties": {"type": "integer"}}, {"type": "null"}],
                "description": "A newsletter's readers, by outcome.",
            },
        ),
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail", "errors"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string", "description": "One sentence or two, for people."},
                "errors": {**problems, "description": "`field` is a JSON pointer into the body; empty for all of it."},
                "article": _object(["id", "url"], id={"type": "integer"}, url={"type": "string"}),
                "limit": {"type": "integer"},
                "line": {"type": "integer"},
                "column": {"type": "integer"},
                "scope": {"type": "string"},
            },
        },
    }
