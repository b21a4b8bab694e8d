"""The daemon under strace, which makes a system call on the log's files fail, or kills the daemon there: each call that
it makes, each time that it makes it. What was acknowledged stays."""

import collections
import concurrent.futures
import contextlib
import os
import re
import shutil
import signal
import subprocess
import time

import pytest

from daemon import PATIENCE, SEGMENT, Daemon, Ended
from ledger import Client, check

CORRUPT = 3  # the exit code that the service is not started again for
PADDING = 1_500  # of an entry: two or three of them fill a small segment
ENTRIES = 6
# The calls that the issue is about; whatever else is called on the log's files is made to fail as well.
REQUIRED = {"openat", "pwrite64", "fdatasync", "fsync", "rename", "ftruncate"}
# Calls whose result nobody can act on.
HARMLESS = {"close", "exit_group"}
FULL = {"openat", "pwrite64", "fallocate", "rename", "fdatasync", "fsync"}  # where ENOSPC is tried as well
MOST = 40  # injections of a kind
WORKERS = 2


def strace(trace, directory, *expressions):
    """strace of the calls on the files of the log in a directory, and on no other."""
    log = directory / "log"
    names = [f"{first:016}.jsonl" for first in range(1, ENTRIES + 4)]
    names = ["head", "head.new", f"{SEGMENT}.new", *names]
    # Where a torn tail is set aside, from whatever segment.
    names += [file.name for file in log.glob("*.jsonl")] if log.exists() else []
    torn = [f"torn-{int(file.name[:16])}-{sound(file)}" for file in log.glob("*.jsonl")] if log.exists() else []
    paths = [str(log), *(str(log / name) for name in dict.fromkeys([*names, *torn]))]
    command = ["strace", "-f", "-o", str(trace), "-e", "signal=none"]
    for path in paths:
        command += ["-P", path]
    for expression in expressions:
        command += ["-e", expression]
    return command


def sound(file):
    """How many bytes of a file are whole lines."""
    return file.read_bytes().rindex(b"\n") + 1


