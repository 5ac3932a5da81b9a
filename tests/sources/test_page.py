from __future__ import annotations

from pathlib import Path

import pytest

from publisher.sources import page
from publisher.sources.charset import decode
from publisher.sources.paste import NotAnArticle

PAGE = """<!DOCTYPE html><html lang="en"><head><title>The well at the crossing | Valley Post</title>
<link rel="canonical" href="https://valley.example/well">
<meta property="og:title" content="The well at the crossing"><meta property="og:image" content="/pics/well.jpg">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"x"},
{"@type":"NewsArticle","headline":"Another headline","datePublished":"2026-02-03T05:00:00Z",
"author":[{"@type":"Person","name":"Ines Prado"}],"image":["https://valley.example/pics/lead.jpg"]}]}</script></head>
<body><nav><a href="/">Front page</a></nav><article><h1>The well at the crossing</h1>
<p>Nobody knows who dug the well, and everybody has drunk from it at least once in their lives.</p>
<p>In the dry year the queue began at the church, and the water tasted of iron and of patience.</p></article></body>"""


def test_metadata_fill_what_the_words_leave_open_and_the_words_win() -> None:
    story = page.read_page(PAGE, url="https://valley.example/well?utm_source=x")
    assert story.title == "The well at the crossing"
    assert story.canonical_url == "https://valley.example/well"
    assert (story.published_on, story.byline) == ("2026-02-03", ("Ines Prado",))
    assert story.pictures[0].url == "https://valley.example/pics/lead.jpg"
    assert [block.kind for block in story.blocks] == ["picture", "paragraph", "paragraph"]


def test_where_metadata_contradict_the_page_the_editor_is_told() -> None:
    shown = PAGE.replace("<h1>The well at the crossing</h1>", "<h1>The well at the crossing</h1><p>By Ona Lind</p>")
    told = shown.replace('"Another headline"', '"Nothing of the sort"')
    notes = page.read_page(told, url="https://mirror.example/well").notes
    assert any("“Nothing of the sort”" in note for note in notes)
    assert any("Ines Prado" in note for note in notes)
    assert any("https://valley.example/well" in note for note in notes)
    assert page.read_page(PAGE[PAGE.index("<body") :]).notes == ()


def test_metadata_that_agree_with_the_page_are_no_news() -> None:
    agreed = PAGE.replace("Another headline", "THE WELL at the crossing | Valley Post")
    assert page.read_page(agreed, url="https://www.valley.example/well?x=1").notes == ()


def test_a_page_without_metadata_is_read_like_a_paste() -> None:
    bare = PAGE[PAGE.index("<body") :]
    story = page.read_page(bare, url="https://valley.example/well")
    assert (story.title, story.canonical_url) == ("The well at the crossing", "https://valley.example/well")
    assert story.pictures == ()


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[]",
        '{"@type":"NewsArticle","image":{},"author":7}',
        "[" * 100_000,
        '{"@type":["NewsArticle"],"headline":null}',
        "\0",
    ],
)
def test_broken_metadata_break_nothing(script: str) -> None:
    broken = f'<script type="application/ld+json">{script}</script>' + PAGE[PAGE.index("<body") :]
    assert page.read_page(broken).title == "The well at the crossing"


def test_a_canonical_link_that_runs_is_none() -> None:
    assert page.read_page(PAGE.replace("https://valley.example/well", "javascript:alert(1)")).canonical_url == ""


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        (
            "a.md",
            "# The well\n\n## Below\n\nNobody knows who dug the well, and everybody has drunk from it once or twice.",
            "heading",
        ),
        (
            "a.txt",
            "The well\n\nNobody knows who dug the well, and everybody has drunk from it once or twice.",
            "paragraph",
        ),
        (
            "a.html",
            "<h1>The well</h1><p>Nobody knows who dug the well, and everybody has drunk from it twice.</p>",
            "paragraph",
        ),
        (
            "a",
            "<h1>The well</h1><p>Nobody knows who dug the well, and everybody has drunk from it twice.</p>",
            "paragraph",
        ),
    ],
)
def test_a_file_is_read_by_its_kind(tmp_path: Path, name: str, text: str, kind: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    story = page.read_file(path)
    assert (story.title, story.blocks[0].kind) == ("The well", kind)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20,
        b"\x7fELF" + bytes(4000),
        b"%PDF-1.7\n%\xe2\xe3",
        b"PK\x03\x04" + bytes(200),
    ],
)
def test_a_file_that_is_not_text_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(NotAnArticle, match=r"not text|not an article|PDF|Word document|archive"):
        page.read_file(path)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("café “x”".encode(), "", "café “x”"),
        ("café “x”".encode(), "iso-8859-1", "café “x”"),
        ("café “x”".encode("cp1252"), "", "café “x”"),
        ("café “x”".encode("cp1252"), "iso-8859-1", "café “x”"),
        ("café “x”".encode("cp1252"), "utf-8", "café “x”"),
        ("лодка".encode("koi8-r"), "koi8-r", "лодка"),
        ("<meta charset=windows-1251>лодка".encode("cp1251"), "", "<meta charset=windows-1251>лодка"),
        ("小船回來了".encode("big5"), "big5", "小船回來了"),
        ("船が帰った".encode("shift_jis"), "Shift_JIS", "船が帰った"),
        ("boat".encode("utf-16"), "", "boat"),
        ("boat on the sea".encode("utf-16-le"), "", "boat on the sea"),
        (b"\xef\xbb\xbfboat", "no-such-charset", "boat"),
    ],
)
def test_the_charset_is_what_fits(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared) == text
