"""The life of the package: upgraded, removed, purged; the log outlives all of it."""

import time

from machine import CONFIGURATION, LOG, SOCKETS, UNIT, get, run, show

import package
from readers import Readers

KEPT = "# This line is the administrator's.\n"


def log():
    return {file.name: file.read_bytes().rstrip(b"\n") for file in LOG.glob("*.jsonl")}


def test_an_upgrade_keeps_log_and_configuration_and_nobody_who_asks_notices_it(service):
    feed, before, pid = get(), log(), service.main_pid
    CONFIGURATION.write_text(CONFIGURATION.read_text() + KEPT)
    higher = package.with_version("+1")
    with Readers() as readers:
        package.install(higher)
        time.sleep(0.5)
    assert {(answer.etag, answer.body) for answer in readers.check()} == {(feed.etag, feed.body)}
    assert service.main_pid not in (0, pid)
    assert run("dpkg-query", "--show", "--showformat=${Version}", "chancery").stdout.endswith("+1")
    assert log() == before
    assert CONFIGURATION.read_text().endswith(KEPT)
    assert [show(unit, "ActiveState") for unit in [UNIT, *SOCKETS]] == ["active"] * 3


def test_removed_the_service_is_gone_and_log_and_configuration_are_kept():
    before = log()
    run("dpkg", "--remove", "chancery")
    assert get().code == 7
    assert [show(unit, "ActiveState") for unit in [UNIT, *SOCKETS]] == ["inactive"] * 3
    assert not run("sh", "-c", "command -v chanceryd chanceryctl", check=False).stdout
    assert log() == before and CONFIGURATION.read_text().endswith(KEPT)


def test_installed_again_it_goes_on_with_them():
    before = log()
    package.install()
    assert get().status == 200
    assert log() == before and CONFIGURATION.read_text().endswith(KEPT)


def test_purged_the_configuration_is_gone_and_the_log_is_kept_and_named():
    before = log()
    said = run("dpkg", "--purge", "chancery").stdout
    assert log() == before and "/var/lib/private/chancery" in said
    assert not CONFIGURATION.exists()
    assert [show(unit, "LoadState") for unit in [UNIT, *SOCKETS]] == ["not-found"] * 3
    left = run("find", "/etc/systemd/system", "/var/lib/systemd/deb-systemd-helper-enabled", "-name", "chancery*")
    assert not left.stdout
