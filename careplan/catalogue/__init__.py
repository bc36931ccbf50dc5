"""The clinical catalogue in data/: read, checked, and kept as frozen values."""

from careplan.catalogue.catalogue import Catalogue, check, load
from careplan.catalogue.compiled import template_set
from careplan.catalogue.in_words import InWords, lowered
from careplan.catalogue.problem import Problem

__all__ = ["Catalogue", "InWords", "Problem", "check", "load", "lowered", "template_set"]
