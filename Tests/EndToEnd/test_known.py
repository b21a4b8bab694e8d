"""What was known on a day: the summit of Central Asia and Japan, planned, called off, planned anew, moved and held."""

import pytest

SUMMIT = "central-asia-japan-summit-1@chancery.example"


TOKYO = {"city": "Tokyo", "country": "JP", "zone": "Asia/Tokyo"}


@pytest.mark.parametrize(
    "known, state, status, when, place",
    [
        ("2024-07-01", "scheduled", "tentative", {"approximate": "2024-08"}, {"country": "KZ"}),
        ("2024-09-01", "cancelled", "tentative", {"approximate": "2024-08"}, {"country": "KZ"}),
        ("2025-03-01", "scheduled", "tentative", {"undetermined": True}, None),
        ("2025-11-28", "scheduled", "tentative", {"approximate": "2025-12"}, TOKYO),
        ("2025-12-10", "scheduled", "tentative", {"date": "2025-12-19", "until": "2025-12-20"}, TOKYO),
        ("2025-12-21", "concluded", "confirmed", {"date": "2025-12-20"}, TOKYO),
    ],
)
def test_a_day_shows_the_summit_as_it_was_known(seeded, known, state, status, when, place):
    event = seeded.calendar.Describe(event=SUMMIT, known=known)["event"]
    assert (event["state"], event["status"], event["when"], event.get("place")) == (state, status, when, place)
    items = seeded.calendar.Agenda(known=known)["items"]
    assert [(item["state"], item["when"]) for item in items if item["event"] == SUMMIT] == [(state, when)]


def test_before_the_first_announcement_it_is_unknown(seeded):
    assert SUMMIT not in {item["event"] for item in seeded.calendar.Agenda(known="2023-12-31")["items"]}


def test_what_was_recorded_late_was_not_recorded_then(seeded):
    """The two pasts differ: today's entries speak of 2024, and in 2024 the log had none of them."""
    assert seeded.calendar.Agenda(asOf="2025-12-31")["items"] == []
    assert len(seeded.calendar.Agenda(known="2025-12-31")["items"]) == 16


def test_a_change_announced_before_its_event_is_left_out_and_named(seeded):
    seeded.append({"event": SUMMIT, "type": "revised", "announced": "2023-05-01", "set": {"title": "Too early"}})
    left_out = seeded.calendar.Render(known="2024-07-01")["leftOut"]
    assert [(item["event"], item["position"], item["change"]) for item in left_out] == [(SUMMIT, 6, 0)]
    event = seeded.calendar.Describe(event=SUMMIT, known="2024-07-01")["event"]
    assert event["title"]["en"] == "First Central Asia + Japan summit"


def test_the_history_tells_each_step_and_its_source(seeded):
    items = seeded.calendar.History(event=SUMMIT)["items"]
    assert [item["change"]["type"] for item in items] == [
        "scheduled",
        "cancelled",
        "reinstated",
        "rescheduled",
        "revised",
        "rescheduled",
        "revised",
        "rescheduled",
        "rescheduled",
        "revised",
        "concluded",
        "revised",
    ]
    assert {item["position"] for item in items} == {4}
    assert all(item["change"]["source"]["publisher"] for item in items)
