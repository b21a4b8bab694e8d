"""The command line: what it prints, and what it exits with."""

import json
import re
import subprocess

import pytest

from daemon import BUILD, PATIENCE, SEEDS, SEGMENT, Daemon, visit

PROGRAM = BUILD / "chanceryctl"
pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason=f"there is no {PROGRAM}")

SUMMIT = "central-asia-japan-summit-1@chancery.example"


@pytest.fixture
def ctl(daemon):
    """Runs chanceryctl against the daemon: its exit code, what it printed, and what it said on standard error."""

    def run(*arguments, text=None, socket=daemon.socket):
        ended = subprocess.run(
            [PROGRAM, *map(str, arguments)],
            input=text or "",
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env={"CHANCERY_CONTROL_SOCKET": str(socket)},
        )
        return ended.returncode, ended.stdout, ended.stderr

    return run


@pytest.fixture
def seeded_ctl(ctl):
    for position, file in enumerate(SEEDS, 1):
        code, printed, said = ctl("append", file)
        assert (code, said) == (0, "") and f"position {position}, hash " in printed
    return ctl


def rows(printed):
    """The cells of a table: columns are at least two spaces apart."""
    return [re.split(r" {2,}", line) for line in printed.splitlines()]


def labelled(printed):
    """What stands behind each label, in its first line."""
    return {row[0]: row[1] for row in rows(printed) if row[0]}


def test_it_tells_where_the_daemon_stands(daemon, seeded_ctl):
    status = daemon.calendar.Status()
    code, printed, _ = seeded_ctl("status")
    told = labelled(printed)
    assert (code, told["position"], told["hash"], told["address"]) == (0, "5", status["hash"], status["address"])
    assert json.loads(seeded_ctl("status", "--json")[1]) == status


def test_the_agenda_is_a_table_of_days(seeded_ctl):
    code, printed, _ = seeded_ctl("agenda", "--from", "2025-04-14", "--to", "2025-04-20")
    header, *lines = rows(printed)
    assert code == 0 and header[:2] == ["WHEN", "TITLE"]
    assert [line[:2] for line in lines] == [
        ["1 Jan–31 Dec 2025", "International Year of Peace and Trust"],
        ["13 Apr–13 Oct 2025", "EXPO 2025 Osaka, Kansai"],
        ["14 Apr 2025", "National Day of Turkmenistan at EXPO 2025"],
        ["18 Apr 2025", "National Day of Tonga at EXPO 2025"],
    ]
    assert "「中央アジア＋日本」対話・首脳会合" in seeded_ctl("agenda", "--language", "ja")[1]


@pytest.mark.parametrize(
    "known, when, status",
    [
        ("2024-07-01", "Aug 2024 (approximate)", "tentative"),
        ("2024-09-01", "Aug 2024 (approximate)", "cancelled"),
        ("2025-12-10", "19–20 Dec 2025", "tentative"),
        ("2025-12-21", "20 Dec 2025", "concluded"),
    ],
)
def test_an_event_is_shown_as_it_was_known(seeded_ctl, known, when, status):
    code, printed, _ = seeded_ctl("show", SUMMIT, "--known", known)
    told = labelled(printed)
    assert (code, told["when"], told["status"]) == (0, when, status)


def test_the_history_has_a_line_for_each_change(seeded_ctl):
    code, printed, _ = seeded_ctl("history", SUMMIT)
    assert code == 0 and len(rows(printed)) == 13
    assert "Called off at the last moment" in printed and "24.kg" in printed


def test_the_log_is_printed_as_it_stands_on_the_disk(daemon, seeded_ctl):
    header, *entries = (line.decode() for line in daemon.lines())
    assert seeded_ctl("log", "--json")[:2] == (0, "".join(entries))
    assert seeded_ctl("log", "--json", "--from", 4)[:2] == (0, "".join(entries[3:]))
    lines = seeded_ctl("log")[1].splitlines()
    assert [int(line.split()[0]) for line in lines] == [1, 2, 3, 4, 5]


def test_the_log_can_be_followed(daemon, seeded_ctl):
    command = [PROGRAM, "log", "--json", "--follow", "--from", "6", "--control-socket", daemon.socket]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as follower:
        try:
            daemon.append({"event": SUMMIT, "type": "revised", "set": {"categories": ["asia"]}})
            assert json.loads(follower.stdout.readline())["position"] == 6
        finally:
            follower.terminate()


def test_a_past_is_replayed(daemon, seeded_ctl):
    now = daemon.get().body.decode()
    assert daemon.calendar.Render()["calendar"] == now
    for arguments, query in [
        ([], ""),
        (["--position", 2], "?asof=2"),
        (["--known", "2025-12-10"], "?known=2025-12-10"),
    ]:
        printed = subprocess.run(
            [PROGRAM, "replay", *map(str, arguments), "--control-socket", daemon.socket],
            capture_output=True,
            timeout=PATIENCE,
        )
        assert (printed.returncode, printed.stdout) == (0, daemon.get(f"/calendar.ics{query}").body)


