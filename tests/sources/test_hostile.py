"""Pages that mean harm, from a server on loopback to the story or the sentence: what each costs is measured."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from publisher.sources import apart, page
from publisher.sources.fetch import Unreachable
from publisher.sources.paste import NotAnArticle
from tests.outside.conftest import PUBLIC, Internet
from tests.outside.conftest import internet as internet

from .docx_making import docx, paragraph

WELL = "<h1>The well</h1><p>Nobody knows who dug the well, and everybody has drunk from it once or twice.</p>"
MOST_MB = 300
STATM = Path("/proc/self/statm")
Memory: TypeAlias = Callable[[], list[int]]
ADDRESS = "http://news.example/"


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Memory]:
    """Tells the most memory that each reader that was asked took, or what forked it, in MB."""
    own = (
        "import resource, subprocess, sys\n"
        "subprocess.call(sys.argv[2:])\n"
        "open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))"
    )

    def started(command: list[str], **named: Any) -> subprocess.Popen[bytes]:
        return popen([sys.executable, "-c", own, str(tmp_path / "memory"), *command], **named)

    def asks(readers: apart._Readers, order: bytes) -> bytes:
        asked.append(readers)
        return ask(readers, order)

    def megabytes() -> list[int]:
        while asked:
            readers = asked.pop()
            readers.door.close()
            readers.process.wait(60)
            taken.append(int((tmp_path / "memory").read_text()) // 1024)
        return taken

    asked: list[apart._Readers] = []
    taken: list[int] = []
    popen, ask = subprocess.Popen, apart._Readers.ask
    monkeypatch.setattr(apart.subprocess, "Popen", started)
    monkeypatch.setattr(apart._Readers, "ask", asks)
    monkeypatch.setattr(apart, "_started", {})
    yield megabytes
    for one in apart._started.values():
        one.door.close()
        one.process.wait(60)


def _cheaply(internet: Internet, readers: Memory) -> str:
    """The title that was read, or the sentence; and it cost what it may."""
    began = time.monotonic()
    try:
        said = page.read_url(ADDRESS, guard=internet.guard).title
    except (NotAnArticle, Unreachable) as why:
        said = str(why)
    assert time.monotonic() - began < 30  # 10 s of its own, on a machine that is busy
    assert all(megabytes < MOST_MB for megabytes in readers())
    return said


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a page of 100,000 links": lambda: b"<html><body>" + b'<a href="/x">A link of many</a> ' * 100_000,
    "deep nesting": lambda: b"<html><body>" + b"<div>" * 200_000 + WELL.encode(),
    "deep inline nesting": lambda: b"<html><body>" + b"<b><i>" * 100_000 + WELL.encode(),
    "deep tables": lambda: b"<html><body>" + b"<table><tr><td>" * 50_000 + WELL.encode(),
    "5 MB of <": lambda: b"<html><body>" + b"<" * 5_000_000,
    "5 MB of <!": lambda: b"<html><body>" + b"<!" * 2_500_000,
    "5 MB of &": lambda: b"<html><body>" + b"&" * 5_000_000,
    "5 MB of tags that are not closed": lambda: b"<html><body>" + b"<a " * 1_700_000,
    "5 MB of metas without an end": lambda: b"<html><head>" + b"<meta charset=x " * 300_000,
    "5 MB of scripts without an end": lambda: b"<html>" + b'<script type="application/ld+json">' * 140_000,
    "a huge attribute": lambda: b'<html><body><div class="' + b"x " * 4_000_000 + b'">' + WELL.encode(),
    "200,000 attributes": lambda: b"<html><body><div " + b'a="b" ' * 200_000 + b">" + WELL.encode(),
    "a word of 5 MB": lambda: b"<html><body><p>" + b"x" * 5_000_000,
    "5 MB of line ends": lambda: b"<html><body><p>" + b"\n \n" * 1_700_000,
    "5 MB of quotation marks": lambda: b"<html><body><p>" + "“„«".encode() * 600_000,
    "an XML bomb as XHTML": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE html ['
        b'<!ENTITY a0 "lol">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]><html xmlns='http://www.w3.org/1999/xhtml'><body><h1>The well</h1><p>&a11;</p></body></html>"
    ),
    "JSON-LD nested 100,000 deep": lambda: (
        b'<html><script type="application/ld+json">' + b"[" * 100_000 + b"</script>" + WELL.encode()
    ),
    "JSON-LD of 8 MB": lambda: (
        b'<html><script type="application/ld+json">['
        + b'{"@type":"NewsArticle","author":[{"name":"x"}]},' * 160_000
        + b"0]</script>"
        + WELL.encode()
    ),
    "1,000 times JSON-LD": lambda: (
        b"<html>" + b'<script type="application/ld+json">{"@graph":[[[[]]]]}</script>' * 1000 + WELL.encode()
    ),
    "combining marks without an end": lambda: b"<html><body><p>a" + "\u0301".encode() * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_that_means_harm_costs_a_sentence(internet: Internet, readers: Memory, name: str) -> None:
    internet.page("/", HOSTILE[name](), Content_Type="text/html; charset=utf-8")
    said = _cheaply(internet, readers)
    assert said == "The well" or said.endswith((".", ";"))
    assert readers()


def test_a_page_of_50_mb_is_not_loaded(internet: Internet, readers: Memory) -> None:
    sent = 0

    def large(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        request.send_response(200)
        request.send_header("Content-Length", "50000000")
        request.end_headers()
        for _ in range(500):
            request.wfile.write(b"x" * 100_000)
            sent += 100_000

    internet.answers["/"] = large
    assert "larger than 10 MB" in _cheaply(internet, readers)
    assert sent < 30_000_000
    assert readers() == []


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_packed_bomb_is_refused(internet: Internet, readers: Memory, packing: str) -> None:
    pack = gzip.compress if packing == "gzip" else zlib.compress
    internet.page("/", pack(b"\0" * 200_000_000, 1), Content_Encoding=packing)
    assert "larger than 10 MB" in _cheaply(internet, readers)


def test_what_was_packed_twice_or_by_brotli_is_refused(internet: Internet, readers: Memory) -> None:
    for packing in ("gzip, gzip", "br", "zstd"):
        internet.page("/", gzip.compress(gzip.compress(b"x")), Content_Encoding=packing)
        assert "was not asked for" in _cheaply(internet, readers)


def test_of_ten_thousand_redirects_six_are_followed(internet: Internet, readers: Memory) -> None:
    for n in range(10_000):
        internet.page(f"/{n}" if n else "/", b"", 302, Location=f"/{n + 1}")
    assert "more than 5 times" in _cheaply(internet, readers)
    assert len(internet.connected) == 7  # one of them for robots.txt


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/", "http://second.example/"]
)
def test_no_address_inside_is_reached_by_any_way(internet: Internet, readers: Memory, to: str) -> None:
    internet.names["169.254.169.254"] = [["169.254.169.254"]]
    internet.names["::ffff:127.0.0.1"] = [["::ffff:127.0.0.1"]]
    internet.names["second.example"] = [[PUBLIC], ["127.0.0.1"]]  # public for its robots.txt, then loopback
    internet.page("/", b"", 302, Location=to)
    assert "private network" in _cheaply(internet, readers)
    assert set(internet.connected) == {PUBLIC}


def test_a_page_whose_robots_lead_inside_is_not_read(internet: Internet, readers: Memory) -> None:
    internet.names["inside.example"] = [["10.0.0.1"]]
    internet.page("/robots.txt", b"", 302, Location="http://inside.example/")
    internet.page("/", WELL.encode())
    assert "private network" in _cheaply(internet, readers)
    assert internet.connected == [PUBLIC]


@pytest.mark.skipif(not STATM.exists(), reason="There is no /proc here.")
def test_the_process_that_asks_does_not_grow(internet: Internet, readers: Memory) -> None:
    internet.page("/", HOSTILE["5 MB of <"](), Content_Type="text/html")
    _cheaply(internet, readers)
    before = _resident()
    for _ in range(2):
        _cheaply(internet, readers)
    assert _resident() - before < 60


def _resident() -> int:
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


@pytest.mark.parametrize(
    "kind", ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/octet-stream"]
)
def test_a_word_document_on_the_web_is_read_like_the_file(internet: Internet, readers: Memory, kind: str) -> None:
    told = paragraph("The well", "Titel") + paragraph("Nobody knows who dug the well, and everybody has drunk from it.")
    internet.page("/well.docx", docx(told), Content_Type=kind)
    story = page.read_url(f"{ADDRESS}well.docx", guard=internet.guard)
    assert (story.title, len(story.blocks)) == ("The well", 1)
    internet.page("/bomb.docx", docx(paragraph("a" * 100_000_000)), Content_Type=kind)
    with pytest.raises(NotAnArticle, match="far more than an article"):
        page.read_url(f"{ADDRESS}bomb.docx", guard=internet.guard)
