"""The button that prints the screen."""

from careplan.pages.parts.printing.component import print_button

__all__ = ["print_button"]
