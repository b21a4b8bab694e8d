"""With nothing due the daemon waits; it does not look now and then whether something is."""

import os
import pathlib
import re
import time
from datetime import datetime, timedelta, timezone

from daemon import Daemon
from reminder_story import event

SETTLED, SPAN = 8, 5  # seconds: threads without work end after 5
MOST = 2 * SPAN  # libdispatch itself looks after its threads once a second


def wake_ups(process):
    """How often each thread has gone to sleep."""
    count = re.compile(r"^voluntary_ctxt_switches:\s+(\d+)", re.MULTILINE)
    return {thread.name: int(count.search((thread / "status").read_text())[1]) for thread in (process / "task").iterdir()}


def test_an_idle_daemon_sleeps_and_one_timer_waits_for_the_next_of_many_reminders(tmp_path):
    daemon = Daemon(tmp_path)
    try:
        daemon.start()
        start = datetime.now(timezone.utc) + timedelta(days=2)
        daemon.append(*[event(f"event-{number}", start, reminders=[{"before": "PT1H"}]) for number in range(100)])
        daemon.kill()
        daemon.start()
        process = pathlib.Path(f"/proc/{daemon.process.pid}")
        time.sleep(SETTLED)
        before = wake_ups(process)
        time.sleep(SPAN)
        after = wake_ups(process)
        total = sum(count - before.get(thread, 0) for thread, count in after.items())
        print(f"\n{total} wake-ups in {SPAN} s")
        assert total <= MOST
        timers = [
            (process / "fdinfo" / file.name).read_text()
            for file in (process / "fd").iterdir()
            if "timerfd" in os.readlink(file)
        ]
        # On CLOCK_REALTIME, absolute, told when it is set; the libraries have others.
        assert len([timer for timer in timers if "clockid: 0" in timer and "settime flags: 03" in timer]) == 1
    finally:
        if daemon.is_running:
            daemon.kill()
        daemon.let_delete()
