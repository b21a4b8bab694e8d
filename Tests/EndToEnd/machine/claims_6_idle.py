"""What the service costs while nobody wants anything of it."""

import pathlib
import re
import time

from machine import get
from test_idle import SETTLED, wake_ups

SPAN = 15  # seconds: with WatchdogSec=30s all parts of the daemon are asked for a sign of life so often
MOST = 3 * SPAN  # libdispatch itself looks after its threads once a second


def test_idle_it_takes_little_memory_and_sleeps(service, figure):
    service.restart()
    assert get().status == 200
    process = pathlib.Path(f"/proc/{service.main_pid}")
    time.sleep(SETTLED)
    before = wake_ups(process)
    time.sleep(SPAN)
    total = sum(count - before.get(thread, 0) for thread, count in wake_ups(process).items())
    status = (process / "smaps_rollup").read_text()
    resident, own = (int(re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[1]) for name in ("Rss", "Pss_Anon"))
    figure(f"{total * 60 // SPAN} wake-ups a minute, idle")
    figure(f"{resident / 1024:.1f} MiB resident, idle, of which {own / 1024:.1f} MiB are no files'")
    assert total <= MOST
    assert resident <= 64 * 1024
