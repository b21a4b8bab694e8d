"""Changes that are refused, and what the author is told."""

import pytest

from daemon import refusal, visit

SCHEDULED = visit(1)
WEEKLY = visit("weekly", when={"date": "2026-03-02", "repeat": "FREQ=WEEKLY"})
CANCELLED = [visit("cancelled"), {"event": "visit-cancelled@example", "type": "cancelled"}]
WITHDRAWN = [visit("withdrawn"), {"event": "visit-withdrawn@example", "type": "withdrawn"}]


def times(**fields):
    return {"start": "2026-03-02T10:00", "end": "2026-03-02T12:00", "zone": "Asia/Tokyo", **fields}


def without(change, field):
    return {name: value for name, value in change.items() if name != field}


@pytest.mark.parametrize(
    "change, reason, field",
    [
        # Facts that do not fit
        ({"event": "nobody@example", "type": "cancelled"}, "unknownEvent", "event"),
        ({"event": "nobody@example", "type": "revised", "set": {"title": "x"}}, "unknownEvent", "event"),
        (SCHEDULED, "alreadyScheduled", "event"),
        (CANCELLED[1], "wrongState", "type"),
        ({"event": "visit-cancelled@example", "type": "concluded", "outcome": "x"}, "wrongState", "type"),
        ({"event": "visit-1@example", "type": "reinstated"}, "wrongState", "type"),
        ({"event": "visit-1@example", "type": "revised", "set": {"title": "Visit"}}, "wrongState", "set"),
        ({"event": "visit-withdrawn@example", "type": "reinstated"}, "withdrawnEvent", "event"),
        (
            {"event": "visit-weekly@example", "type": "cancelled", "occurrence": "2026-03-03"},
            "unknownOccurrence",
            "occurrence",
        ),
        (
            {
                "event": "visit-1@example",
                "type": "reminded",
                "reminder": {"id": "x", "delivered": "2026-01-01T00:00:00Z"},
            },
            "invalidValue",
            "type",
        ),
        # Values that mean nothing
        (visit(2, when={"date": "2026-03-02", "until": "2026-03-01"}), "endBeforeStart", "when.until"),
        (visit(2, when=times(end="2026-03-02T09:59")), "endBeforeStart", "when.end"),
        (visit(2, when={"date": "2026-02-30"}), "invalidValue", "when.date"),
        (visit(2, when={"start": "2026-03-02T10:00Z", "zone": "UTC"}), "invalidValue", "when.start"),
        (visit(2, when=times(zone="Asia/Atlantis")), "unknownZone", "when.zone"),
        (visit(2, when=times(zone="../../etc/passwd")), "unknownZone", "when.zone"),
        (visit(2, place={"zone": "Tokyo"}), "unknownZone", "place.zone"),
        (visit(2, when={"date": "2026-03-02", "repeat": "FREQ=OFTEN"}), "invalidRule", "when.repeat"),
        (visit(2, when={"date": "2026-03-02", "repeat": "FREQ=YEARLY;BYMONTHDAY=32"}), "invalidRule", "when.repeat"),
        (visit(2, place={"country": "XX"}), "invalidCountry", "place.country"),
        (visit(2, place={"country": "jp"}), "invalidCountry", "place.country"),
        (visit(2, parties=["TM", "QQ"]), "invalidCountry", "parties.1"),
        (visit(2, place={"geo": "geo:91,0"}), "invalidValue", "place.geo"),
        (visit(2, kind="State Visit"), "invalidValue", "kind"),
        (visit(2, links=[{"href": "javascript:alert(1)"}]), "invalidValue", "links.0.href"),
        (visit(2, reminders=[{"before": "7 days"}]), "invalidValue", "reminders.0.before"),
        (visit(2, status="perhaps"), "invalidValue", "status"),
        (visit(2, title={"not a tag": "x"}), "invalidValue", "title"),
        (visit(2, announced="2999-01-01"), "invalidValue", "announced"),
        (visit(2, event="a space@example"), "invalidValue", "event"),
        (visit(2, title=7), "invalidValue", "title"),
        # Too much
        (visit(2, title="x" * 501), "tooLong", "title"),
        (visit(2, title="外" * 167), "tooLong", "title"),
        (visit(2, description="x" * 20_001), "tooLong", "description"),
        (visit(2, event="x" * 256), "tooLong", "event"),
        (visit(2, parties=["Office"] * 101), "tooLong", "parties"),
        ({"event": "visit-1@example", "type": "cancelled", "reason": "x" * 2_001}, "tooLong", "reason"),
        # Too much of another sort, or too little
        (visit(2, colour="red"), "unknownField", "colour"),
        (visit(2, place={"planet": "Earth"}), "unknownField", "place.planet"),
        (visit(2, reason="x"), "unknownField", "reason"),
        (
            {"event": "visit-1@example", "type": "revised", "set": {"when": {"date": "2026-03-03"}}},
            "unknownField",
            "set.when",
        ),
        ({"event": "visit-1@example", "type": "cancelled", "title": "x"}, "unknownField", "title"),
        (without(visit(2), "title"), "missingField", "title"),
        (without(visit(2), "kind"), "missingField", "kind"),
        (without(visit(2), "when"), "missingField", "when"),
        (without(visit(2), "event"), "missingField", "event"),
        (without(visit(2), "type"), "missingField", "type"),
        (visit(2, when={}), "missingField", "when"),
        (visit(2, when={"start": "2026-03-02T10:00"}), "missingField", "when.zone"),
        ({"event": "visit-1@example", "type": "concluded"}, "missingField", "outcome"),
        ({"event": "visit-1@example", "type": "revised"}, "missingField", "set"),
        (visit(2, source={}), "missingField", "source"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_change_that_does_not_fit_is_refused(daemon, change, reason, field):
    """All three of a draft are refused when the last is; the author learns which change, which field, and why."""
    daemon.append(SCHEDULED, WEEKLY, *CANCELLED, *WITHDRAWN)
    error, told = refusal(daemon.calendar.Append, changes=[visit("good"), visit("fair"), change])
    assert error == "Rejected"
    assert (told["change"], told.get("event"), told["field"], told["reason"]) == (2, change.get("event"), field, reason)
    assert told["message"]
    assert daemon.position() == 1 and daemon.calendar.Status()["events"] == 4


@pytest.mark.parametrize("count, reason", [(0, "missingField"), (1_001, "tooLong")])
def test_a_draft_has_one_to_a_thousand_changes(daemon, count, reason):
    error, told = refusal(daemon.calendar.Append, changes=[visit(number) for number in range(count)])
    assert (error, told["reason"]) == ("Rejected", reason)
    assert daemon.append(*[visit(number) for number in range(1_000)])["position"] == 1


@pytest.mark.parametrize(
    "method, parameters, expected",
    [
        ("Describe", {"event": "nobody@example"}, ("UnknownEvent", {"event": "nobody@example"})),
        ("History", {"event": "nobody@example"}, ("UnknownEvent", {"event": "nobody@example"})),
        ("Render", {"feed": "nothing"}, ("UnknownFeed", {"feed": "nothing"})),
    ],
)
def test_what_is_not_there_is_named(daemon, method, parameters, expected):
    assert refusal(getattr(daemon.calendar, method), **parameters) == expected


@pytest.mark.parametrize(
    "method, parameters, parameter",
    [
        ("Agenda", {"from": "yesterday"}, "from"),
        ("Agenda", {"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ("Agenda", {"known": "14 April"}, "known"),
        ("Describe", {"event": "x", "asOf": "-5"}, "asOf"),
        ("Render", {"asOf": "1", "known": "2026-01-01"}, "known"),
    ],
)
def test_a_time_that_is_none_is_named(daemon, method, parameters, parameter):
    error, told = refusal(getattr(daemon.calendar, method), **parameters)
    assert (error, told["parameter"]) == ("InvalidTime", parameter)
    assert told["expected"]
