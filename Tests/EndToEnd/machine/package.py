"""The Debian package under test, and how it is installed."""

import pathlib
import re

from machine import run

DEB = pathlib.Path("/results/chancery.deb")  # put there by test_system.py


def install(deb=DEB):
    run("dpkg", "--install", str(deb), timeout=40)


def with_version(suffix):
    """The same package with a higher version."""
    directory = pathlib.Path("/tmp/package")
    run("rm", "-rf", str(directory))
    run("dpkg-deb", "--raw-extract", str(DEB), str(directory))
    control = directory / "DEBIAN/control"
    control.write_text(re.sub(r"^(Version: .*)$", rf"\1{suffix}", control.read_text(), flags=re.MULTILINE))
    deb = pathlib.Path("/tmp/chancery-higher.deb")
    run("dpkg-deb", "--root-owner-group", "-Znone", "--build", str(directory), str(deb))
    return deb
