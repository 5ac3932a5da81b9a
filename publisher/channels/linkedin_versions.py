"""The versions of LinkedIn's API: named at the end of a base, said in a header, each with an end."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

VERSION: Final = "202607"  # where a base names none


def split(base: str) -> tuple[str, str]:
    """A base and the version at its end, which LinkedIn wants in a header."""
    where, _, version = base.rstrip("/").rpartition("/")
    return (where, version) if re.fullmatch(r"20\d{4}", version) else (base.rstrip("/"), VERSION)


def sunset(base: str) -> date | None:
    """When the version that a base names ends: each lives a year at least (…/linkedin/marketing/versioning)."""
    version = split(base)[1]
    return date(int(version[:4]) + 1, int(version[4:]), 1) if "01" <= version[4:] <= "12" else None
