"""Helpers for virtual environments that tests make, so that none has to touch the one that they run in."""

import os
import sysconfig
import venv
from pathlib import Path


def borrow_packages(folder: Path) -> None:
    """Lets a new environment see the packages of this one: nothing has to be fetched then."""
    (libraries,) = folder.rglob("site-packages")
    (libraries / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")


def borrowing(folder: Path) -> None:
    """Makes an environment without pip that sees the packages of this one."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    borrow_packages(folder)
