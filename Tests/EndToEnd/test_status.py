"""What the service manager is told (sd_notify(3))."""

import contextlib
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from daemon import BUILD, PATIENCE, Daemon, visit
from reminder_story import event


@pytest.fixture
def manager(tmp_path):
    """The service manager's end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        yield manager


@contextlib.contextmanager
def managed(tmp_path, *variables):
    """A daemon that tells the service manager how it is, and can be started again with `command`."""
    daemon = Daemon(tmp_path)
    daemon.command = ["env", f"NOTIFY_SOCKET={tmp_path / 'notify'}", *variables, *daemon.command]
    try:
        yield daemon.start()
        assert daemon.stop() == 0
    finally:
        if daemon.is_running:
            daemon.kill()
        daemon.let_delete()


def test_the_status_names_the_next_reminder(tmp_path, manager):
    def await_next(due):
        deadline = time.monotonic() + PATIENCE
        expected = f"; next reminder {due:%Y-%m-%dT%H:%M:%SZ}" if due else " events"
        while not any(line.startswith("STATUS=") and line.endswith(expected) for line in received().splitlines()):
            assert time.monotonic() < deadline, due

    def received():
        return manager.recv(1 << 16).decode()

    start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=3)
    with managed(tmp_path) as daemon:
        await_next(None)
        for hours in (0, -1, -2):
            daemon.append(event(f"talks{hours}", start + timedelta(hours=hours), reminders=[{"before": "PT1M"}]))
            await_next(start + timedelta(hours=hours, minutes=-1))
        daemon.stop()
        daemon.start()
        await_next(start + timedelta(hours=-2, minutes=-1))


def test_the_watchdog_hears_of_it_and_a_reload_has_a_beginning_and_an_end(tmp_path, manager):
    with managed(tmp_path, "WATCHDOG_USEC=400000") as daemon:
        heard = []

        def hear(message):
            while not heard or heard[-1] != message:
                heard.append(manager.recv(1 << 16).decode())

        for _ in range(3):
            hear("WATCHDOG=1")
            heard.append("")
        assert heard[0].startswith("READY=1\nSTATUS=Position 0")
        for text in ("nonsense", daemon.configuration.read_text()):
            daemon.configuration.write_text(text)
            subprocess.run([BUILD / "chanceryctl", "reload", "--control-socket", daemon.socket], capture_output=True)
            hear("READY=1")
            others = [message for message in heard if message != "WATCHDOG=1"]
            assert [message.startswith("RELOADING=1\nMONOTONIC_USEC=") for message in others[-2:]] == [True, False]
        daemon.stop()
        hear("STOPPING=1")
        daemon.start()


def test_a_long_replay_asks_for_time(tmp_path, manager):
    """It says so before it is ready, so that a start is not given up."""
    with managed(tmp_path) as daemon:

        def append(client):
            connection = daemon.connect()
            for number in range(600):
                connection.Append(changes=[visit(f"{client}-{number}")])

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(append, range(8)))
        daemon.kill()
        manager.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                manager.recv(1 << 16)
        manager.settimeout(PATIENCE)
        daemon.start()
        assert manager.recv(1 << 16) == b"EXTEND_TIMEOUT_USEC=60000000"
        assert manager.recv(1 << 16) == b"STATUS=Replaying the log: position 4096"
        assert manager.recv(1 << 16).startswith(b"READY=1\n")
