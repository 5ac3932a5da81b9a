"""The sample article's picture, drawn here: nothing needs to be fetched."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def drawing() -> bytes:
    """A pier at sunrise with a measuring pole, 1200 × 675, as PNG."""
    picture = Image.new("RGB", (1200, 675))
    draw = ImageDraw.Draw(picture)
    for y in range(675):  # sky, then sea
        sky = (246 - y // 6, 214 - y // 5, 178 - y // 12)
        sea = (18 + (y - 380) // 8, 98 - (y - 380) // 9, 112 - (y - 380) // 8)
        draw.line([(0, y), (1200, y)], fill=sky if y < 380 else sea)
    draw.ellipse([820, 270, 1000, 450], fill=(252, 236, 196))
    draw.rectangle([0, 380, 1200, 675], fill=(18, 92, 106))
    for n in range(11):  # the sun's path and the waves
        y = 392 + n * 25
        draw.line([(850 - n * 16, y), (970 + n * 20, y)], fill=(214, 196, 160), width=3)
        draw.line([(40 + n * 37, y + 9), (260 + n * 31, y + 9)], fill=(44, 122, 134), width=3)
    draw.rectangle([0, 350, 560, 376], fill=(64, 46, 38))  # the pier
    for x in range(40, 560, 110):
        draw.rectangle([x, 376, x + 16, 560], fill=(52, 38, 32))
    draw.rectangle([640, 150, 668, 610], fill=(244, 240, 228))  # the pole
    for n in range(23):
        draw.rectangle([640, 150 + n * 20, 668 if n % 5 == 0 else 654, 154 + n * 20], fill=(160, 40, 36))
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
