"""What an acknowledged append means."""

import concurrent.futures
import os
import signal
import subprocess
import sys
import time

import pytest

from daemon import PATIENCE, append_call, refusal, visit


def test_the_same_append_again_is_answered_and_not_taken(daemon):
    first = daemon.append(visit(1), visit(2), id="import-1")
    daemon.append(visit(3))
    assert daemon.append(visit(1), visit(2), id="import-1") == first
    # The order of members does not matter, and the answer outlives the process.
    daemon.kill()
    daemon.start()
    assert daemon.append(dict(reversed(visit(1).items())), visit(2), id="import-1") == first
    assert daemon.position() == 2


def test_an_id_cannot_be_used_for_something_else(daemon):
    daemon.append(visit(1), id="import-1")
    conflict = "IdConflict", {"id": "import-1", "position": 1}
    assert refusal(daemon.calendar.Append, changes=[visit(2)], id="import-1") == conflict
    assert refusal(daemon.calendar.Append, changes=[visit(1), visit(2)], id="import-1") == conflict
    assert daemon.position() == 1


def test_a_refused_append_leaves_its_id_free(daemon):
    refusal(daemon.calendar.Append, changes=[visit(1, kind="NO TOKEN")], id="import-1")
    assert daemon.append(visit(1), id="import-1")["position"] == 1


def test_an_append_can_ask_for_the_position_it_was_written_for(daemon):
    daemon.append(visit(1), expectedPosition=0)
    assert refusal(daemon.calendar.Append, changes=[visit(2)], expectedPosition=0) == (
        "PositionConflict",
        {"expected": 0, "actual": 1},
    )
    assert daemon.append(visit(2), expectedPosition=1)["position"] == 2


def test_an_append_can_ask_for_the_events_to_be_as_it_knew_them(daemon):
    daemon.append(visit(1))
    daemon.append(visit(2), {"event": "visit-1@example", "type": "cancelled"})
    reinstated = {"event": "visit-1@example", "type": "reinstated"}

    def conflict(**expected):
        return refusal(daemon.calendar.Append, changes=[reinstated], expectedSequences=expected["sequences"])

    assert conflict(sequences={"visit-1@example": 0, "visit-2@example": 0}) == (
        "SequenceConflict",
        {"event": "visit-1@example", "expected": 0, "actual": 1},
    )
    assert conflict(sequences={"visit-3@example": 0}) == (
        "SequenceConflict",
        {"event": "visit-3@example", "expected": 0, "actual": None},
    )
    assert daemon.position() == 2
    known = {"visit-1@example": 1, "visit-2@example": 0}
    assert daemon.append(reinstated, expectedSequences=known, id="once")["position"] == 3
    # Made again, it is the same append, though the event has changed by it.
    assert daemon.append(reinstated, expectedSequences=known, id="once")["position"] == 3


def test_the_author_is_who_the_kernel_says(daemon):
    daemon.append(visit(1))
    (entry,) = daemon.entries()
    assert entry["author"] == {"uid": os.getuid(), "gid": os.getgid(), "pid": os.getpid()}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")
def test_another_user_is_another_author(daemon, tmp_path):
    daemon.socket.chmod(0o666)
    tmp_path.chmod(0o711)
    program = f"""
import os, socket
os.setgid(65534)
os.setuid(65533)
connection = socket.socket(socket.AF_UNIX)
connection.settimeout({PATIENCE})
connection.connect({daemon.socket.name!r})
connection.sendall({append_call(visit(1))!r})
connection.recv(65536)
"""
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=PATIENCE)
    (entry,) = daemon.entries()
    assert (entry["author"]["uid"], entry["author"]["gid"]) == (65533, 65534)


def test_what_was_acknowledged_survives_a_kill(daemon):
    positions = [daemon.append(visit(number))["position"] for number in range(50)]
    daemon.kill()
    daemon.start()
    assert positions == list(range(1, 51)) and daemon.position() == 50
    assert daemon.calendar.Verify()["position"] == 50


def test_many_can_append_at_once(daemon):
    def append(writer):
        connection = daemon.connect()
        return [connection.Append(changes=[visit(f"{writer}-{number}")])["position"] for number in range(10)]

    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        positions = [position for own in threads.map(append, range(16), timeout=30) for position in own]
    assert sorted(positions) == list(range(1, 161))
    assert daemon.calendar.Verify()["position"] == 160
    assert len({entry["changes"][0]["event"] for entry in daemon.entries()}) == 160


def test_of_many_equal_appends_one_is_taken(daemon):
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        replies = threads.map(lambda _: daemon.connect().Append(changes=[visit(1)], id="same"), range(16), timeout=30)
        assert {reply["position"] for reply in replies} == {1}
    assert daemon.position() == 1


def test_a_follower_gets_what_others_append(daemon):
    daemon.append(visit(1))
    replies = daemon.connect().Read(position=1, follow=True, _more=True)
    first = next(replies)["entries"]
    assert [entry["position"] for entry in first] == [1]
    for number in (2, 3):
        appended = daemon.connect().Append(changes=[visit(number)])
        (entry,) = next(replies)["entries"]
        assert (entry["position"], entry["hash"]) == (appended["position"], appended["hash"])
        assert entry["changes"] == [visit(number)]


def test_a_reader_gets_the_whole_log_in_pieces(daemon):
    def append(writer):
        connection = daemon.connect()
        for number in range(20):
            connection.Append(changes=[visit(f"{writer}-{number}")])

    with concurrent.futures.ThreadPoolExecutor(32) as threads:
        list(threads.map(append, range(32), timeout=30))
    assert [entry["position"] for entry in daemon.entries()] == list(range(1, 501))
    pieces = [reply["entries"] for reply in daemon.connect().Read(position=100, _more=True)]
    assert [entry["position"] for piece in pieces for entry in piece] == list(range(100, 641))
    assert [len(piece) for piece in pieces] == [500, 41]
    assert daemon.calendar.Read(position=641)["entries"] == []


def test_what_was_written_is_what_is_read(daemon):
    """Text in any script, empty lists and odd keys come back as they went in, in the same order of the log."""
    title = {"en": 'Visit \u2028\x7f\t"\\', "ja": "訪問", "tk": "Duşuşyk 🤝"}
    change = visit(1, title=title, parties=[], categories=["ä" * 250])
    daemon.append(change)
    (entry,) = daemon.entries()
    assert entry["changes"] == [change]
    daemon.kill()
    daemon.start()
    assert daemon.entries() == [entry]


def test_a_daemon_that_stops_refuses_in_words(daemon):
    """A client that has just got its answer, and appends again, is told that nothing was appended."""
    connection = daemon.connect()
    connection.Append(changes=[visit(1)])
    follower = daemon.connect().Read(position=1, follow=True, _more=True)
    next(follower)
    daemon.process.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    assert refusal(connection.Append, changes=[visit(2)]) == ("Stopping", {})
    assert connection.Status()["position"] == 1
    assert daemon.process.wait(5) == 0
    daemon.start()
    assert daemon.position() == 1
