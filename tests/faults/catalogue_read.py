"""Reads the catalogue when it is imported, for a process that others are forked from."""

from tests.known_catalogue import known_templates

known_templates()
