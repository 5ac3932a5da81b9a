"""The newsroom's colour, made readable: as ink on our light and dark paper, and as a ground under text."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls

PAPER, NIGHT = (255, 255, 255), (23, 24, 27)
ENOUGH = 4.6  # WCAG 2.2 asks for 4.5:1; a little more for rounding and for tinted paper


def _parse(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _light(colour: tuple[int, ...]) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str, ground: tuple[int, int, int]) -> str:
    """The colour, darker or lighter until it can be read on this ground, as #rrggbb; its hue stays."""
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in _parse(colour)))
    by_day = _light(ground) > 0.2
    step, mixed = -0.02 if by_day else 0.02, _parse(colour)
    while contrast(mixed, ground) < ENOUGH + 0.9 and 0 <= light + step <= 1:
        light += step
        # at night a full colour glares
        red, green, blue = hls_to_rgb(hue, light, saturation if by_day else min(saturation, 0.6))
        mixed = round(red * 255), round(green * 255), round(blue * 255)
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def text_over(colour: str) -> str:
    """White or black, whichever is read better on the colour."""
    base = _parse(colour)
    return "#ffffff" if contrast(base, (255, 255, 255)) >= contrast(base, (0, 0, 0)) else "#000000"


def sheet(colour: str) -> str:
    """A style sheet that sets the custom properties that carry the newsroom's colour."""
    light, dark = ink_on(colour, PAPER), ink_on(colour, NIGHT)
    return (
        f":root{{--brand:{colour};--on-brand:{text_over(colour)};"
        f"--accent:light-dark({light},{dark});--on-accent:light-dark({text_over(light)},{text_over(dark)})}}\n"
    )
