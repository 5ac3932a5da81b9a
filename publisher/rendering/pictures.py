"""Foreign pictures drawn anew on a fresh canvas: upright, bounded, and without a word of what they carried.

Saving a JPEG again with Pillow keeps its comment segment; only pixels pasted on a new canvas leave everything behind
(EXIF, GPS, XMP, comments, colour profiles, thumbnails, what follows the end).
"""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "MPO", "AVIF")
MOST_PIXELS = 60_000_000  # a camera's largest; a file that unpacks to more is refused before it is unpacked
SMALLEST_SIDE = 320
QUALITIES = (85, 78, 70, 60, 50)


class BadPicture(ValueError):
    """This cannot be shown as a picture; a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture of ours: JPEG or PNG bytes without metadata, and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def redraw(data: bytes, *, max_side: int = 1600, max_bytes: int = 200_000) -> Redrawn:
    """The first frame of the picture, upright, at most `max_side` pixels and `max_bytes` bytes. Raises BadPicture.

    PNG where it needs transparency and stays small enough so, JPEG on white otherwise. The same bytes give the same
    picture.
    """
    canvas = _canvas(data, max_side)
    if canvas.mode == "RGBA" and canvas.getchannel("A").getextrema() != (255, 255):
        png = _saved(canvas, "PNG")
        if len(png) <= max_bytes:
            return Redrawn(png, "image/png", *canvas.size)
    flat = Image.new("RGB", canvas.size, "white")
    flat.paste(canvas, mask=canvas.getchannel("A") if canvas.mode == "RGBA" else None)
    while len(least := _jpeg(flat, QUALITIES[-1])) > max_bytes:
        if max(flat.size) <= SMALLEST_SIDE:
            raise BadPicture(f"This picture cannot be made smaller than {max(1, max_bytes // 1000)} KB.")
        part = max(0.5, min(0.9, math.sqrt(max_bytes / len(least))))
        flat = flat.resize([max(1, round(side * part)) for side in flat.size], Image.Resampling.LANCZOS)
    jpeg = next(jpeg for quality in QUALITIES if len(jpeg := _jpeg(flat, quality)) <= max_bytes)
    return Redrawn(jpeg, "image/jpeg", *flat.size)


def _canvas(data: bytes, max_side: int) -> Image.Image:
    """The picture's pixels and nothing else, RGB or RGBA, upright and not larger than asked."""
    if b"<svg" in data[:4096].lower():
        raise BadPicture("SVG drawings are not taken; save it as PNG or JPEG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)  # broken EXIF is dropped anyway
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                _bound(opened)
                if opened.format in ("JPEG", "MPO"):
                    opened.draft("RGB", (max_side * 2, max_side * 2))  # unpacks a large photograph at half its size
                opened.seek(0)
                opened.load()
                see_through = opened.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in opened.info
                mode = "RGBA" if see_through else "RGB"
                if opened.mode == mode:
                    opened.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)  # small before it is copied
                picture = ImageOps.exif_transpose(opened).convert(mode)
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture("This picture is too large to be opened.") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, MemoryError):
        raise BadPicture("This is not a picture that can be read (JPEG, PNG, GIF or WebP can).") from None
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh


def _bound(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS:
        raise BadPicture(f"This picture is too large ({opened.width} × {opened.height} pixels).")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    return _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True)


def _saved(picture: Image.Image, form: str, **options: bool | int) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