@pytest.fixture(scope="session", autouse=True)
def can_trace(tmp_path_factory):
    trace = tmp_path_factory.mktemp("strace") / "trace"
    try:
        tried = subprocess.run(
            ["strace", "-D", "-f", "-o", trace, "-e", "inject=fsync:error=EIO:when=1", "true"],
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("strace is not installed")
    if tried.returncode != 0:
        pytest.skip(f"strace cannot trace here: {tried.stderr.strip()}")


@pytest.fixture(scope="session")
def torn(tmp_path_factory, small_segments):
    """A log with entries and a torn tail, and the client whose entries they are."""
    daemon, client = Daemon(tmp_path_factory.mktemp("torn"), small_segments), Client("client", PADDING)
    daemon.start()
    client.connect(daemon)
    for _ in range(ENTRIES):
        assert client.append()
    daemon.kill()
    last = sorted(daemon.log.glob("*.jsonl"))[-1]
    with last.open("ab") as segment:
        segment.write(b'{"author":{"gid":0,"pid":1')
    yield daemon.log, client
    daemon.let_delete()


class Attack:
    """One run of the daemon with one fault, and the runs after it that show what came of it."""

    def __init__(self, directory, small_segments, before=None):
        self.directory = directory
        directory.mkdir()
        self.daemon = Daemon(directory, small_segments)
        self.trace = directory / "trace"
        self.client = Client("client", PADDING)
        if before:
            log, client = before
            shutil.copytree(log, self.daemon.log)
            self.client.sent, self.client.acknowledged = dict(client.sent), dict(client.acknowledged)
        self.was_killed = False

    def start(self, *expressions):
        """Starts the daemon under strace: the log is opened under attack. Then a client appends."""
        # With -D the daemon is the child, and strace a process beside it.
        command = [*strace(self.trace, self.directory, *expressions), "-D", *self.daemon.command]
        with contextlib.suppress(Ended):
            self.daemon.start(command)
            self.load(2)
        self.end()

    def load_under_strace(self, *expressions):
        """Starts the daemon without strace, and attaches it: entries are appended, and the log closed, under attack."""
        self.daemon.start()
        said = self.directory / "strace"
        command = [*strace(self.trace, self.directory, *expressions), "-p", str(self.daemon.process.pid)]
        with said.open("w") as stderr:
            tracer = subprocess.Popen(command, stderr=stderr, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while " attached" not in said.read_text():
            if tracer.poll() is not None:
                self.daemon.kill()
                pytest.skip(f"strace cannot attach here: {said.read_text().strip()}")
            assert time.monotonic() < deadline
            time.sleep(0.005)
        self.load(ENTRIES)
        self.end()
        tracer.wait(PATIENCE)

    def load(self, count):
        """Appends; with what is refused for want of room, it tries once more."""
        refused = 0
        with contextlib.suppress(OSError):
            self.client.connect(self.daemon)
            while count and refused < 2:
                if self.client.append():
                    count -= 1
                elif self.client.refusals["DiskFull"]:
                    refused += 1
                else:
                    break
            # This is read from the disk, under attack as well.
            self.client.ask_again(list(self.client.acknowledged)[:1], tolerated=("LogFailed", "Stopping"))

    def end(self):
        """The daemon is stopped, if it has not ended by itself; never as if the log were damaged."""
        if self.daemon.is_running:
            self.daemon.process.send_signal(signal.SIGTERM)
        code = self.daemon.process.wait(PATIENCE)
        self.was_killed = code == -signal.SIGKILL
        assert code in (0, 1, -signal.SIGKILL), f"exit code {code}: {self.daemon.said}"

    @property
    def calls(self):
        """The names of the calls that were traced."""
        return set(re.findall(r"^\d+ +(\w+)\(", self.trace.read_text(), re.MULTILINE)) - HARMLESS

    def met(self, call):
        """Whether the fault was met."""
        return self.was_killed or re.search(rf"\b{call}\b.*\(INJECTED\)", self.trace.read_text()) is not None

    def recover(self):
        """Starts the daemon again, and holds the ledger against what it has; then all goes on."""
        daemon, client = self.daemon, self.client
        if client.acknowledged:
            code, said = daemon.verify()
            assert code == 0, said
        daemon.start()
        there = check(daemon.log, client)
        acknowledged = len(client.acknowledged)
        assert acknowledged <= there <= acknowledged + 1
        client.connect(daemon)
        client.ask_again()
        while len(client.acknowledged) < acknowledged + 2:
            assert client.append(), client.refusals
        client.ask_again()
        client.close()
        assert daemon.stop() == 0
        assert check(daemon.log, client) == len(client.acknowledged)
        code, said = daemon.verify()
        assert code == 0, said

    def clear(self):
        if self.daemon.is_running:
            self.daemon.kill()
        self.daemon.let_delete()
        shutil.rmtree(self.directory)


def faults_of(call):
    return ["error=EIO", *(["error=ENOSPC"] if call in FULL else []), "signal=SIGKILL"]


def attack_each(begin, run, tally, always=None):
    """Every fault at every occurrence of every call that `run` makes on the log's files.

    `always` is a fault that is there each time, before the others."""
    first = [f"inject={always}"] if always else []
    cause = always.partition(":")[0] if always else None
    probe = begin("probe")
    run(probe, "trace=all", *first)
    calls = probe.calls - {cause}
    assert probe.client.acknowledged and not any(probe.met(call) for call in calls)
    assert cause is None or probe.met(cause)
    probe.recover()
    probe.clear()

    def chain(call, fault):
        """One occurrence after the other, until there is none any more."""
        for when in range(1, MOST + 1):
            attack = begin(f"{call}-{fault}-{when}")
            try:
                run(attack, f"trace={call},{cause or call}", *first, f"inject={call}:{fault}:when={when}")
                attack.recover()
                met = attack.met(call)
            except Exception as error:
                error.add_note(f"{call}, {fault}, occurrence {when}; {attack.daemon.said}")
                raise
            finally:
                attack.clear()
            if not met:
                return
            tally[call, fault] += 1
        raise AssertionError(f"{call} was called more than {MOST} times")

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        chains = {(call, fault): pool.submit(chain, call, fault) for call in sorted(calls) for fault in faults_of(call)}
    failed = {chain: error for chain, done in chains.items() if (error := done.exception())}
    for (call, fault), error in failed.items():
        print(f"FAILED at {call} with {fault}: {error}", *getattr(error, "__notes__", []), sep="\n  ")
    assert not failed, f"{len(failed)} of {len(chains)} kinds of fault: {list(failed)}"
    return calls


@pytest.fixture
def tally():
    """How often each call was attacked with each fault, printed at the end."""
    tally = collections.Counter()
    yield tally
    print(f"\n{sum(tally.values())} injections:")
    for call in sorted({call for call, _ in tally}):
        print(f"  {call}:", ", ".join(f"{fault} {count}" for (name, fault), count in tally.items() if name == call))


def attacked(tally):
    return {call for call, _ in tally}


@pytest.mark.timeout(300)
def test_while_a_log_is_begun(tmp_path, small_segments, tally):
    attack_each(lambda name: Attack(tmp_path / name, small_segments), Attack.start, tally)
    assert attacked(tally) >= REQUIRED


@pytest.mark.timeout(300)
def test_while_a_torn_tail_is_set_aside(tmp_path, small_segments, torn, tally):
    attack_each(lambda name: Attack(tmp_path / name, small_segments, torn), Attack.start, tally)
    assert attacked(tally) >= REQUIRED


@pytest.mark.timeout(300)
def test_while_entries_are_appended(tmp_path, small_segments, tally):
    attack_each(lambda name: Attack(tmp_path / name, small_segments), Attack.load_under_strace, tally)
    assert attacked(tally) >= {"openat", "pwrite64", "fdatasync"} | ({"fsync"} if small_segments else set())


@pytest.mark.timeout(300)
def test_while_an_append_is_undone_that_the_disk_had_no_room_for(tmp_path, small_segments, tally):
    full = "pwrite64:error=ENOSPC:when=3"  # the second entry; each has one write, and the head file another
    attack_each(lambda name: Attack(tmp_path / name, small_segments), Attack.load_under_strace, tally, always=full)
    assert attacked(tally) >= {"ftruncate", "fdatasync"}
