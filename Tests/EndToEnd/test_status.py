"""What the service manager is told: STATUS= names the reminder that comes next, as it is now."""

import socket
import time
from datetime import datetime, timedelta, timezone

from daemon import PATIENCE, running
from reminder_story import event


def test_the_status_names_the_next_reminder(tmp_path):
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(PATIENCE)

    def await_next(due):
        deadline = time.monotonic() + PATIENCE
        expected = f"; next reminder {due:%Y-%m-%dT%H:%M:%SZ}" if due else " events"
        while not any(line.startswith("STATUS=") and line.endswith(expected) for line in received().splitlines()):
            assert time.monotonic() < deadline, due

    def received():
        return manager.recv(1 << 16).decode()

    start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=3)
    with running(tmp_path) as daemon:
        daemon.kill()
        command = ["env", f"NOTIFY_SOCKET={tmp_path / 'notify'}", *daemon.command]
        daemon.start(command)
        await_next(None)
        for hours in (0, -1, -2):
            daemon.append(event(f"talks{hours}", start + timedelta(hours=hours), reminders=[{"before": "PT1M"}]))
            await_next(start + timedelta(hours=hours, minutes=-1))
        daemon.stop()
        daemon.start(command)
        await_next(start + timedelta(hours=-2, minutes=-1))
