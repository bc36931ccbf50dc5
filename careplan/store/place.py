"""Whether a database file may be used where it lies (SAFETY 9); what is refused is left as it was."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from careplan.errors import NotReady

NETWORK: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "9p", "ceph", "lustre", "gfs2", "ocfs2"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.cephfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs", "davfs", "beegfs"),
    }
)
"""File systems whose locks do not hold between machines, by the names that Linux gives them."""

_MOUNTS: Final = Path("/proc/self/mountinfo")
_WAL_BYTES: Final = slice(18, 20)
_IN_WAL: Final = b"\x02\x02"
_SQLITE: Final = b"SQLite format 3\x00"


def refuse_unfit_place(file: Path, *, any_file_system: bool) -> None:
    """Raise NotReady where a file lies on another machine, may only be read, or was left open by a newer SQLite."""
    folder = next(each for each in file.parents if each.exists())
    kind = file_system_of(folder)
    if kind in NETWORK and not any_file_system:
        raise NotReady(
            f"{file} is on a network file system ({kind}), where locks do not hold and records are lost. Put the "
            "database on a disk of this machine, or set CAREPLAN_ANY_FILE_SYSTEM=1 if you know that locks hold there."
        )
    if not file.exists():
        return
    if not (os.access(file, os.W_OK) and os.access(folder, os.W_OK)):
        raise NotReady(f"{file} can only be read. Check who may write to it and to its folder, then try again.")
    if _left_in_wal(file) and not wal_is_safe(sqlite3.sqlite_version_info):
        raise NotReady(
            f"{file.name} was left open by a newer SQLite, and {file.name}-wal holds what is not yet in it. "
            "Start careplan on the machine where it ran last and stop it there, then try again."
        )


def file_system_of(folder: Path, mounts: str | None = None) -> str:
    """Return the name of the file system that a folder is on; empty where this machine does not tell.

    `mounts` are the lines of mountinfo; those of this process where they are not given.
    """
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text("utf-8", errors="replace")
        except OSError:
            return ""
    number = folder.stat().st_dev
    device = f"{os.major(number)}:{os.minor(number)}"
    for line in reversed(mounts.splitlines()):
        place, _, rest = line.partition(" - ")
        if place.split()[2:3] == [device]:
            return rest.split()[0]
    return ""


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL bug that can lose commits of two connections (SAFETY 4)."""
    fixed_series = {(3, 50): 7, (3, 44): 6}
    since = fixed_series.get(version[:2])
    return version >= (3, 51, 3) or (since is not None and version[2] >= since)


def _left_in_wal(file: Path) -> bool:
    """Whether a file is in WAL mode and was not closed: the log beside it holds what is not in the file."""
    log = file.with_name(f"{file.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return False
    with file.open("rb") as opened:
        head = opened.read(_WAL_BYTES.stop)
    return head.startswith(_SQLITE) and head[_WAL_BYTES] == _IN_WAL
