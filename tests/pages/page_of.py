"""The desk that a page is opened at by AppTest, which runs a script of its own in this process."""

from __future__ import annotations

from careplan.pages.desk import Desk

desks: list[Desk] = []
"""The desk of the test that runs now is the last."""
