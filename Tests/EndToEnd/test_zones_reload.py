"""What an update of tzdata does while the daemon runs: zones, feed and reminders follow without a restart."""

import os
import shutil
import time
from datetime import datetime
from pathlib import Path

import pytest

from daemon import PATIENCE, Daemon, refusal, visit

SYSTEM = Path("/usr/share/zoneinfo")
ZONE = "Asia/Ashgabat"


@pytest.fixture
def zoned(tmp_path):
    """A daemon with a zone directory of its own, in which three zones are."""
    zones = tmp_path / "zoneinfo"
    for name in (ZONE, "Asia/Tokyo", "UTC"):
        (zones / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SYSTEM / name, zones / name)
    (zones / "tzdata.zi").write_text("# version 2025a\n")
    daemon = Daemon(tmp_path)
    daemon.zones = zones
    try:
        daemon.start(["env", f"TZDIR={zones}", *daemon.command])
        yield daemon
        assert daemon.stop() == 0
    finally:
        if daemon.is_running:
            daemon.kill()


def replace(zones, name, other):
    """As dpkg does it: written beside, and renamed over."""
    new = zones / f"{name}.dpkg-new"
    shutil.copy(SYSTEM / other, new)
    os.rename(new, zones / name)


def update(zones):
    """Ashgabat goes over to the clocks of Vienna."""
    replace(zones, ZONE, "Europe/Vienna")
    new = zones / "tzdata.zi.dpkg-new"
    new.write_text("# version 2025b\n")
    os.rename(new, zones / "tzdata.zi")


def until(question, expected):
    deadline = time.monotonic() + PATIENCE
    while (answer := question()) != expected:
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)


def offsets(daemon):
    """The offsets that the feed's VTIMEZONE has."""
    (zone,) = daemon.feed().walk("VTIMEZONE")
    assert zone["TZID"] == ZONE
    return {str(part["TZOFFSETTO"].td) for part in zone.subcomponents}


def next_start(daemon):
    return daemon.calendar.Status().get("nextReminder", {}).get("starts")


def test_the_feed_and_the_reminders_follow_an_update(zoned):
    start = f"{datetime.now().year + 1}-07-01T10:00"
    zoned.append(visit(when={"start": start, "zone": ZONE}, reminders=[{"before": "PT1H"}]))
    assert offsets(zoned) == {"5:00:00"}
    until(lambda: next_start(zoned), f"{start[:10]}T05:00:00Z")
    assert zoned.calendar.Status()["tzdata"] == "2025a"
    time.sleep(2.1)  # Last-Modified names no second that is not over
    before = zoned.get()
    known = {"If_Modified_Since": before.headers["Last-Modified"]}
    assert zoned.get(**known).status == 304

    update(zoned.zones)
    until(lambda: offsets(zoned), {"1:00:00", "2:00:00"})
    until(lambda: next_start(zoned), f"{start[:10]}T08:00:00Z")
    assert zoned.calendar.Status()["tzdata"] == "2025b"
    assert "tzdata 2025b" in zoned.said and "2025a" in zoned.said
    # Who asks by tag or by date gets the new feed.
    after = zoned.get(If_None_Match=before.headers["ETag"])
    assert after.status == 200 and after.headers["ETag"] != before.headers["ETag"]
    assert zoned.get(**known).status == 200
    # The local time is what was recorded, so no event is newer.
    (event,) = zoned.feed().walk("VEVENT")
    assert event["SEQUENCE"] == 0


def test_a_zone_that_comes_with_an_update_can_be_used(zoned):
    event = visit(when={"start": "2026-07-01T10:00", "zone": "Europe/Vienna"})
    error, _ = refusal(zoned.calendar.Append, changes=[event])
    assert error == "Rejected"
    (zoned.zones / "Europe").mkdir()
    replace(zoned.zones, "Europe/Vienna", "Europe/Vienna")
    zoned.append(event)
    (zone,) = zoned.feed().walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Vienna"


def test_the_daemon_sleeps_while_nothing_changes(zoned):
    """Neither files that are read nor those of other programs wake it."""

    def switches():
        """How often a thread of the daemon gave up the processor by itself."""
        threads = Path(f"/proc/{zoned.process.pid}/task").iterdir()
        lines = [line for thread in threads for line in (thread / "status").read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))

    zoned.append(visit(when={"start": "2026-07-01T10:00", "zone": ZONE}))
    zoned.feed()
    time.sleep(2)
    before = switches()
    for _ in range(100):
        for name in (ZONE, "tzdata.zi"):
            (zoned.zones / name).read_bytes()
        (zoned.zones.parent / "other").write_text("")
        time.sleep(0.02)
    # What it does for itself meanwhile is far less than a wake-up for each.
    assert switches() - before < 50
