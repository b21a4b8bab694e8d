"""The daemon under strace, which makes a system call on the log's files fail, or kills the daemon there: each call that
it makes, each time that it makes it. What was acknowledged stays."""

import collections
import concurrent.futures
import subprocess

import pytest

from attack import ENTRIES, PADDING, Attack, strace
from daemon import PATIENCE, SMALL_SEGMENTS, Daemon, Ended, refusal, running, visit
from ledger import Client, check

# The calls that a log is made of; whatever else is called on its files is made to fail as well.
REQUIRED = {"openat", "pwrite64", "fdatasync", "fsync", "rename", "ftruncate"}
FULL = {"openat", "pwrite64", "fallocate", "rename", "renameat2", "fdatasync", "fsync"}  # where ENOSPC is tried as well
MOST = 60  # occurrences of a call in a run
WORKERS = 2


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
def torn(tmp_path_factory):
    """A log with entries and a torn tail, and the client whose entries they are."""
    daemon, client = Daemon(tmp_path_factory.mktemp("torn"), SMALL_SEGMENTS), Client("client", PADDING)
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


def faults_of(call):
    return ["error=EIO", *(["error=ENOSPC"] if call in FULL else []), "signal=SIGKILL"]


def attack_each(begin, run, tally, always=None):
    """Every fault at every occurrence of every call that `run` makes on the log's files.

    `always` is a fault that is there each time, before the others."""
    first = [f"inject={always}"] if always else []
    cause = always.partition(":")[0] if always else None
    probe = begin("probe")
    try:
        run(probe, "trace=all", *first)
        calls = probe.calls - {cause}
        assert probe.client.acknowledged and not any(probe.met(call) for call in calls)
        assert cause is None or probe.met(cause)
        probe.recover()
    finally:
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
def test_while_a_log_is_begun(tmp_path, tally):
    attack_each(lambda name: Attack(tmp_path / name), Attack.start, tally)
    assert attacked(tally) >= REQUIRED


@pytest.mark.timeout(300)
def test_while_a_torn_tail_is_set_aside(tmp_path, torn, tally):
    attack_each(lambda name: Attack(tmp_path / name, torn), Attack.start, tally)
    # The head file names the last position already, and is kept.
    assert attacked(tally) >= REQUIRED - {"rename"}


@pytest.mark.timeout(300)
def test_while_entries_are_appended(tmp_path, tally):
    attack_each(lambda name: Attack(tmp_path / name), Attack.load_under_strace, tally)
    assert attacked(tally) >= {"openat", "pwrite64", "fdatasync", "fsync"}
    # Each entry, and each time the head file.
    assert all(tally["pwrite64", fault] >= 2 * ENTRIES for fault in faults_of("pwrite64")), tally


@pytest.mark.timeout(300)
def test_while_an_append_is_undone_that_the_disk_had_no_room_for(tmp_path, tally):
    full = "pwrite64:error=ENOSPC:when=3"  # the second entry; each has one write, and the head file another
    attack_each(lambda name: Attack(tmp_path / name), Attack.load_under_strace, tally, always=full)
    assert attacked(tally) >= {"ftruncate", "fdatasync"}


def test_clients_that_are_refused_together_are_taken_once(tmp_path):
    """The disk has no room now and then, for whatever is to be written together; each client tries until it is taken."""
    clients, entries = [Client(f"client-{number}", PADDING) for number in range(8)], 40

    def insist(client):
        client.connect(daemon)
        while len(client.acknowledged) < entries:
            assert client.append() or set(client.refusals) == {"DiskFull"}, client.refusals

    with running(tmp_path) as daemon:
        assert daemon.stop() == 0
        # A batch is a write, and one of the head file where it was taken: every seventh from here is of a batch.
        command = strace(
            tmp_path / "trace", daemon.log, "trace=pwrite64", "inject=pwrite64:error=ENOSPC:when=3+7",
            entries=len(clients) * entries,
        )  # fmt: skip
        daemon.start([*command, "-D", *daemon.command])
        with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
            list(pool.map(insist, clients))
        assert sum(client.refusals["DiskFull"] for client in clients) > 10
        assert check(daemon.log, *clients) == len(clients) * entries
        daemon.kill()
        daemon.start()
        for client in clients:
            client.connect(daemon)
            client.ask_again()
        assert daemon.position() == len(clients) * entries == check(daemon.log, *clients)
    code, said = daemon.verify()
    assert code == 0, said


def started(daemon, trace, injection):
    """Starts the daemon with one injection on the log's files."""
    return daemon.start([*strace(trace, daemon.log, f"trace={injection.partition(':')[0]}", f"inject={injection}"),
                         "-D", *daemon.command])  # fmt: skip


def test_a_directory_that_cannot_be_read_is_no_empty_one(seeded, tmp_path):
    """Not even where the head file is gone, which would tell that there was a log."""
    assert seeded.stop() == 0
    seeded.log.joinpath("head").unlink()
    log = seeded.segment.read_bytes()
    with pytest.raises(Ended, match="readdir"):
        started(seeded, tmp_path / "trace", "getdents64:error=EIO")
    assert seeded.process.wait(PATIENCE) == 1
    assert seeded.segment.read_bytes() == log


def test_a_log_that_was_closed_in_peace_opens_on_a_full_disk(seeded, tmp_path):
    feed = seeded.get().body
    assert seeded.stop() == 0
    started(seeded, tmp_path / "trace", "pwrite64:error=ENOSPC")
    assert seeded.get().body == feed
    assert refusal(seeded.calendar.Append, changes=[visit()]) == ("DiskFull", {})
    assert seeded.stop() == 0
    seeded.start()
    assert seeded.append(visit())["position"] == 6
