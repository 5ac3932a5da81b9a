from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publisher.sources import apart, page
from publisher.sources.document import read_here
from publisher.sources.paste import NotAnArticle

WELL = "<h1>The well</h1><p>Nobody knows who dug the well, and everybody has drunk from it once or twice.</p>"


def test_what_is_read_apart_is_what_is_read_here() -> None:
    assert page.read_bytes(WELL.encode(), html=True, url="https://a.example/b") == read_here(
        WELL.encode(), html=True, url="https://a.example/b"
    )


def test_the_sentence_of_the_reader_comes_through() -> None:
    with pytest.raises(NotAnArticle, match="Nothing was pasted"):
        page.read_bytes(b"  ")


def test_a_large_paste_is_read_apart_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    small = page.read_paste(WELL, html=True)
    monkeypatch.setattr(page, "SMALL_PASTE", 10)
    assert page.read_paste(WELL, html=True) == small


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A reader of the test's own making, in place of ours: write it into this file."""
    package = tmp_path / "publisher" / "sources"
    package.mkdir(parents=True)
    monkeypatch.setattr(apart, "_ROOT", tmp_path)
    return package / "reader.py"


def test_a_reader_that_does_not_end_is_ended(reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(apart, "SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(NotAnArticle, match="too large or too tangled"):
        page.read_bytes(WELL.encode())
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os.abort()", "sys.exit(1)", "raise MemoryError"])
def test_a_reader_that_is_killed_costs_one_sentence(reader: Path, end: str) -> None:
    reader.write_text(f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); {end}")
    with pytest.raises(NotAnArticle, match="too large or too tangled"):
        page.read_bytes(WELL.encode())


def test_a_reader_knows_none_of_our_secrets(reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "planted")
    reader.write_text('import json, os; print(json.dumps({"no": " ".join(os.environ)}))')
    with pytest.raises(NotAnArticle) as said:
        page.read_bytes(WELL.encode())
    assert "MALLOC" in str(said.value)
    assert "SECRET" not in str(said.value)


BOUNDED = """
import resource, signal, sys
from publisher.sources import reader
reader.bound()
signal.alarm(0)
%s
"""


def _bounded(work: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BOUNDED % work], cwd=apart._ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_reader_cannot_grow_above_its_bound() -> None:
    ended = _bounded("kept = [bytearray(1_000_000) for _ in range(400)]")
    assert "MemoryError" in ended.stderr
    assert _bounded("print(len([bytearray(1_000_000) for _ in range(100)]))").stdout == "100\n"


def test_a_reader_ends_itself_when_nobody_is_left_to_do_it() -> None:
    ended = _bounded("signal.alarm(1); import time; time.sleep(30)")
    assert ended.returncode < 0


def test_readers_work_in_many_threads_at_once() -> None:
    with ThreadPoolExecutor(4) as threads:
        titles = [story.title for story in threads.map(page.read_bytes, [WELL.encode()] * 4)]
    assert titles == ["The well"] * 4


def test_the_reader_starts_without_django_and_without_the_network() -> None:
    asked = "import sys, json, publisher.sources.reader; print(json.dumps(sorted(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=apart._ROOT, capture_output=True, text=True, check=True)
    assert not {"django", "celery", "httpx2"} & set(json.loads(loaded.stdout))


def test_a_reader_that_broke_is_told_without_a_word_of_what_it_read() -> None:
    work = "def breaks(data): raise ValueError(data.decode())\nreader.read_here = breaks\nsys.exit(reader.main())"
    ended = subprocess.run(
        [sys.executable, "-c", BOUNDED % work], cwd=apart._ROOT, input=b"{}\na source", capture_output=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.startswith(b"ValueError <string>:")
    assert b"source" not in ended.stderr
