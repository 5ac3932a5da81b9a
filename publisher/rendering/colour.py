"""The newsroom's colour, bent until it can be read: 4.5 to 1 on the letter's backgrounds, light and dark."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

READABLE = 4.5  # WCAG 2.2, 1.4.3
DEFAULT = "#8a1c1c"
LIGHT_SHEET, DARK_SHEET = "#fffdf9", "#1d1b19"
LIGHT_TINT, DARK_TINT = "#f6f1e7", "#2a2724"
NEAR_WHITE, NEAR_BLACK = "#fffdf9", "#1a1816"


@dataclass(frozen=True, slots=True)
class Palette:
    """What the accent becomes: as text on light and dark, and as a button with its words."""

    accent: str
    accent_dark: str
    button: str
    button_words: str
    button_dark: str
    button_dark_words: str


def palette(colour: str) -> Palette:
    """The palette of a newsroom's colour (#rrggbb; anything else counts as the default)."""
    colour = colour.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else DEFAULT
    accent = readable(colour, LIGHT_TINT, step=-0.02)  # the darker of the light backgrounds
    accent_dark = readable(colour, DARK_TINT, step=0.02)  # the lighter of the dark ones
    return Palette(
        accent=accent,
        accent_dark=accent_dark,
        button=accent,
        button_words=NEAR_WHITE,
        button_dark=accent_dark,
        button_dark_words=NEAR_BLACK,
    )


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two #rrggbb colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, ground: str, *, step: float, enough: float = READABLE, fullest: float = 1.0) -> str:
    """The colour, lighter or darker by steps until its contrast on the ground is enough; its hue stays.

    What is changed has a saturation of `fullest` at most.
    """
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while contrast(colour, ground) < enough and 0 <= light + step <= 1:
        light += step
        red, green, blue = colorsys.hls_to_rgb(hue, light, min(saturation, fullest))
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return colour


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
