"""Handing on what is typed after a short pause, by a component that draws nothing."""

from careplan.pages.parts.typing.component import heed_typing

__all__ = ["heed_typing"]
