"""The demo clinic: twelve invented patients whose stories are walked through the acts of the team."""

from careplan.demo.making import make

__all__ = ["make"]
