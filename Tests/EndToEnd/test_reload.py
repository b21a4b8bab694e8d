"""The configuration is read again while the daemon runs: what is in force afterwards, and what stays where it was."""

import http.client
import json
import signal
import subprocess
import time
from datetime import datetime, timedelta, timezone

import pytest

from daemon import BUILD, PATIENCE, by_uid, refusal, running, visit

REMINDERS = '\n[[reminders]]\nbefore = "PT2H"\n'


@pytest.fixture
def daemon(tmp_path):
    with running(tmp_path) as daemon:
        yield daemon


def write(daemon, *replacements, more=""):
    """Changes the configuration, where the first of each pair stands."""
    text = daemon.configuration.read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    daemon.configuration.write_text(text + more)


def reload(daemon, *options):
    command = [str(BUILD / "chanceryctl"), "reload", "--control-socket", str(daemon.socket), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)


def await_that(question):
    deadline = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_feeds_title_and_language_follow_on_the_same_connections(daemon):
    daemon.append(visit(title={"en": "Visit", "ru": "Визит"}), visit(2, kind="summit"))
    connection = http.client.HTTPConnection(daemon.address, timeout=PATIENCE)

    def get(path, **headers):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response, response.read()

    before, _ = get("/calendar.ics")
    assert get("/feeds/visits.ics")[0].status == 404
    own = connection.sock
    summits, _ = get("/feeds/summits.ics")
    time.sleep(2.1)  # Last-Modified names no second that is not over

    write(
        daemon,
        ('title = "Protocol calendar"', 'title = "Other title"\nlanguage = "ru"'),
        ('"summits"\nkinds = ["summit"]', '"visits"\nkinds = ["visit"]'),
    )
    assert reload(daemon).stdout == "the configuration was read again\n"
    after, body = get("/calendar.ics", **{"If-None-Match": before.headers["ETag"]})
    assert after.status == 200 and "Other title" in body.decode()
    # Who asks by date alone is not told that it has the new feed.
    assert get("/calendar.ics", **{"If-Modified-Since": before.headers["Last-Modified"]})[0].status == 200
    assert get("/calendar.ics", **{"If-None-Match": after.headers["ETag"]})[0].status == 304
    assert list(by_uid(daemon.feed("/feeds/visits.ics"))) == ["visit-1@example"]
    assert get("/feeds/summits.ics")[0].status == 404
    assert daemon.feed().walk("VEVENT")[0]["SUMMARY"] == "Визит"
    assert "Other title" in get("/")[1].decode()
    assert connection.sock is own
    # The control connection as well.
    assert daemon.calendar.Agenda(**{"from": "2026-03-02"})["items"][0]["title"] == "Визит"

    # Another feed under a name that was there before is another feed.
    write(daemon, ('"visits"\nkinds = ["visit"]', '"summits"\nkinds = ["visit"]'))
    reload(daemon)
    again, _ = get("/feeds/summits.ics", **{"If-None-Match": summits.headers["ETag"]})
    assert again.status == 200


def test_reminders_follow_and_those_of_the_past_are_not_told(daemon):
    now = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)

    def scheduled(number, start):
        return visit(number, when={"start": start.isoformat(), "zone": "UTC"})

    # Two hours before the one is long past, before the other it is in some seconds.
    daemon.append(scheduled(1, now + timedelta(minutes=30)), scheduled(2, now + timedelta(hours=2, seconds=6)))
    assert "nextReminder" not in daemon.calendar.Status()
    time.sleep(1.1)  # whole seconds count
    write(daemon, more=REMINDERS)
    assert reload(daemon).returncode == 0
    await_that(lambda: len(daemon.entries()) == 2)
    time.sleep(1)
    (reminded,) = [change for entry in daemon.entries()[1:] for change in entry["changes"]]
    assert (reminded["event"], reminded["type"]) == ("visit-2@example", "reminded")
    # They may also go.
    write(daemon, (REMINDERS, ""))
    reload(daemon)
    daemon.append(scheduled(3, now + timedelta(hours=3)))
    assert "nextReminder" not in daemon.calendar.Status()
    # And a restart knows what was in force when.
    daemon.stop()
    daemon.start()
    write(daemon, more=REMINDERS)
    reload(daemon)
    await_that(lambda: daemon.calendar.Status().get("nextReminder", {}).get("event") == "visit-3@example")
    assert daemon.position() == 3


def test_a_faulty_file_is_refused_and_the_old_one_stays(daemon):
    write(daemon, ("title =", "titel ="), more=REMINDERS)
    ended = reload(daemon)
    place = f"{daemon.configuration}: calendar.titel"
    assert (ended.returncode, ended.stdout) == (1, "")
    assert place in ended.stderr and "stays in force" in ended.stderr
    assert place in daemon.said
    error, parameters = refusal(daemon.calendar.Reload)
    assert (error, parameters["place"]) == ("InvalidConfiguration", place)
    assert daemon.feed()["X-WR-CALNAME"] == "Protocol calendar"
    daemon.configuration.unlink()
    assert "No such file" in reload(daemon).stderr


def test_the_log_and_the_sockets_stay_where_they_are_and_it_says_so(daemon):
    write(daemon, ("/log", "/other"), ('"127.0.0.1:0"', '"127.0.0.1:1"\npublic-url = "https://calendar.example"'))
    ended = reload(daemon)
    keys = ["log.directory", "http.listen", "http.public-url"]
    assert ended.stdout.splitlines()[1:] == [f"{key} was changed, and counts from the next start on" for key in keys]
    assert all(key in daemon.said for key in keys)
    # It still says so the next time: what runs has not changed.
    assert json.loads(reload(daemon, "--json").stdout) == {"waiting": keys}
    daemon.append(visit())
    assert daemon.feed().walk("VEVENT") and not (daemon.directory / "other").exists()


def test_the_log_level_follows_and_a_signal_does_the_same(daemon):
    assert " debug " not in daemon.said
    write(daemon, more='\n[journal]\nlevel = "debug"\n')
    daemon.process.send_signal(signal.SIGHUP)
    await_that(lambda: " debug " in daemon.said)
    write(daemon, ('"debug"', '"error"'))
    daemon.process.send_signal(signal.SIGHUP)
    await_that(lambda: daemon.calendar.Reload() == {"waiting": []})
    said = daemon.said
    daemon.append(visit())
    reload(daemon)
    assert daemon.said == said
