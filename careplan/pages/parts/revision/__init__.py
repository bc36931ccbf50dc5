"""The lines of a revision, each with its tick, and those of two versions that are compared."""

from careplan.pages.parts.revision.component import revision_lines
from careplan.pages.parts.revision.contract import comparison_wire, revision_wire

__all__ = ["comparison_wire", "revision_lines", "revision_wire"]
