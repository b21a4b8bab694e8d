"""What the administrator sets: configuration, read again or refused, and the key that signs."""

import contextlib
import http.client
import pathlib
import subprocess
import time
from datetime import datetime, timedelta, timezone

from machine import (
    ADDRESS, CONFIGURATION, PATIENCE, SOCKETS, UNIT, append, await_that, chanceryctl, cursor, get, messages, run, show,
    systemctl,
)
from reminder_story import event

FEED_AND_REMINDERS = """
[[feeds]]
name = "summits"
kinds = ["summit"]

[[reminders]]
before = "PT1H"
"""
FAULTY = '[calendar]\ntitel = "Misspelt"\n'
STORE = "/etc/credstore/chancery.log-signing-key"


@contextlib.contextmanager
def clients():
    """A kept-alive connection and a follower of the log, which must outlive what is done meanwhile."""
    connection = http.client.HTTPConnection(*ADDRESS, timeout=PATIENCE)
    follower = subprocess.Popen(["chanceryctl", "log", "--follow"], stdout=subprocess.PIPE, text=True)

    def ask(path="/calendar.ics"):
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status

    try:
        assert ask() == 200
        own = connection.sock
        yield ask
        assert ask() == 200 and connection.sock is own, "the connection was closed"
        assert follower.poll() is None, "the follower was dropped"
    finally:
        follower.kill()
        follower.communicate()
        connection.close()


def reload(check=True):
    return systemctl("reload", UNIT, check=check)


def at_level_warning(text):
    assert 'level = "info"' in text
    return text.replace('level = "info"', 'level = "warning"')


def test_reload_changes_feeds_reminders_and_log_level_and_drops_nobody(service):
    get()
    pid, info = service.main_pid, [f"_SYSTEMD_UNIT={UNIT}", "PRIORITY=6"]
    assert get("/feeds/summits.ics").status == 404
    with service.configured(at_level_warning(CONFIGURATION.read_text()) + FEED_AND_REMINDERS), clients() as ask:
        reload()
        assert ask("/feeds/summits.ics") == 200
        # An event without reminders of its own: this one is the new policy's, and comes at any level.
        before, start = cursor(), datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=1, seconds=2)
        append({name: value for name, value in event("policy", start).items() if name != "reminders"})
        await_that(lambda: messages(before, "CHANCERY_EVENT=policy@example", "PRIORITY=5"), "the policy's reminder")
        assert not messages(before, *info), "below the level"
    before = cursor()
    append(event("other", start))
    await_that(lambda: messages(before, *info), "what is told at the level info")
    assert get("/feeds/summits.ics").status == 404
    assert (service.main_pid, service.state) == (pid, "active")


def test_a_faulty_configuration_is_refused_and_the_old_one_stays(service):
    get()
    pid, before = service.main_pid, cursor()
    with service.configured(FAULTY), clients():
        assert reload(check=False).returncode != 0
        said = messages(before, f"_SYSTEMD_UNIT={UNIT}")
        assert any("titel" in message for message in said), said
        assert get("/feeds/summits.ics").status == 404
    assert (service.main_pid, service.state) == (pid, "active")


def test_with_a_faulty_configuration_it_does_not_start_and_is_not_tried_again(service):
    """Nor when somebody connects, for longer than the start limit takes."""
    with service.configured(FAULTY):
        before = cursor()
        assert systemctl("restart", UNIT, check=False).returncode != 0
        assert (service.state, show(UNIT, "ExecMainStatus"), service.restarts) == ("failed", "2", 0)
        assert any("titel" in message for message in messages(before, f"_SYSTEMD_UNIT={UNIT}"))
        answer = get()
        assert answer.code != 0
        await_that(lambda: show(SOCKETS[0], "ActiveState") == "failed", "the end of the attempts")
        attempts = [message for message in messages(before, f"UNIT={UNIT}") if message.startswith("Starting ")]
        time.sleep(3)
        assert attempts == [message for message in messages(before, f"UNIT={UNIT}") if message.startswith("Starting ")]
        assert 1 < len(attempts) <= 12
    # What the administrator does once it is mended, however soon.
    systemctl("reset-failed", UNIT, *SOCKETS)
    service.restart()
    assert [show(unit, "ActiveState") for unit in [UNIT, *SOCKETS]] == ["active"] * 3
    assert get().status == 200


def test_a_key_in_the_credential_store_signs_the_head(service):
    """Without one, the unit starts as well."""
    assert get("/head").status == 404
    run("sh", "-c", f"umask 077; mkdir -p /etc/credstore; openssl rand -base64 32 >{STORE}")
    service.restart()
    head = get("/head").body
    assert "\n\n\N{EM DASH} chancery/" in head
    status = chanceryctl("status").stdout
    assert all(line in status for line in head.splitlines())
    # Only the service can read it.
    pid = service.main_pid
    (key,) = pathlib.Path(f"/proc/{pid}/root/run/credentials/chancery.service").iterdir()
    assert key.stat().st_mode & 0o077 == 0


def test_a_key_that_is_encrypted_signs_the_head_as_well(service):
    file = "/etc/chancery/log-signing-key.cred"
    run("sh", "-c", f"openssl rand -base64 32 | systemd-creds encrypt --name=log-signing-key - {file}")
    service.drop_in("Service", f"LoadCredentialEncrypted=log-signing-key:{file}")
    run("rm", "-f", STORE)
    service.restart()
    assert "\n\n\N{EM DASH} chancery/" in get("/head").body
    run("rm", file)
