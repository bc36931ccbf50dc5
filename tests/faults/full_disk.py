"""A clinic on a real disk of 4 MB that becomes full, read-only and sound again: run within mounts of its own.

`unshare -m` (with -r where the user is not root) gives these, so that nothing of it is seen outside or stays behind.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from careplan.errors import NotReady, OnlyReading
from careplan.store import Store
from careplan.store.place import file_system_of
from tests.faults.kept import what_is_wrong
from tests.faults.writers import keep


def main(folder: Path) -> None:
    """Go through it, each part in a process of its own: who has a file open keeps a disk from being read only."""
    _mount("-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(folder))
    assert file_system_of(folder) == "tmpfs"
    _run("full", folder)
    _mount("-o", "remount,ro", str(folder))
    _run("only_read", folder)
    _mount("-o", "remount,rw", str(folder))
    _run("sound", folder)
    print("all of it held")


def full(file: Path) -> None:
    """Fill the disk, and make room again."""
    store = Store.open(str(file))
    told = _fill(store, file.parent)
    assert store.only_reading == "Only reading is possible: the disk is full. What you enter now is not saved."
    with store.reading() as records:
        assert records.keys.result(told[-1], "before") is not None
    assert store.verify().fault == ""
    (file.parent / "ballast").unlink()
    keep(store, "after", 0)
    assert store.only_reading == ""
    assert what_is_wrong(file, [*told, "after-0"]) == []


def only_read(file: Path) -> None:
    """Look at it where nothing can be written."""
    try:
        Store.open(str(file))
    except NotReady as refusal:
        assert "clinic.db can only be read. Check who may write to it" in str(refusal), refusal
    else:
        raise AssertionError("a disk that only can be read was opened")
    assert Store.open_as_it_is(str(file)).verify().fault == ""


def sound(file: Path) -> None:
    """Go on as before."""
    store = Store.open(str(file))
    keep(store, "after", 1)
    assert what_is_wrong(file, ["after-0", "after-1"]) == []


def _fill(store: Store, folder: Path) -> list[str]:
    """Write until the disk is full, and return what was kept."""
    (folder / "ballast").write_bytes(bytes(3_000_000))
    for number in range(10_000):
        try:
            keep(store, "before", number)
        except OnlyReading as refusal:
            assert str(refusal) == "The disk is full. Nothing was saved. Free some space, then try again."
            assert number
            return [f"before-{each}" for each in range(number)]
    raise AssertionError("4 MB never became full")


def _mount(*how: str) -> None:
    subprocess.run(["mount", *how], check=True)


def _run(part: str, folder: Path) -> None:
    subprocess.run([sys.executable, "-m", __spec__.name, part, str(folder)], check=True)


if __name__ == "__main__":
    parts = {"full": full, "only_read": only_read, "sound": sound}
    if sys.argv[1] in parts:
        parts[sys.argv[1]](Path(sys.argv[2]) / "clinic.db")
    else:
        main(Path(sys.argv[1]))
