"""Leading the focus to what a refusal speaks of, by a component that draws nothing."""

from careplan.pages.parts.lead.component import lead_to

__all__ = ["lead_to"]
