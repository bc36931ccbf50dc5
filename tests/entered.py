"""What is entered on New plan, as the screen sends it."""

from __future__ import annotations

from typing import Final

SCAR: Final = {
    "operation.0.has.microdiskectomy": "yes",
    "operation.0.day": "2025-08-02",
    "finding.h_gap_1_6m": "yes",
    "finding.i_scar_match": "yes",
    "finding.i_no_disc": "yes",
    "finding.h_burning": "yes",
}
"""Findings that make scar tissue the most consistent cause."""
