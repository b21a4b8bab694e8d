"""The clock is set forward by a day and back by an hour: each reminder comes once.

The clock is that of one process (clock_shim.c), and not the machine's. CLOCK_REALTIME is one for the whole machine: time
namespaces (time_namespaces(7)) have a monotonic and a boot-time clock of their own and no other, so that setting it for
a test would set it for everything else that runs there. What the kernel says of such a step is little, and the shim says
the same: a timerfd with TFD_TIMER_CANCEL_ON_SET becomes readable, and read(2) fails with ECANCELED.
"""

import pathlib
import shutil
import subprocess
from datetime import timedelta

import pytest

from clock_step_story import Clock, await_outcomes, remind
from daemon import running
from private_journal import told_beside_journald
from reminder_kill_story import recorded

HERE = pathlib.Path(__file__).parent
LIMIT = 50  # seconds
DUE, LATE = "49ee999e1da84c9797fd562286168869", "139de9d59e0947e485afa4a05dabc1da"  # what the catalog explains
MISSED = "897cfd0ede4d413897f1b4ef13674445"


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler")
    shim = tmp_path_factory.mktemp("shim") / "clock_shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", shim, HERE / "clock_shim.c"], check=True, timeout=LIMIT)
    return shim


@pytest.fixture(scope="module")
def story(tmp_path_factory, shim):
    return told_beside_journald("clock_step_story.py", tmp_path_factory.mktemp("step"), shim, limit=LIMIT)


@pytest.mark.timeout(LIMIT + 20)
def test_each_reminder_comes_once(story):
    """Though the hour came three times, and the daemon was restarted in it."""
    told = [(entry.get("CHANCERY_EVENT"), entry["MESSAGE_ID"]) for entry in story["journal"]]
    assert told == [
        ("before@example", DUE),
        (None, MISSED),
        ("late@example", LATE),
        ("after@example", DUE),
        ("again@example", DUE),
        ("last@example", DUE),
    ]


def test_a_step_forward_tells_at_once_what_is_late_and_what_was_missed_in_one_summary(story):
    assert story["before the steps"] == ["before"]
    assert story["a day later"] == ["before", "", "late"]
    (summary,) = [entry for entry in story["journal"] if entry["MESSAGE_ID"] == MISSED]
    assert summary["CHANCERY_MISSED"] == "2"
    missed = [outcome["id"].partition("@")[0] for outcome in story["log"] if "missed" in outcome]
    assert missed == ["missed-1", "missed-2"]
    assert [outcome["id"].partition("@")[0] for outcome in story["log"] if outcome.get("late")] == ["late"]


def test_what_is_due_after_a_step_comes_by_the_new_clock(story):
    assert story["on time by the new clock"] == ["before", "", "late", "after"]
    assert story["after was told at"] >= story["after was due at"]
    assert story["an hour earlier"] == ["before", "", "late", "after", "again"]
    assert story["next"] == "in-two-days@example"


def test_every_step_wakes_the_daemon(story):
    assert story["times told"] == 4


def test_the_log_is_sound_though_time_went_back(story):
    assert story["exit code"] == 0
    ids = [outcome["id"] for outcome in story["log"]]
    assert len(ids) == len(set(ids)) == 7
    code, said = story["verified"]
    assert code == 0, said


def test_a_clock_that_is_set_while_the_timer_is_being_set_is_no_failure(tmp_path, shim):
    """The kernel sets the timer then, timerfd_settime(2) fails with ECANCELED, and nothing else tells of the step."""
    with running(tmp_path) as daemon:
        daemon.kill()
        clock = Clock(tmp_path / "clock", shim)
        daemon.start([*clock.environment, *daemon.command])
        clock.step_while_timer_is_set(3_600)
        daemon.append(remind("one", clock.now() + timedelta(minutes=30)))
        await_outcomes(daemon, 1)
        assert recorded(daemon)[0]["late"] and clock.ahead == 3_600
