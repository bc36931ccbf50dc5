"""Notes where a program connects to, in the file that CONNECTIONS names: Python imports this before anything else."""

import os
import socket

_connect = socket.socket.connect


def _noted(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        with open(os.environ["CONNECTIONS"], "a", encoding="utf-8") as file:
            file.write(f"{address[0]}\n")
    return _connect(self, address)


socket.socket.connect = _noted
with open(os.environ["CONNECTIONS"], "a", encoding="utf-8") as noted:
    noted.write("guarded\n")
