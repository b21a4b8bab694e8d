"""From the package to the first feed, and who may do what."""

import json
import re
import time

from machine import SOCKETS, UNIT, append, as_user, await_that, chanceryctl, get, run, show, systemctl

from daemon import SEEDS, visit
from package import install


def test_the_package_installs():
    install()
    run("useradd", "--groups=chancery", "member")
    run("useradd", "stranger")
    assert [show(unit, "LoadState") for unit in [UNIT, *SOCKETS]] == ["loaded"] * 3


def test_a_request_starts_the_daemon_and_gets_the_feed(figure):
    systemctl("stop", UNIT, *SOCKETS)
    systemctl("start", *SOCKETS)
    assert show(UNIT, "ActiveState") == "inactive"
    answer = get()
    assert (answer.code, answer.status) == (0, 200)
    assert answer.type.startswith("text/calendar") and answer.body.startswith("BEGIN:VCALENDAR\r\n")
    assert show(UNIT, "ActiveState") == "active"
    figure(f"{answer.seconds * 1000:.0f} ms from the first packet to the first feed, the daemon started by it")


def test_the_feed_is_read_over_tcp_though_the_daemon_has_no_network():
    assert show(UNIT, "PrivateNetwork") == "yes"
    pid = show(UNIT, "MainPID")
    addresses = run("nsenter", f"--net=/proc/{pid}/ns/net", "ip", "-brief", "address").stdout
    assert "127.0.0.1" in addresses and len(addresses.splitlines()) == 1
    assert get().status == 200


def test_a_member_of_the_group_appends_and_is_the_author():
    for file in SEEDS:
        chanceryctl("append", str(file))
    append(visit(1), user="member")
    *_, entry = map(json.loads, chanceryctl("log", "--json").stdout.splitlines())
    uid, gid = (int(run("id", f"-{what}", "member").stdout) for what in "ug")
    assert (entry["author"]["uid"], entry["author"]["gid"]) == (uid, gid)


def test_a_user_outside_the_group_is_refused_and_told_so():
    before = chanceryctl("log").stdout
    for command in (["append", "-"], ["status"]):
        refused = run(*as_user("stranger"), "chanceryctl", *command, check=False, input=json.dumps(visit(2)))
        assert refused.returncode == 1 and "permission denied" in refused.stderr.lower()
    assert chanceryctl("log").stdout == before


def test_the_status_of_the_unit_names_position_and_next_reminder():
    when = {"date": f"{time.gmtime().tm_year + 2}-03-01"}
    append(visit(3, when=when, reminders=[{"before": "P1D"}]))
    position = len(chanceryctl("log", "--json").stdout.splitlines())
    line = re.compile(rf'Status: "Position {position}, \d+ events; next reminder \d{{4}}-02-\d\dT\d\d:\d\d:\d\dZ"')
    await_that(lambda: line.search(systemctl("status", UNIT).stdout), line.pattern)


def test_the_exposure_of_the_unit_as_loaded(figure):
    verdict = run("systemd-analyze", "security", "--no-pager", UNIT).stdout.splitlines()[-1]
    exposure = float(re.search(r"exposure level for chancery.service: ([0-9.]+)", verdict)[1])
    figure(f"{exposure} exposure of the unit as loaded (systemd-analyze security)")
    assert exposure <= 0.4
