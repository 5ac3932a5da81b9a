from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from publisher.rendering.pictures import BadPicture, redraw


def a_picture(form: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert(mode).save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_no_mark_that_a_camera_or_an_editor_left_survives() -> None:
    exif = Image.Exif()
    exif[0x010E] = "MARK-description"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (6.0, 55.0, 30.0)
    marked = a_picture(exif=exif, comment=b"MARK-comment", xmp=b"<x>MARK-xmp</x>", icc_profile=b"MARK-icc" * 40)
    assert marked.count(b"MARK-") >= 4
    drawn = redraw(marked + b"MARK-after-the-end")
    assert b"MARK" not in drawn.data
    assert not opened(drawn.data).getexif()
    assert "comment" not in opened(drawn.data).info


def test_no_word_in_a_png_survives() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "MARK-author")
    words.add_itxt("XML:com.adobe.xmp", "MARK-xmp")
    assert b"MARK" not in redraw(a_picture("PNG", pnginfo=words)).data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("size", "upright"), [((400, 300), (300, 400)), ((2400, 1200), (800, 1600))])
def test_a_picture_taken_sideways_is_upright(form: str, size: tuple[int, int], upright: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    taken = Image.new("RGB", size, "white")
    taken.paste("black", (0, 0, size[0] // 4, size[1]))  # on the left; upright it is above
    out = io.BytesIO()
    taken.save(out, form, exif=exif)
    drawn = opened(redraw(out.getvalue()).data).convert("L")
    assert drawn.size == upright
    assert drawn.getpixel((drawn.width - 9, 9)) < 30
    assert drawn.getpixel((9, drawn.height - 9)) > 220


def test_a_large_picture_is_made_small_in_pixels_and_bytes() -> None:
    drawn = redraw(a_picture(size=(3000, 2000), quality=95))
    assert len(drawn.data) <= 200_000
    assert max(drawn.width, drawn.height) <= 1600
    assert drawn.width / drawn.height == pytest.approx(1.5, abs=0.01)


def test_a_small_picture_is_not_made_larger() -> None:
    drawn = redraw(a_picture(size=(40, 30)))
    assert (drawn.width, drawn.height, drawn.media_type) == (40, 30, "image/jpeg")


def test_transparency_is_kept_as_png_where_it_fits() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (200, 0, 0, 100)).save(out, "PNG")
    drawn = redraw(out.getvalue())
    assert (drawn.media_type, opened(drawn.data).mode) == ("image/png", "RGBA")


def test_transparency_that_does_not_fit_stands_on_white() -> None:
    noise = Image.effect_noise((700, 700), 90).convert("RGBA")
    noise.putalpha(Image.effect_noise((700, 700), 90))
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert redraw(out.getvalue()).media_type == "image/jpeg"


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_drawn(form: str) -> None:
    out = io.BytesIO()
    red, blue = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    red.save(out, form, save_all=True, append_images=[blue, blue])
    drawn = opened(redraw(out.getvalue()).data)
    assert getattr(drawn, "n_frames", 1) == 1
    pixel = drawn.convert("RGB").getpixel((10, 10))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > 60 > pixel[2]


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "I;16", "YCbCr"])
def test_every_colour_mode_becomes_one_that_mail_programs_show(mode: str) -> None:
    form = {"CMYK": "JPEG", "YCbCr": "JPEG"}.get(mode, "PNG")
    out = io.BytesIO()
    picture = Image.new("RGB", (30, 30), "green")
    (picture.convert("L").convert("I").convert(mode) if mode == "I;16" else picture.convert(mode)).save(out, form)
    assert opened(redraw(out.getvalue()).data).mode == "RGB"


def test_the_same_bytes_give_the_same_picture() -> None:
    data = a_picture(size=(900, 700))
    assert redraw(data) == redraw(data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(BadPicture, match="too large"):
        redraw(out.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<html><script>alert(1)</script></html>",
        a_picture()[:500],
        a_picture("PNG")[:-800],
        b"%PDF-1.7 ...",
        b"GIF89a" + b"\xff" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
    ],
)
def test_what_cannot_be_read_is_one_sentence(data: bytes) -> None:
    with pytest.raises(BadPicture, match="not a picture that can be read"):
        redraw(data)


@pytest.mark.parametrize("start", [b"", b"<?xml version='1.0'?>\n<!-- x -->", b"\xef\xbb\xbf  "])
def test_svg_is_refused(start: bytes) -> None:
    with pytest.raises(BadPicture, match="SVG"):
        redraw(start + b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")


def test_a_bound_that_cannot_be_met_is_a_sentence() -> None:
    with pytest.raises(BadPicture, match="cannot be made smaller"):
        redraw(a_picture(size=(1200, 900)), max_bytes=500)
