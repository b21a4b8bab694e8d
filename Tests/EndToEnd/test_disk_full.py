"""A full disk: appends are refused, all else goes on, and appends go on when there is room."""

import contextlib
import os
import pathlib
import subprocess

import pytest
import varlink

from daemon import PATIENCE, SMALL_SEGMENTS, refusal, running, visit

NAMESPACE = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
MOUNT = 'mount -t tmpfs -o size=1M,nr_inodes=40 tmpfs "$0" && exec "$@"'


def cramp(daemon):
    """Has the daemon start on a disk of one mebibyte that only it sees; `disk` is the way there from outside."""
    assert daemon.stop() == 0
    command = [*NAMESPACE, "sh", "-c", MOUNT, str(daemon.log)]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, timeout=PATIENCE)
    if tried.returncode != 0:
        pytest.skip(f"no mount namespace here: {tried.stderr.strip()}")
    daemon.start(command + daemon.command)
    # The namespace's files are reached through its process: the command before it has become it (exec).
    daemon.disk = pathlib.Path(f"/proc/{daemon.process.pid}/root{daemon.log}")
    return daemon


def segments_of(daemon):
    return sorted(daemon.disk.glob("*.jsonl"))


def served(daemon):
    """What the daemon serves: the calendar, and what names its content."""
    response = daemon.get()
    assert response.status == 200
    assert daemon.get(If_None_Match=response.headers["ETag"]).status == 304
    return response.body, response.headers["ETag"]


def test_a_full_disk_refuses_appends_and_nothing_else(daemon):
    cramped = cramp(daemon)
    filler = cramped.disk / "filler"
    filler.write_bytes(b"x" * 900_000)
    error, appended = None, 0
    while error is None:
        feed = served(cramped)
        changes = [visit(f"{appended}-{number}", description="x" * 10_000) for number in range(5)]
        try:
            appended = cramped.append(*changes, id=f"append-{appended}")["position"]
        except varlink.VarlinkError:
            error = refusal(cramped.calendar.Append, changes=changes, id=f"append-{appended}")
        assert appended < 10
    assert error == ("DiskFull", {})

    assert served(cramped) == feed
    assert cramped.position() == appended == cramped.calendar.Verify()["position"]
    assert len(cramped.feed().walk("VEVENT")) == 5 * appended
    segment = next(cramped.disk.glob("*.jsonl")).read_bytes()
    assert segment.endswith(b"}\n") and segment.count(b"\n") == 1 + appended

    filler.unlink()
    assert cramped.append(*changes, id=f"append-{appended}")["position"] == appended + 1
    assert cramped.append(visit("again"))["position"] == appended + 2 == cramped.calendar.Verify()["position"]
    assert served(cramped) != feed
    assert len(cramped.feed().walk("VEVENT")) == 5 * (appended + 1) + 1


def fill(disk, kind):
    """Takes all that is left; returns the files that it took."""
    taken = []
    with contextlib.suppress(OSError):
        while True:
            taken.append(disk / f"filler-{len(taken)}")
            with taken[-1].open("wb", buffering=0) as file:
                while kind == "room":
                    file.write(bytes(4096))
    return [file for file in taken if file.exists()]


@pytest.mark.parametrize("kind", ["room", "inodes"])
def test_a_disk_that_is_full_where_the_next_segment_is_to_begin(tmp_path, kind):
    with running(tmp_path, SMALL_SEGMENTS) as daemon:
        cramped = cramp(daemon)
        appended = 0
        # Empty lines stand behind the entries, up to where the file is full.
        while len(segments_of(cramped)) < 3 or segments_of(cramped)[-1].read_bytes().endswith(b"\n\n"):
            appended = cramped.append(visit(appended, description="x" * 1_000))["position"]
        segments, feed = segments_of(cramped), served(cramped)

        fillers = fill(cramped.disk, kind)
        for _ in range(2):
            assert refusal(cramped.calendar.Append, changes=[visit("next")], id="next") == ("DiskFull", {})
        assert served(cramped) == feed
        assert cramped.calendar.Verify()["position"] == appended == cramped.position()

        for file in fillers:
            file.unlink()
        assert cramped.append(visit("next"), id="next")["position"] == appended + 1
        assert segments_of(cramped)[:-1] == segments
        assert segments_of(cramped)[-1].name == f"{appended + 1:016}.jsonl"
        assert cramped.append(visit("last"))["position"] == appended + 2 == cramped.calendar.Verify()["position"]
