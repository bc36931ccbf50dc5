"""The clinical catalogue in data/: read, checked, and kept as frozen values."""

from careplan.catalogue.catalogue import Catalogue, check, load
from careplan.catalogue.compiled import template_set
from careplan.catalogue.problem import Problem

__all__ = ["Catalogue", "Problem", "check", "load", "template_set"]
