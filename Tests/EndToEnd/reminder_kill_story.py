"""What becomes of reminders while the daemon is killed around their moments: told as JSON, for test_reminder_kill.py.

private-journald python3 reminder_kill_story.py DIRECTORY ROUNDS SEED
"""

import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone

from daemon import PATIENCE, Daemon, Ended
from reminder_story import event, told

EVENTS, LEADS = 3, 3  # that each round appends, and the reminders of each event, due in seconds one after the other
AHEAD = 3_700  # seconds from then to the events
WINDOWS = [(call, when) for when in (1, 2, 3) for call in ("pwrite64", "fdatasync")]


def entries(daemon):
    """The entries of the log as they are on the disk."""
    for segment in sorted(daemon.log.glob("*.jsonl")):
        # The last may be torn, and the room that is kept for further entries is empty lines.
        for line in segment.read_bytes().splitlines(keepends=True):
            if line.endswith(b"}\n") and "changes" in (entry := json.loads(line)):
                yield entry


def recorded(daemon):
    """What the log says of reminders: their ids and results, and when it was recorded."""
    return [
        {**change["reminder"], "recorded": datetime.fromisoformat(entry["recorded"]).timestamp()}
        for entry in entries(daemon)
        for change in entry["changes"]
        if change["type"] == "reminded"
    ]


class Story:
    def __init__(self, daemon, name):
        self.daemon = daemon
        self.name = name
        self.expected = []  # of what is to be told: the event, how long before it, and when that is
        self.killed = {}  # the ids of processes, and when they were killed

    def schedule(self, name, reminders=LEADS):
        """Events with so many reminders each, due in the seconds to come."""
        start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=AHEAD)
        leads = [AHEAD - later for later in range(1, reminders + 1)]
        names = [f"{self.name}-{name}-{index}" for index in range(EVENTS)]
        before = [{"before": f"PT{lead}S"} for lead in leads]
        self.daemon.append(*[event(name, start, reminders=before) for name in names])
        self.expected += [
            (f"{name}@example", f"PT{lead}S", start.timestamp() - lead) for name in names for lead in leads
        ]

    def kill(self):
        self.killed[self.daemon.process.pid] = time.time()
        self.daemon.kill()

    def pass_due(self):
        """Waits until all is due that was scheduled."""
        if self.expected:
            time.sleep(max(0, self.expected[-1][2] - time.time()))

    def settle(self):
        """Waits until the log has all that is due; the test says what is missing."""
        self.pass_due()
        deadline = time.monotonic() + PATIENCE
        while len(recorded(self.daemon)) < len(self.expected) and time.monotonic() < deadline:
            time.sleep(0.02)

    def kill_around_due(self, number, chance):
        """One round: killed after a while, or around the next second, which is when the next are due; and now and then
        killed while it starts."""
        self.daemon.start()
        self.schedule(number)
        if chance.random() < 0.15:
            time.sleep(-time.time() % 1 + chance.uniform(0, 0.08))
        else:
            time.sleep(chance.uniform(0, 0.15))
        self.kill()
        if chance.random() < 0.35:
            self.daemon.process = subprocess.Popen(
                self.daemon.command, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0.02, 0.3))
            self.kill()
            return 2
        return 1

    def kill_at(self, call, when):
        """Killed where it is about to make a call on the log, with a reminder told."""
        self.daemon.start()
        self.settle()
        self.schedule(f"{call}-{when}", reminders=1)
        self.kill()
        self.pass_due()
        tracing = ["strace", "-D", "-f", "-o", str(self.daemon.directory / "trace"), "-P", str(self.daemon.segment)]
        injection = ["-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={when}"]
        with contextlib.suppress(Ended, OSError):  # killed before or after it answered
            self.daemon.start([*tracing, *injection, *self.daemon.command])
        assert self.daemon.process.wait(PATIENCE) == -signal.SIGKILL
        self.killed[self.daemon.process.pid] = time.time()

    def window(self, call, when):
        """How many of the reminders that the journal has are not in the log, where it is killed at that call."""
        self.kill_at(call, when)
        return len(told()) - len(recorded(self.daemon))

    def finish(self):
        """Restarts it, waits until nothing is to come, and tells what the journal and the log have."""
        self.daemon.start()
        self.settle()
        # Whoever would tell something twice does so by now.
        self.kill()
        self.daemon.start()
        time.sleep(0.5)
        assert self.daemon.stop() == 0
        journal = [
            {
                "event": entry["CHANCERY_EVENT"],
                "lead": entry["CHANCERY_LEAD"],
                "id": entry["CHANCERY_REMINDER_ID"],
                "pid": int(entry["_PID"]),
                "time": int(entry["_SOURCE_REALTIME_TIMESTAMP"]) / 1e6,
            }
            for entry in told()
            if entry["CHANCERY_EVENT"].startswith(f"{self.name}-")
        ]
        return {
            "expected": self.expected,
            "journal": journal,
            "log": recorded(self.daemon),
            "killed": self.killed,
            "verified": self.daemon.verify(),
        }


def around_due(daemon, rounds, seed):
    """Killed at calls on the log, and then at random."""
    story, chance = Story(daemon, "fast"), random.Random(seed)
    windows = [story.window(call, when) for call, when in WINDOWS]
    begun, done = time.monotonic(), 0
    while done < rounds:
        done += story.kill_around_due(done, chance)
    took = time.monotonic() - begun
    return {**story.finish(), "rounds": done, "took": took, "windows": windows}


def while_journald_is_slow(daemon):
    """What the journal was told lies in journald's queue, and is in no file yet, when the daemon is there again."""
    story = Story(daemon, "slow")
    journald = int(os.environ["PRIVATE_JOURNALD_PID"])
    daemon.start()
    story.schedule("queue", reminders=2)
    while len(recorded(daemon)) < EVENTS:
        time.sleep(0.02)
    os.kill(journald, signal.SIGSTOP)
    try:
        injection = ["-P", daemon.segment, "-e", "trace=pwrite64", "-e", "inject=pwrite64:signal=SIGKILL:when=1"]
        trace = daemon.directory / "trace"
        with subprocess.Popen(["strace", "-f", "-o", trace, *injection, "-p", str(daemon.process.pid)]):
            assert daemon.process.wait(PATIENCE) == -signal.SIGKILL
        story.killed[daemon.process.pid] = time.time()
        daemon.start()
        time.sleep(1)
    finally:
        os.kill(journald, signal.SIGCONT)
    story.kill()
    return story.finish()


def new_daemon(directory):
    directory.mkdir()
    return Daemon(directory)


def main(directory, rounds, seed):
    fast, slow = daemons = [new_daemon(directory / name) for name in ("fast", "slow")]
    try:
        print(json.dumps({"fast": around_due(fast, rounds, seed), "slow": while_journald_is_slow(slow)}))
    finally:
        for daemon in daemons:
            if daemon.is_running:
                daemon.kill()
            daemon.let_delete()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to stop"))
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
