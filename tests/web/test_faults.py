"""A fault of our own shows a number and logs where it was, and nothing of what was typed."""

from __future__ import annotations

import logging
import re

import pytest

from careplan.web.faults import script_failed


def test_the_log_names_place_and_kind_but_not_what_the_fault_says(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError("Maria Musterfrau, born 1968")
    except KeyError as fault:
        with caplog.at_level(logging.ERROR):
            assert script_failed(fault) is True
    assert re.search(r"incident [0-9A-F]{6}: KeyError", caplog.text)
    assert "Maria" not in caplog.text
    assert "1968" not in caplog.text
