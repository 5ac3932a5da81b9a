from __future__ import annotations

from pathlib import Path

import pytest

from publisher import settings


def test_a_command_names_the_addresses_at_which_up_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    assert settings._site() == ""
    (tmp_path / "site").write_text("http://127.0.0.1:8131\n")
    assert settings._site() == "http://127.0.0.1:8131"
