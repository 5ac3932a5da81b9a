"""Story + wording + limits → what leaves. Pure: no database, no clock, no Django; the same input, the same bytes."""

from .letter import Ask, Check, Image, Letter, Part, Sender

__all__ = ["Ask", "Check", "Image", "Letter", "Part", "Sender"]
