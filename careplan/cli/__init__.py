"""The commands of the program (a contract: scripts depend on these words).

0 means done, 1 refused with a sentence on stderr, 2 wrong usage. A command is imported only when it is
used, so that `careplan assess` does not wait for a web server's libraries.
"""

from careplan.cli.commands import main

__all__ = ["main"]
