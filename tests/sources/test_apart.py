from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from publisher.sources import apart, page
from publisher.sources import reader as reader_module
from publisher.sources.document import read_here
from publisher.sources.paste import NotAnArticle
from publisher.story import Story

ROOT = apart._ROOT
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
def reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """What stands in the place of reader.py, of the test's own making: write it into this file."""
    package = tmp_path / "publisher" / "sources"
    package.mkdir(parents=True)
    monkeypatch.setattr(apart, "_ROOT", tmp_path)
    monkeypatch.setattr(apart, "_started", {})
    yield package / "reader.py"
    for readers in apart._started.values():
        readers.end()


def test_a_reader_that_does_not_end_is_waited_for_no_longer(reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.write_text("import time; time.sleep(3600)")
    monkeypatch.setattr(apart, "SECONDS", 1)
    monkeypatch.setattr(apart, "GRACE", 0)
    monkeypatch.setattr(apart, "STARTING", 0)
    with pytest.raises(NotAnArticle, match="too large or too tangled"):
        page.read_bytes(WELL.encode())
    assert [readers.process.returncode for readers in apart._started.values()] == [-9]


def test_a_reader_that_starts_slowly_is_waited_for(reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = HARMED.replace("reader.main()", "import time; time.sleep(0.2); reader.main()")
    reader.write_text(slow.format(root=str(ROOT), end="pass"))
    monkeypatch.setattr(apart, "SECONDS", 0.1)
    monkeypatch.setattr(apart, "GRACE", 0)
    assert page.read_bytes(WELL.encode()).title == "The well"


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os.abort()", "sys.exit(1)", "raise MemoryError"])
def test_readers_that_cannot_start_cost_one_sentence(reader: Path, end: str) -> None:
    reader.write_text(f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); {end}")
    with pytest.raises(NotAnArticle, match="too large or too tangled"):
        page.read_bytes(WELL.encode())


HARMED = """
import os, sys
for name in [name for name in sys.modules if name.split(".")[0] == "publisher"]:
    del sys.modules[name]
sys.path.insert(0, {root!r})
from publisher.sources import reader
read = reader.read_here
def harmed(data, **told):
    if data == b"harm":
        {end}
    return read(data, **told)
reader.read_here = harmed
reader.main()
"""


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os.abort()", "os._exit(1)", "raise MemoryError"])
def test_a_reader_that_is_killed_costs_one_sentence_and_the_next_page_is_read(reader: Path, end: str) -> None:
    reader.write_text(HARMED.format(root=str(ROOT), end=end))
    with pytest.raises(NotAnArticle, match="too large or too tangled"):
        page.read_bytes(b"harm")
    one = apart._readers().process.pid
    assert page.read_bytes(WELL.encode()).title == "The well"
    assert apart._readers().process.pid == one


def test_a_reader_knows_none_of_our_secrets(reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "planted")
    reader.write_text(
        "import json, os, socket\n"
        "_, given, _, _ = socket.recv_fds(socket.socket(fileno=0), 1, 1)\n"
        "asked = socket.socket(fileno=given[0])\n"
        "while asked.recv(1000): pass\n"
        "asked.sendall(json.dumps({'no': ' '.join(os.environ)}).encode())"
    )
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


def test_a_reader_that_broke_is_told_without_a_word_of_what_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(data: bytes) -> Story:
        raise ValueError(data.decode())

    monkeypatch.setattr(reader_module, "read_here", breaks)
    told = reader_module.answer(b"a source", {})
    assert told["broke"].startswith("ValueError test_apart.py:")
    assert "source" not in str(told)


def test_when_the_readers_are_gone_others_are_started() -> None:
    page.read_bytes(WELL.encode())
    gone = apart._readers()
    gone.process.kill()
    gone.process.wait()
    assert page.read_bytes(WELL.encode()).title == "The well"
    gone = apart._readers()
    gone.door.shutdown(socket.SHUT_RDWR)  # nobody is seen off yet, but nobody is let in
    assert page.read_bytes(WELL.encode()).title == "The well"


def test_readers_end_when_nobody_is_left_who_asks() -> None:
    alone = apart._Readers()
    assert alone.ask(b"{}\n" + WELL.encode())
    alone.door.close()
    assert alone.process.wait(60) == 0


def test_who_was_forked_starts_readers_of_its_own() -> None:
    page.read_bytes(WELL.encode())
    child = os.fork()
    if not child:
        with suppress(BaseException):
            os._exit(0 if page.read_bytes(WELL.encode()).title == "The well" and len(apart._started) == 2 else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert page.read_bytes(WELL.encode()).title == "The well"


def test_the_first_page_does_not_wait_for_what_few_pages_need() -> None:
    ready = "from publisher.sources import reader; reader.answer(reader.OURS, {'html': True}); import sys"
    few = "sys.exit(len({'trafilatura', 'mammoth'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", f"{ready}; {few}"], cwd=ROOT).returncode == 0
