"""The newsroom's colour, made readable: as ink on our light and dark paper, and as a ground under text."""

from __future__ import annotations

from publisher.rendering.colour import contrast, readable

PAPER, NIGHT = "#ffffff", "#17181b"
WHITE, BLACK = "#ffffff", "#000000"
ENOUGH = 5.5  # WCAG 2.2 asks for 4.5; more, for rounding and for tinted paper


def ink_on(colour: str, ground: str) -> str:
    """The colour, darker or lighter until it can be read on this ground, as #rrggbb; its hue stays."""
    if contrast(ground, BLACK) > contrast(ground, WHITE):
        return readable(colour, ground, step=-0.02, enough=ENOUGH)
    return readable(colour, ground, step=0.02, enough=ENOUGH, fullest=0.6)  # at night a full colour glares


def text_over(colour: str) -> str:
    """White or black, whichever is read better on the colour."""
    return WHITE if contrast(colour, WHITE) >= contrast(colour, BLACK) else BLACK


def sheet(colour: str) -> str:
    """A style sheet that sets the custom properties that carry the newsroom's colour."""
    light, dark = ink_on(colour, PAPER), ink_on(colour, NIGHT)
    return (
        f":root{{--brand:{colour};--on-brand:{text_over(colour)};"
        f"--accent:light-dark({light},{dark});--on-accent:light-dark({text_over(light)},{text_over(dark)})}}\n"
    )
