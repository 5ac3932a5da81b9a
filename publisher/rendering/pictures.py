"""Foreign pictures drawn anew on a fresh canvas: upright, bounded, and without a word of what they carried.

Saving a JPEG again with Pillow keeps its comment segment; only pixels pasted on a new canvas leave everything behind
(EXIF, GPS, XMP, comments, colour profiles, thumbnails, what follows the end).
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

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
    while True:
        drawn = _smallest_fitting(canvas, max_bytes)
        if drawn is not None:
            return drawn
        width, height = canvas.size
        if max(width, height) <= SMALLEST_SIDE:
            raise BadPicture(f"This picture cannot be made smaller than {max_bytes // 1000} KB.")
        shape = (max(1, round(width * 0.8)), max(1, round(height * 0.8)))
        canvas = canvas.resize(shape, Image.Resampling.LANCZOS)


def _canvas(data: bytes, max_side: int) -> Image.Image:
    """The picture's pixels and nothing else, RGB or RGBA, upright and not larger than asked."""
    if b"<svg" in data[:4096].lower():
        raise BadPicture("SVG drawings are not taken; save it as PNG or JPEG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)  # broken EXIF is dropped anyway
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise BadPicture(f"This picture is too large ({opened.width} × {opened.height} pixels).")
                if opened.format in ("JPEG", "MPO"):
                    opened.draft("RGB", (max_side * 2, max_side * 2))  # unpacks a large photograph at half its size
                opened.seek(0)
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                see_through = upright.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in upright.info
                picture = upright.convert("RGBA" if see_through else "RGB")
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


def _smallest_fitting(canvas: Image.Image, max_bytes: int) -> Redrawn | None:
    """The best form of the canvas that fits; None if none does."""
    if canvas.mode == "RGBA" and canvas.getchannel("A").getextrema() != (255, 255):
        png = _saved(canvas, "PNG", optimize=True)
        if len(png) <= max_bytes:
            return Redrawn(png, "image/png", *canvas.size)
    flat = Image.new("RGB", canvas.size, "white")
    flat.paste(canvas, mask=canvas.getchannel("A") if canvas.mode == "RGBA" else None)
    for quality in QUALITIES:
        jpeg = _saved(flat, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(jpeg) <= max_bytes:
            return Redrawn(jpeg, "image/jpeg", *flat.size)
    return None


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


ImageFile.LOAD_TRUNCATED_IMAGES = False  # half a picture is none
