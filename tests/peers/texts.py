"""Random texts, the same each time, and what the networks' own code (tests/peers/networks) says of them."""

from __future__ import annotations

import json
import random
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "networks"
PIECES = [
    *(HERE / "pieces.txt").read_text().split(),
    "e\u0301", "#a\u200bb", "#\ufe0f", "\n", "\t", "\u00a0", "\u3000", "\u200b", "\ufeff", "\x1c", "\x85",
]  # fmt: skip


def texts(number: int) -> list[str]:
    """Of what people and feeds write, and of any sign that there is."""
    draw = random.Random(7)
    every = map(chr, range(0x20, 0x30000))
    signs = [
        sign for sign in every if unicodedata.category(sign) not in ("Cn", "Cs")
    ]  # what Unicode 14 does not know, Node may
    return [
        "".join(
            (draw.choice(PIECES) if draw.random() < 0.8 else draw.choice(signs)) + draw.choice(("", "", " "))
            for _ in range(draw.randint(1, 14))
        )
        for _ in range(number)
    ]


def by_node(script: str, given: list[str]) -> list[dict[str, Any]]:
    """What the script says of each. Needs `bash tests/peers/install.sh` once."""
    asked = json.dumps(given)
    said = subprocess.run(["node", HERE / script], input=asked, capture_output=True, text=True, timeout=60)
    assert said.returncode == 0, said.stderr
    return list(json.loads(said.stdout))
