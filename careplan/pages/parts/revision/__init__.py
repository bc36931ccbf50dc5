"""The lines of a revision: what is kept, added, changed and cancelled, each with its tick."""

from careplan.pages.parts.revision.component import revision_lines
from careplan.pages.parts.revision.contract import revision_wire

__all__ = ["revision_lines", "revision_wire"]
