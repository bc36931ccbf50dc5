"""The clinical content as most tests use it: read once by each process.

It is frozen, so no test can change it for another; how it is read and checked has tests of its own.
"""

from __future__ import annotations

from functools import cache

from careplan.catalogue import Catalogue, load, template_set
from careplan.template_set import TemplateSet


@cache
def known_catalogue() -> Catalogue:
    """Return what `load` returns."""
    return load()


@cache
def known_templates() -> TemplateSet:
    """Return its templates, ready to be expanded."""
    return template_set(known_catalogue())