def test_the_export_begins_a_new_daemon_with_the_same_feed(daemon, seeded_ctl, tmp_path):
    code, changes, _ = seeded_ctl("export", "--changes")
    assert code == 0 and len(changes.splitlines()) == 30
    (tmp_path / "second").mkdir()
    second = Daemon(tmp_path / "second")
    try:
        second.start()
        assert seeded_ctl("append", "-", text=changes, socket=second.socket)[0] == 0
        stamps = re.compile(rb"(DTSTAMP|CREATED|LAST-MODIFIED):\d{8}T\d{6}Z")
        feeds = [stamps.sub(rb"\1", one.get().body) for one in (daemon, second)]
        assert feeds[0] == feeds[1]
        assert seeded_ctl("export", "--changes", socket=second.socket)[1] == changes
        assert second.stop() == 0
    finally:
        if second.is_running:
            second.kill()


def test_the_export_has_what_is_not_public_as_well(daemon, ctl):
    daemon.append(visit(1, classification="private"))
    assert "CLASS:PRIVATE" in ctl("export")[1]
    assert "visit-1@example" not in ctl("replay")[1]


def test_it_verifies_the_log(daemon, seeded_ctl):
    code, printed, _ = seeded_ctl("verify")
    assert code == 0 and f"position 5, hash {daemon.calendar.Status()['hash']}" in printed
    with daemon.segment.open("r+b") as segment:
        segment.seek(sum(map(len, daemon.lines())) - 100)
        segment.write(b"\0")
    code, _, said = seeded_ctl("verify")
    assert code == 3 and SEGMENT in said and "position 5" in said


@pytest.mark.parametrize(
    "line, expected",
    [
        (
            '{"event":"nobody@example","type":"cancelled"}',
            'standard input:2: event: there is no event "nobody@example"',
        ),
        ('{"event":"new@example","type":"scheduled"}', "standard input:2: title:"),
        ('{"event":', "standard input:2: not a change in JSON"),
        ('{"event":"new@example","size":1.5}', "standard input:2: not a change in JSON"),
        ("[]", "standard input:2: expected a change, an object"),
    ],
)
def test_a_refusal_names_the_line_of_the_file(daemon, seeded_ctl, line, expected):
    good = '{"event":"%s","type":"revised","set":{"title":"Summit"}}' % SUMMIT
    code, printed, said = seeded_ctl("append", "-", text=f"{good}\n{line}\n")
    assert (code, printed) == (1, "")
    assert expected in said and "Nothing was appended" in said
    assert daemon.position() == 5


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (["show", "nobody@example"], "nobody@example"),
        (["replay", "--feed", "nothing"], "nothing"),
        (["append", "/nonexistent"], "/nonexistent"),
        (["status", "--control-socket", "/nonexistent"], "no daemon answers at /nonexistent"),
        (["append", SEEDS[0]], "there is an event"),
        (["append", SEEDS[0], "--expected-position", "3"], "the log stands at position 5, not 3"),
        (["append", SEEDS[0], "--expected-sequence", "nobody=0"], "there is no event \"nobody\""),
    ],
)
def test_what_is_refused_or_not_found_exits_with_1(seeded_ctl, arguments, expected):
    code, printed, said = seeded_ctl(*arguments)
    assert (code, printed) == (1, "")
    assert expected in said and len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["append"],
        ["show"],
        ["show", "a", "b"],
        ["status", "--nonsense"],
        ["log", "--from", "0"],
        ["log", "--from", "x"],
        ["agenda", "--known", "yesterday"],
        ["agenda", "--as-of", "1", "--known", "2025-01-01"],
        ["replay", "--position", "1", "--as-of", "2"],
    ],
    ids=" ".join,
)
def test_wrong_use_exits_with_2(ctl, arguments):
    code, printed, said = ctl(*arguments)
    assert (code, printed) == (2, "") and said


def test_an_append_can_be_made_again(daemon, ctl):
    first = ctl("append", SEEDS[0], "--id", "once")
    assert first[0] == 0 and ctl("append", SEEDS[0], "--id", "once") == first
    assert ctl("append", SEEDS[1], "--id", "once")[0] == 1
    assert daemon.position() == 1


def test_a_title_cannot_steer_the_terminal(daemon, ctl):
    daemon.append(visit(1, title="\x1b[31mred\x07\nnext", description="\x1b]0;title\x07"))
    for arguments in (["agenda"], ["show", "visit-1@example"], ["history", "visit-1@example"], ["log"]):
        printed = ctl(*arguments)[1]
        assert printed and not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", printed), arguments
