"""The log on the disk: anyone can verify it, damage is noticed, and nothing acknowledged is lost."""

import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
import threading

import pytest

from daemon import BUILD, PATIENCE, PROJECT, refusal, visit

CORRUPT = 3  # the exit code that the service is not started again for


@pytest.fixture
def verify(tmp_path):
    """The verifier as the documentation has it: its exit code and what it says of a log."""
    document = (PROJECT / "Documentation/Log.md").read_text()
    (program,) = re.findall(r"^```python\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)
    assert len(program.splitlines()) <= 30
    script = tmp_path / "verify.py"
    script.write_text(program)

    def verify(log):
        ended = subprocess.run([sys.executable, script, log], capture_output=True, text=True, timeout=PATIENCE)
        return ended.returncode, ended.stdout + ended.stderr

    return verify


def content(directory):
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def test_the_documented_verifier_accepts_the_log(seeded, verify):
    status = seeded.calendar.Status()
    code, said = verify(seeded.log)
    assert (code, said.split()) == (0, [str(status["position"]), status["hash"]])
    assert seeded.calendar.Verify() == {"position": status["position"], "hash": status["hash"]}


def test_the_documented_verifier_accepts_an_empty_log(daemon, verify):
    code, said = verify(daemon.log)
    assert (code, said.split()) == (0, ["0", daemon.calendar.Status()["hash"]])


def change_byte(line, offset):
    """Another letter or figure in the place of one."""
    return line[:offset] + (b"0" if line[offset : offset + 1] != b"0" else b"1") + line[offset + 1 :]


def changed(index, place, ahead=0):
    """One byte of a line, found by what stands there."""

    def damage(lines):
        lines[index] = change_byte(lines[index], lines[index].index(place) + ahead)

    return damage


def removed(index):
    return lambda lines: lines.pop(index)


def swapped(index):
    def damage(lines):
        lines[index], lines[index + 1] = lines[index + 1], lines[index]

    return damage


def doubled(index):
    return lambda lines: lines.insert(index, lines[index])


def cut(lines):
    lines[-1] = lines[-1][:-100]


def joined(lines):
    """A line feed is gone."""
    lines[2] = lines[2][:-1]


def rehash(lines, first):
    """Makes the hashes of a line and of all behind it fit again: the new hash of the last."""
    digest = None
    for index in range(first, len(lines)):
        body = lines[index].rpartition(b',"hash":"')[0]
        if digest:
            body = re.sub(rb'"previous":"[0-9a-f]{64}"', b'"previous":"%b"' % digest, body)
        digest = hashlib.sha256(body).hexdigest().encode()
        lines[index] = b'%b,"hash":"%b"}\n' % (body, digest)
    return digest.decode()


def sealed(record):
    """A record of the head file, whose own hash is right."""
    body = json.dumps(record, separators=(",", ":")).encode()[:-1]
    return b'%b,"hash":"%b"}\n' % (body, hashlib.sha256(body).hexdigest().encode())


def forged(lines):
    """Another text in a chain that is right in itself; only head does not know it."""
    lines[2] = lines[2].replace(b"World exhibition", b"Trade fair")
    rehash(lines, 2)


def back_in_time(lines):
    lines[3] = re.sub(rb'"recorded":"\d{4}', b'"recorded":"2001', lines[3])
    return rehash(lines, 3)


# What is done to the lines (0 is the header), and the line that is wrong after it. What is returned is the new head.
DAMAGES = {
    "a byte of the header": (changed(0, b'"created":"', 12), 0),
    "the header's hash": (changed(0, b'"hash":"', 10), 0),
    "the header is gone": (removed(0), 0),
    "a byte of a text": (changed(2, b"World exhibition"), 2),
    "a byte of a recorded time": (changed(3, b'"recorded":"', 14), 3),
    "a byte of an author": (changed(1, b'"uid":', 6), 1),
    "a byte of a hash": (changed(3, b'"hash":"', 20), 3),
    "a byte of the chain": (changed(4, b'"previous":"', 20), 4),
    "a byte of the last entry": (changed(5, b"Peace"), 5),
    "an entry is gone": (removed(2), 2),
    "the last entry is gone": (removed(5), 5),
    "two entries have changed places": (swapped(3), 3),
    "an entry stands there twice": (doubled(3), 4),
    "the end is cut off": (cut, 5),
    "a line feed is gone": (joined, 2),
    "a chain made anew": (forged, 5),
    "a time that goes back": (back_in_time, 3),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_left_as_it_is(seeded, verify, damage):
    assert seeded.stop() == 0
    lines = seeded.lines()
    assert len(lines) == 6
    do, wrong = DAMAGES[damage]
    head = do(lines)
    seeded.segment.write_bytes(b"".join(lines))
    if damage == "a time that goes back":
        (seeded.log / "head").write_bytes(sealed({"head": head, "position": 5}))
    offset = sum(map(len, lines[:wrong]))
    place = f"{seeded.segment}, offset {offset}, position {wrong}:"

    code, said = verify(seeded.log)
    assert code == 1 and place in said

    before = content(seeded.log)
    code, said = seeded.run_to_end()
    assert code == CORRUPT and place in said
    assert content(seeded.log) == before
    assert not seeded.socket.exists()


@pytest.mark.parametrize("head", ["", "{}", '{"hash":"0","position":5}', '{"hash":"' + 64 * "0" + '","position":5}'])
def test_a_head_that_is_damaged_is_not_passed_over(seeded, verify, head):
    assert seeded.stop() == 0
    (seeded.log / "head").write_text(f"{head}\n")
    assert verify(seeded.log)[0] == 1
    before = content(seeded.log)
    code, said = seeded.run_to_end()
    assert code == CORRUPT and f"{seeded.log}/head" in said
    assert content(seeded.log) == before


def test_a_log_that_is_gone_is_not_begun_anew(seeded):
    assert seeded.stop() == 0
    seeded.segment.unlink()
    code, said = seeded.run_to_end()
    assert code == CORRUPT and str(seeded.segment) in said
    assert sorted(content(seeded.log)) == ["head", "reminder-rules"]


def test_damage_is_found_while_the_daemon_runs(seeded):
    assert seeded.calendar.Verify()["position"] == 5
    line = seeded.lines()[1]
    with seeded.segment.open("r+b") as segment:
        segment.seek(segment.read().index(line) + len(line) // 2)
        segment.write(b"\0")
    error, told = refusal(seeded.calendar.Verify)
    assert (error, told["file"], told["position"]) == ("Corrupt", str(seeded.segment), 1)


@pytest.mark.parametrize(
    "tail",
    [
        lambda lines: lines[-1][: len(lines[-1]) // 2],
        lambda lines: lines[-1],
        lambda lines: b"not an entry\n" + lines[-1],
        lambda lines: bytes(4096),
    ],
    ids=["half a line", "the last line again", "another line", "empty blocks"],
)
def test_a_torn_tail_is_set_aside_and_nothing_else(seeded, verify, tail):
    feed, status = seeded.get(), seeded.calendar.Status()
    seeded.kill()
    torn = tail(lines := seeded.lines())
    seeded.segment.write_bytes(b"".join(lines) + torn)
    code, said = verify(seeded.log)
    assert (code, said) == (0, f"5 {status['hash']}, with a torn tail behind it\n")

    seeded.start()
    (aside,) = seeded.log.glob("torn-*")
    assert aside.read_bytes() == torn
    assert str(aside) in seeded.said and str(len(torn)) in seeded.said
    now = seeded.calendar.Status()
    assert (now["position"], now["hash"]) == (5, status["hash"])
    assert (seeded.get().body, seeded.get().headers["ETag"]) == (feed.body, feed.headers["ETag"])

    seeded.append(visit())
    assert verify(seeded.log)[0] == 0
    assert seeded.stop() == 0
    seeded.start()
    assert seeded.position() == 6


def test_one_daemon_at_a_time_has_the_log(seeded, tmp_path):
    """A second one on the same log is refused, even with sockets of its own, and the first goes on."""
    command = seeded.command + ["--control-socket", str(tmp_path / "second")]
    second = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert second.returncode == 1
    assert str(seeded.log) in second.stderr and "another process" in second.stderr
    assert not (tmp_path / "second").exists()
    assert seeded.append(visit())["position"] == 6 == seeded.calendar.Verify()["position"]


def test_one_daemon_at_a_time_has_the_control_socket(seeded, tmp_path):
    command = seeded.command + ["--log-directory", str(tmp_path / "second")]
    second = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert second.returncode != 0 and str(seeded.socket) in second.stderr
    assert seeded.connect().Status()["position"] == 5


def test_the_log_is_not_for_everybody(daemon):
    assert daemon.log.stat().st_mode & 0o007 == 0
    for name in os.listdir(daemon.log):
        assert (daemon.log / name).stat().st_mode & 0o007 == 0, name
    assert daemon.socket.stat().st_mode & 0o777 == 0o660


def test_chanceryctl_verifies_and_repairs_a_log_without_a_daemon(seeded, verify):
    assert seeded.stop() == 0

    def command(name):
        arguments = [BUILD / "chanceryctl", name, "--log-directory", seeded.log]
        return subprocess.run(arguments, capture_output=True, text=True, timeout=PATIENCE)

    ended = command("verify")
    assert ended.returncode == 0 and "verified up to position 5" in ended.stdout

    lines = seeded.lines()
    lines[3] = change_byte(lines[3], 40)
    seeded.segment.write_bytes(b"".join(lines))
    before = content(seeded.log)
    ended = command("verify")
    assert ended.returncode == CORRUPT
    assert f"{seeded.segment}, offset {sum(map(len, lines[:3]))}, position 3" in ended.stderr
    assert content(seeded.log) == before

    ended = command("repair")
    assert ended.returncode == 0
    assert "positions 3 to 5 are not in it any more" in ended.stdout and "with 2 lines" in ended.stdout
    (moved,) = seeded.log.glob("damaged-[0-9]*")
    assert (seeded.log / "damaged-head").read_bytes() == before["head"]
    assert seeded.segment.read_bytes() + moved.read_bytes() == b"".join(lines)
    assert verify(seeded.log)[0] == 0
    seeded.start()
    assert seeded.calendar.Status()["position"] == 2
    busy = command("repair")
    assert busy.returncode == 1 and "another process" in busy.stderr


def test_a_copy_that_is_made_while_the_daemon_appends_is_a_sound_beginning(daemon, verify, tmp_path):
    stop = threading.Event()

    def append():
        for number in itertools.count():
            if stop.is_set():
                break
            daemon.append(visit(number))

    appending = threading.Thread(target=append)
    appending.start()
    try:
        for number in range(10):
            copy = tmp_path / f"copy-{number}"
            copy.mkdir()
            for name in ["head", *sorted(file.name for file in daemon.log.glob("*.jsonl"))]:
                (copy / name).write_bytes((daemon.log / name).read_bytes())
            code, said = verify(copy)
            assert code == 0, said
    finally:
        stop.set()
        appending.join()
