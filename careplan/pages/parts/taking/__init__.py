"""Buttons that take a file away."""

from careplan.pages.parts.taking.component import file_button

__all__ = ["file_button"]
