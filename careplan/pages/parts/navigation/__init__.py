"""The row above every screen: where a person can go, who they are here, and the way out."""

from careplan.pages.parts.navigation.component import Signed, navigation

__all__ = ["Signed", "navigation"]
