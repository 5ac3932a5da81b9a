"""What signing in has in common at the practice networks: a page that asks, a code good once, tokens with an end."""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from .http import Reply, Request
from .page import sheet
from .store import Store


def challenged(verifier: str) -> str:
    """RFC 7636 §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Consent:
    """A network's page where somebody lets an app in; beside it what was given, each kept under its own words."""

    def __init__(self, store: Store, network: str, name: str) -> None:
        self.store, self.network, self.name = store, network, name

    def page(self, request: Request, *, app: str, account: str, rights: str, allow: str) -> Reply:
        """Whether this app may act for the account: two links, one of them yes."""
        said = request.query
        no = f"{said['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': said['state']})}"
        listed = "".join(f"<li><code>{html.escape(right)}</code></li>" for right in rights.replace(",", " ").split())
        words = (
            f"<p><strong>{html.escape(app)}</strong> wants to act for <strong>{html.escape(account)}</strong>:</p>"
            f"<ul>{listed}</ul>"
            f'<p class="way"><a class="yes" href="{allow}?{html.escape(urlsplit(request.target).query)}">Let it in</a> '
            f'<a href="{html.escape(no)}">Cancel</a></p>'
        )
        return sheet(self.name, words)

    def wrong(self, words: str) -> Reply:
        """What a network says to a person whose app asked wrongly: it leads nobody back."""
        return sheet(self.name, f"<p>{html.escape(words)}</p>", status=400)

    def allow(self, said: Mapping[str, str], kept: Mapping[str, Any], *, seconds: float, tail: str = "") -> Reply:
        """Yes: back to the app, with a code that is good for so long."""
        code = secrets.token_urlsafe(24)
        self.keep(f"code {code}", {**kept, "redirect_uri": said["redirect_uri"]}, seconds)
        back = f"{said['redirect_uri']}?{urlencode({'state': said['state'], 'code': code})}{tail}"
        return Reply(302, "", {"Location": back})

    def keep(self, words: str, what: Mapping[str, Any], seconds: float) -> None:
        self.store.keep_beside(self.network, words, {**what, "until": time.time() + seconds})

    def known(self, words: str) -> dict[str, Any] | None:
        """What was kept under these words, if it is still good."""
        kept = self.store.beside(self.network, words)
        return kept if kept and kept["until"] > time.time() else None

    def spend(self, words: str) -> dict[str, Any] | None:
        """The same of what is good for one use, and it was used."""
        with self.store.lock:
            kept = self.known(words)
            self.store.drop_beside(self.network, words)
        return kept

    def token(self, what: Mapping[str, Any], *, seconds: float, kind: str = "access") -> str:
        """A new one, kept."""
        token = secrets.token_urlsafe(32)
        self.keep(f"{kind} {token}", what, seconds)
        return token
