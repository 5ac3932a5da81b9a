"""Word documents: what an author set is kept, and what means harm costs little and reaches nothing."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.sources import apart, docx_package, page
from publisher.sources.files import read_file_here
from publisher.sources.paste import NotAnArticle
from publisher.story import Block, Story

from .docx_making import (
    core,
    document,
    docx,
    item,
    link,
    note_mark,
    notes,
    older_text_box,
    paragraph,
    picture,
    relations,
    run,
    table,
    text_box,
    zipped,
)

LAST = "In the end the council bought a longer rope, and everybody agreed that this was the least they could do."
FIRST = "The first to see it was the ferryman, who steered for the pier and found open water where it had been."


def article(extra: str = "") -> str:
    return paragraph("The island that moved", "Titel") + paragraph(FIRST) + extra + paragraph(LAST)


def read(data: bytes) -> Story:
    return read_file_here(data, name="island.docx")


def blocks(story: Story, kind: str) -> list[Block]:
    return [block for block in story.blocks if block.kind == kind]


def test_a_document_is_read_with_its_styles() -> None:
    body = (
        paragraph("The island that moved", "Titel")
        + paragraph("For a week nobody noticed; then the post came back.", "Untertitel")
        + paragraph("By Ilse Maron")
        + paragraph("3 March 2026")
        + paragraph(FIRST)
        + paragraph("What the map said", "Heading1")
        + paragraph("We do not move, the old men said; the sea does that for us.", "Quote")
        + paragraph(LAST)
    )
    story = read(docx(body))
    assert (story.title, story.byline, story.published_on) == ("The island that moved", ("Ilse Maron",), "2026-03-03")
    assert story.standfirst == "For a week nobody noticed; then the post came back."
    assert [(block.kind, block.html[:4]) for block in story.blocks] == [
        ("paragraph", "<p>T"),
        ("heading", "<h2>"),
        ("quotation", "<blo"),
        ("paragraph", "<p>I"),
    ]


def test_bold_italic_and_links_stay() -> None:
    words = (
        run("The ferryman was ") + run("never", "<w:b/>") + run(" late; ") + run("almost never", "<w:b/><w:i/>")
        + run(" wrong. There is ") + link("a map", "rId7") + run(" in the school to prove it.")
    )  # fmt: skip
    rels = relations(("rId7", "hyperlink", "https://example.org/map"))
    story = read(docx(article(paragraph(words)), {"word/_rels/document.xml.rels": rels}))
    html = story.blocks[1].html
    assert "<strong>never</strong>" in html
    assert "<strong><em>almost never</em></strong>" in html
    assert '<a href="https://example.org/map">a map</a>' in html


def test_lists_keep_their_levels_and_numbers() -> None:
    listed = item("one pier") + item("its left half", 1) + item("its right half", 1) + item("a letterbox")
    counted = item("first the pier", numbered=True) + item("then the road", numbered=True)
    found = blocks(read(docx(article(listed + paragraph(FIRST) + counted))), "list")
    assert found[0].text == "one pier\nits left half\nits right half\na letterbox"
    assert found[0].html == (
        "<ul><li>one pier<ul><li>its left half</li><li>its right half</li></ul></li><li>a letterbox</li></ul>"
    )
    assert found[1].html == "<ol><li>first the pier</li><li>then the road</li></ol>"


def test_tables_stay() -> None:
    found = blocks(read(docx(article(table(("Year", "Metres"), ("1911", "0"), ("2025", "340"))))), "table")
    assert found[0].text == "Year | Metres\n1911 | 0\n2025 | 340"


def test_footnotes_are_kept_at_the_end_and_their_marks_at_their_place() -> None:
    body = article(paragraph(run("He has steered it for so long that nobody asks") + note_mark(1) + run(" him.")))
    story = read(docx(body, {"word/footnotes.xml": notes("Since 1988.")}))
    assert "nobody asks<sup>[1]</sup> him" in story.blocks[1].html
    assert (story.blocks[-1].text, story.blocks[-1].why) == ("Since 1988.", "It is a footnote of the article.")


def test_what_is_large_is_a_heading_though_its_style_says_nothing() -> None:
    body = paragraph(run("The island that moved", '<w:sz w:val="48"/>')) + paragraph(FIRST)
    body += paragraph(run("What the map said", '<w:sz w:val="32"/>')) + paragraph(LAST)
    story = read(docx(body))
    assert story.title == "The island that moved"
    assert [block.text for block in blocks(story, "heading")] == ["What the map said"]


@pytest.mark.parametrize("how", ["embed", "link"])
def test_a_picture_is_listed_as_left_out_by_its_alt_text_and_never_fetched(how: str) -> None:
    rels = relations(("rIdPic", "image", "http://127.0.0.1:9/tracker.png"))
    body = article(paragraph(picture("The pier at dawn", "rIdPic", how)))
    story = read(docx(body, {"word/_rels/document.xml.rels": rels}))
    assert [one for one in story.dropped if one.text == "The pier at dawn" and "add it by hand" in one.why]
    assert story.pictures == ()


def test_the_title_in_the_properties_is_evidence_and_the_author_is_only_offered() -> None:
    story = read(docx(article(), {"docProps/core.xml": core("Some template", "Ilse Maron")}))
    assert story.title == "The island that moved"
    assert story.byline == ()
    assert story.notes == (
        "The file names Ilse Maron as who made it. Add the name to the byline if readers are to see it.",
    )


def test_an_author_that_nobody_typed_is_not_offered() -> None:
    assert read(docx(article(), {"docProps/core.xml": core("", "Microsoft Office User")})).notes == ()


def either(*choices: str, fallback: str = "") -> str:
    told = "".join(f'<mc:Choice Requires="wps">{choice}</mc:Choice>' for choice in choices)
    return f"<mc:AlternateContent>{told}{fallback and f'<mc:Fallback>{fallback}</mc:Fallback>'}</mc:AlternateContent>"


BOX = "The island has moved four hundred metres since the last map of it was drawn, and nobody measured it."


@pytest.mark.parametrize(
    "drawn",
    [
        text_box(paragraph(BOX)),
        either(text_box(paragraph(BOX))),
        either(text_box(paragraph(BOX)), fallback=older_text_box(paragraph(BOX))),
        either(text_box(paragraph(BOX)), text_box(paragraph(BOX))),
        either(fallback=older_text_box(paragraph(BOX))),
    ],
    ids=["bare", "no fallback", "both", "two choices", "fallback alone"],
)
def test_a_text_box_is_kept_once_however_it_is_written(drawn: str) -> None:
    story = read(docx(article(paragraph(f"<w:r>{drawn}</w:r>"))))
    assert [block.text for block in story.blocks] == [FIRST, BOX, LAST]


def test_a_text_box_in_the_middle_of_a_paragraph_stands_behind_it() -> None:
    mixed = paragraph(run(FIRST) + f"<w:r>{text_box(paragraph(BOX))}</w:r>" + run(" He turned round."))
    story = read(docx(paragraph("The island that moved", "Titel") + mixed + paragraph(LAST)))
    assert [block.text for block in story.blocks] == [f"{FIRST} He turned round.", BOX, LAST]


def test_a_picture_that_is_only_a_choice_is_listed() -> None:
    shown = picture("A pier").removeprefix("<w:r>").removesuffix("</w:r>")
    png = {"word/_rels/document.xml.rels": relations(("rIdPic", "image", "media/a.png"), outside=False)}
    story = read(docx(article(paragraph(f"<w:r>{either(shown)}</w:r>")), png))
    assert "A pier" in [one.text for one in story.dropped]


def test_what_was_struck_in_review_is_gone_and_what_was_put_in_is_there() -> None:
    struck = '<w:del w:id="1"><w:r><w:delText>nothing</w:delText></w:r></w:del>'
    put = f'<w:ins w:id="2">{run("everything")}</w:ins>'
    story = read(docx(article(paragraph(f"{run('The map had never been wrong: it showed ')}{struck}{put}{run('.')}"))))
    assert story.blocks[1].text == "The map had never been wrong: it showed everything."


# -- harm ------------------------------------------------------------------------------------------------------


def test_macros_are_neither_read_nor_run_and_are_told() -> None:
    plain, macro = docx(article()), docx(article(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100})
    with_macros = read_file_here(macro, name="island.docm")
    assert with_macros.blocks == read(plain).blocks
    assert "neither read nor run" in with_macros.notes[0]


def test_members_that_climb_out_of_the_package_are_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    story = read(docx(article(), {"../../evil.xml": "<x/>", "/etc/evil": "x", "word\\..\\evil.xml": "<x/>"}))
    assert story.title == "The island that moved"
    assert list(tmp_path.iterdir()) == []


def test_a_style_map_inside_of_the_file_is_not_obeyed() -> None:
    story = read(docx(article(), {"mammoth/style-map": "p => script"}))
    assert story.blocks[0].text == FIRST


def test_a_document_locked_with_a_password_says_so() -> None:
    locked = bytearray(docx(article()))
    at = 0
    while (at := locked.find(b"PK", at)) >= 0:  # the flag that says encrypted, in every header
        if locked[at : at + 4] in (b"PK\x03\x04", b"PK\x01\x02"):
            place = at + (6 if locked[at + 2] == 3 else 8)
            locked[place] |= 1
        at += 2
    with pytest.raises(NotAnArticle, match="locked with a password"):
        read(bytes(locked))
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(NotAnArticle, match="locked with a password"):
        read(container)


@pytest.mark.parametrize("cut", [30, 400, -30, -400])
def test_a_broken_document_is_one_sentence(cut: int) -> None:
    with pytest.raises(NotAnArticle, match="broken"):
        read(docx(article())[:cut])


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels"])
@pytest.mark.parametrize("xml", ["", "<w:a", "\xff\xfe", "<a/><b/>"])
def test_parts_that_are_no_xml_are_one_sentence(name: str, xml: str) -> None:
    with pytest.raises(NotAnArticle, match="broken"):
        read(docx(article(), {name: xml.encode("latin-1")}))


def bomb() -> bytes:
    """A small file whose text unpacks to 200 MB."""
    return docx("", {"word/document.xml": document(paragraph("a" * 200_000_000))})


def lying_bomb() -> bytes:
    """The same, but its headers say that it holds 100 kB."""
    data = bytearray(bomb())
    size = struct.pack("<I", len(document(paragraph("a" * 200_000_000))))
    assert data.count(size)
    return bytes(data.replace(size, struct.pack("<I", 100_000)))


def packed_otherwise() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_BZIP2) as package:
        package.writestr("word/document.xml", document(paragraph("a" * 50_000_000)))
    return data.getvalue()


def many_members() -> bytes:
    return docx(article(), {f"word/embeddings/{n}.bin": b"" for n in range(20_000)})


def entities() -> bytes:
    lol = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    dtd = f'<!DOCTYPE w [<!ENTITY a0 "ha">{lol}]>'
    return docx("", {"word/document.xml": document(paragraph("&a9;")).replace("?><w:", f"?>{dtd}<w:")})


def entity_of_a_file() -> bytes:
    dtd = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return docx("", {"word/document.xml": document(paragraph("&x;")).replace("?><w:", f"?>{dtd}<w:")})


def tangle() -> bytes:
    """5 MB of words, every one in a run of its own with much about fonts."""
    return docx("".join(paragraph("".join(run("boat ", "<w:b/><w:i/>") for _ in range(50))) for _ in range(800)))


def as_much_as_may_be() -> bytes:
    """Just as many elements as are allowed."""
    runs = docx_package.MOST_ELEMENTS // 5 // 50 - 40
    return docx("".join(paragraph("".join(run("boat ", "<w:b/><w:i/>") for _ in range(50))) for _ in range(runs)))


def deep() -> bytes:
    inner = paragraph("deep words")
    for _ in range(5_000):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    return docx(inner)


def wide_table() -> bytes:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>{paragraph("x")}</w:tc>'
    return docx(article(f"<w:tbl>{('<w:tr>' + cell * 20 + '</w:tr>') * 50}</w:tbl>"))


HARM: list[Callable[[], bytes]] = [
    *(bomb, lying_bomb, packed_otherwise, many_members, entities, entity_of_a_file, tangle, deep, wide_table),
    as_much_as_may_be,
]


# A process that measures what it starts: the reader, and what forks it.
MEASURE = """
import resource, sys
from publisher.sources import apart
from publisher.sources.paste import NotAnArticle
try:
    said = apart.read_apart(open(sys.argv[1], "rb").read(), name="harm.docx").title
except NotAnArticle as why:
    said = str(why)
for readers in apart._started.values():
    readers.door.close()
    readers.process.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said[:200])
"""


@pytest.mark.parametrize("make", HARM, ids=lambda make: make.__name__)
def test_no_document_costs_more_than_ten_seconds_or_300_megabytes(make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "harm.docx"
    path.write_bytes(make())
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=apart._ROOT, capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, measured.stdout.split()[:2])
    print(make.__name__, measured.stdout)
    assert seconds <= apart.SECONDS + 0.5
    assert megabytes <= 300
    assert "root:" not in measured.stdout


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (bomb, "far more than an article"),
        (lying_bomb, "broken|far more than an article"),
        (packed_otherwise, "broken"),
        (many_members, "far more than an article"),
        (entities, "far more than an article"),
        (entity_of_a_file, "far more than an article"),
        (deep, "far more than an article"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_harm_is_refused_with_a_sentence(make: Callable[[], bytes], said: str) -> None:
    with pytest.raises(NotAnArticle, match=said):
        page.read_named(make(), name="harm.docx")


def test_a_zip_that_is_no_document_says_what_to_do() -> None:
    with pytest.raises(NotAnArticle, match="unpack it"):
        read(zipped({"a.html": "<p>words</p>"}))
