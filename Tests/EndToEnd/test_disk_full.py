"""A full disk: appends are refused, all else goes on, and appends go on when there is room."""

import os
import pathlib
import subprocess

import pytest
import varlink

from daemon import PATIENCE, refusal, visit

NAMESPACE = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
MOUNT = 'mount -t tmpfs -o size=1M tmpfs "$0" && exec "$@"'


@pytest.fixture
def cramped(daemon):
    """A daemon whose log is on a disk of one mebibyte that only it sees, and the way there from outside."""
    assert daemon.stop() == 0
    command = [*NAMESPACE, "sh", "-c", MOUNT, str(daemon.log)]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, timeout=PATIENCE)
    if tried.returncode != 0:
        pytest.skip(f"no mount namespace here: {tried.stderr.strip()}")
    daemon.start(command + daemon.command)
    # The namespace's files are reached through its process: the command before it has become it (exec).
    daemon.disk = pathlib.Path(f"/proc/{daemon.process.pid}/root{daemon.log}")
    return daemon


def test_a_full_disk_refuses_appends_and_nothing_else(cramped):
    filler = cramped.disk / "filler"
    filler.write_bytes(b"x" * 900_000)
    error, appended = None, 0
    while error is None:
        changes = [visit(f"{appended}-{number}", description="x" * 10_000) for number in range(5)]
        try:
            appended = cramped.append(*changes)["position"]
        except varlink.VarlinkError:
            error = refusal(cramped.calendar.Append, changes=changes)
        assert appended < 10
    assert error == ("DiskFull", {})

    assert cramped.position() == appended == cramped.calendar.Verify()["position"]
    assert len(cramped.feed().walk("VEVENT")) == 5 * appended
    segment = next(cramped.disk.glob("*.jsonl")).read_bytes()
    assert segment.endswith(b"}\n") and segment.count(b"\n") == 1 + appended

    filler.unlink()
    assert cramped.append(visit("again"), id="again")["position"] == appended + 1
    assert cramped.calendar.Verify()["position"] == appended + 1
