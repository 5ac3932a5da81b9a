"""What X charges, in dollars, since 20 April 2026. docs.x.com/x-api/getting-started/pricing"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from .counting import x_links

POST: Final = Decimal("0.015")
LINKED: Final = Decimal("0.200")  # a post with any address in it, instead
DESCRIBED: Final = Decimal("0.005")  # each picture's alt text
DELETED: Final = Decimal("0.010")  # a post that is taken down
READ: Final = Decimal("0.005")  # a post that is read; 0.001 if the account owns the app


def price(text: str, described: int) -> Decimal:
    """What it costs to post this, with so many described pictures."""
    return (LINKED if x_links(text) else POST) + DESCRIBED * described
