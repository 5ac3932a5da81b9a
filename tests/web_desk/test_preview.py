"""What stands in for a reader in a preview and in a test letter."""

from __future__ import annotations

import re

from publisher.models import Newsroom
from publisher.web.desk.testing import reader_values


def test_a_preview_says_a_day_as_the_letter_will(newsroom: Newsroom) -> None:
    values = reader_values({"language": "de"}, name="Amina", address="reader@example.org")
    assert re.fullmatch(r"\d{1,2}\. [A-Zä-ü][a-zä-ü]+ \d{4}", values["since"])
