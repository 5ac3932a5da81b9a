"""The page for developers, done as it says: its curl, against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import waitress
from django.db import connections

from publisher.models import Article
from publisher.sources.api import MOST_BYTES
from publisher.web.api.entrance import A_MINUTE
from publisher.web.wsgi import application

PAGE = (Path(__file__).parents[2] / "docs" / "developers" / "api.md").read_text()
CURL = re.search(r"```sh\n(curl .*?)```", PAGE, re.DOTALL)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings: object) -> Iterator[str]:
    """The desk's own server, in a thread."""

    def answer(environ: dict[str, object], start: object) -> object:
        try:
            return list(application(environ, start))  # type: ignore[arg-type]
        finally:
            connections.close_all()  # the test's database must be free to be dropped

    made = waitress.create_server(answer, host="127.0.0.1", port=0, threads=1)
    running = threading.Thread(target=made.run)
    running.start()
    yield f"http://127.0.0.1:{made.effective_port}"  # type: ignore[attr-defined]
    made.task_dispatcher.shutdown()  # type: ignore[attr-defined]
    made.trigger.pull_trigger(made.close)  # type: ignore[attr-defined]  # by the thread that waits for its sockets
    running.join(60)
    assert not running.is_alive()


def test_the_pages_curl_hands_an_article_in_and_is_answered_as_the_page_says(server: str, token: str) -> None:
    assert CURL is not None
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    script = CURL[1].replace("https://desk.example.org", server)
    done = subprocess.run(
        ["sh", "-c", script], env={"TOKEN": token, "PATH": "/usr/bin:/bin"}, capture_output=True, check=True
    )
    article = Article.objects.get()
    said = json.loads(done.stdout)
    printed = re.search(r'```json\n(\{"id".*?)\n```', PAGE, re.DOTALL)
    assert printed is not None
    expected = json.loads(printed[1])
    assert said | {"id": expected["id"], "url": expected["url"]} == expected
    assert (article.title, article.created_by and article.created_by.name) == (expected["title"], "Ravi")
    assert article.read().byline == ("Amara Perera",)
    again = subprocess.run(
        ["sh", "-c", script.replace("curl -s", "curl -si", 1)], env={"TOKEN": token, "PATH": "/usr/bin:/bin"},
        capture_output=True, check=True,
    )  # fmt: skip
    assert "idempotent-replayed: true" in again.stdout.decode().lower()
    assert Article.objects.count() == 1


def test_the_page_tells_the_limits_that_hold() -> None:
    assert f"more than {A_MINUTE['articles:write']} a minute" in PAGE
    assert f"more than {MOST_BYTES // 2**20} MB" in PAGE
