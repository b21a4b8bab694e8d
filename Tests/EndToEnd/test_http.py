"""Feeds and pages over HTTP."""

import re
import socket
import time
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

import pytest

from daemon import PATIENCE, SEEDS, by_uid, changes_of, visit

SUMMIT = "central-asia-japan-summit-1@chancery.example"


def exchange(daemon, request):
    """The answer to a request as it comes over the wire: the status line and fields, and what follows them."""
    host, port = daemon.address.split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    fields, _, rest = answer.partition(b"\r\n\r\n")
    return fields.decode().split("\r\n"), rest


@pytest.mark.parametrize("path", ["/calendar.ics", "/feeds/summits.ics", "/"])
def test_head_is_get_without_the_body(seeded, path):
    time.sleep(2.1)  # Last-Modified names no second that is not over
    got = seeded.get(path)
    (status, *fields), rest = exchange(
        seeded, b"HEAD %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % path.encode()
    )
    assert status == "HTTP/1.1 200 OK" and got.status == 200
    assert rest == b""
    without_date = {tuple(field.split(": ", 1)) for field in fields if not field.startswith(("Date", "Connection"))}
    assert without_date == {(name, value) for name, value in got.headers.items() if name != "Date"}
    assert int(got.headers["Content-Length"]) == len(got.body) > 0


def test_a_client_that_has_the_feed_is_not_sent_it_again(seeded):
    time.sleep(2.1)  # Last-Modified names no second that is not over
    feed = seeded.get()
    etag, modified = feed.headers["ETag"], feed.headers["Last-Modified"]
    for fields in [
        {"If_None_Match": etag},
        {"If_None_Match": f'"other", W/{etag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": modified},
        {"If_None_Match": etag, "If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ]:
        answer = seeded.get(**fields)
        assert (answer.status, answer.body) == (304, b""), fields
        assert answer.headers["ETag"] == etag


def test_a_client_that_has_another_feed_is_sent_this_one(seeded):
    feed = seeded.get()
    modified = feed.headers["Last-Modified"]
    for fields in [
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": modified},  # the tag wins
        {"If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ]:
        answer = seeded.get(**fields)
        assert (answer.status, answer.body) == (200, feed.body), fields
    seeded.append({"event": SUMMIT, "type": "revised", "set": {"title": "First summit"}})
    newer = seeded.get(If_None_Match=feed.headers["ETag"])
    assert newer.status == 200 and newer.headers["ETag"] != feed.headers["ETag"]
    assert parsedate_to_datetime(newer.headers["Last-Modified"]) <= parsedate_to_datetime(newer.headers["Date"])
    assert seeded.get(If_Modified_Since=modified).status == 200


@pytest.mark.parametrize("path", ["/nothing", "/feeds/nothing.ics", "/feeds/summits", "/../etc/passwd"])
def test_what_is_not_there_is_not_found(daemon, path):
    assert daemon.get(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed_over_http(daemon, method):
    assert daemon.get(method=method).status in (404, 405)
    assert daemon.position() == 0


@pytest.mark.parametrize(
    "message",
    [
        b"hello\r\n\r\n",
        b"GET /calendar.ics\r\n\r\n",
        b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"x" * 20_000),
        b"GET / HTTP/1.1\r\nHost: x\r\nX: %b\r\n\r\n" % (b"x" * 20_000),
        b"GET / HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"X: x\r\n" * 1_000),
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["no HTTP", "no version", "a long path", "a long field", "many fields", "two lengths"],
)
def test_what_is_no_request_is_refused_and_its_connection_closed(daemon, message):
    (status, *_), _ = exchange(daemon, message)
    assert status == "HTTP/1.1 400 Bad Request"
    assert daemon.get().status == 200


def test_a_client_that_does_not_read_holds_up_neither_others_nor_the_stop(seeded):
    host, port = seeded.address.split(":")
    deaf = socket.create_connection((host, int(port)), timeout=PATIENCE)
    deaf.settimeout(1)
    with pytest.raises(TimeoutError):
        while True:
            deaf.sendall(b"GET /calendar.ics HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
    assert seeded.get().status == 200
    assert seeded.stop() == 0
    deaf.close()


def test_each_position_gives_what_had_been_recorded_by_then(daemon):
    feeds = [daemon.get().body]
    for file in SEEDS:
        daemon.append(*changes_of(file))
        feeds.append(daemon.get().body)
    pasts = [f"/calendar.ics?asof={position}" for position in range(6)]
    assert [len(by_uid(daemon.feed(past))) for past in pasts] == [0, 3, 5, 12, 13, 14]
    assert [daemon.get(past).body for past in pasts] == feeds
    assert daemon.get("/calendar.ics?asof=99").body == feeds[-1]
    times = {entry["recorded"]: entry["position"] for entry in daemon.entries()}
    for recorded, position in times.items():
        assert daemon.get(f"/calendar.ics?asof={recorded}").body == feeds[position]
    assert daemon.get(f"/calendar.ics?asof={max(times)[:10]}").body == feeds[-1]
    assert daemon.get("/calendar.ics?asof=2025-03-01T00:00Z").body == feeds[0]


@pytest.mark.parametrize(
    "known, days",
    [
        ("2024-07-01", None),
        ("2024-09-01", None),
        ("2025-03-01", None),
        ("2025-11-28", None),
        ("2025-12-10", ("20251219", "20251221")),
        ("2025-12-21", ("20251220", "20251221")),
    ],
)
def test_each_day_gives_what_was_known_then(seeded, known, days):
    summit = by_uid(seeded.feed(f"/calendar.ics?known={known}")).get(SUMMIT)
    assert (summit and (summit["DTSTART"].to_ical().decode(), summit["DTEND"].to_ical().decode())) == days


@pytest.mark.parametrize(
    "query, expected",
    [
        ("asof=yesterday", "a position, a date or a time in UTC"),
        ("asof=", "a position, a date or a time in UTC"),
        ("asof=-1", "a position, a date or a time in UTC"),
        ("asof=99999999999999999999", "a position, a date or a time in UTC"),
        ("asof=2025-02-30", "a position, a date or a time in UTC"),
        ("asof=2025-03-01T00:00", "a position, a date or a time in UTC"),
        ("known=5", "a date or a time in UTC"),
        ("known=2025-03-01T00:00%2B09:00", "a date or a time in UTC"),
        ("asof=1&known=2025-03-01", 'only one of "asof" and "known"'),
    ],
)
@pytest.mark.parametrize("path", ["/calendar.ics", "/"])
def test_a_past_that_is_none_is_refused_with_what_was_expected(daemon, path, query, expected):
    answer = daemon.get(f"{path}?{query}")
    assert answer.status == 400
    assert expected in answer.body.decode()


class Page(HTMLParser):
    """What a browser makes of a page: its elements, its links, and the text of each element."""

    def __init__(self, body):
        super().__init__()
        self.elements, self.links, self.texts = [], [], {}
        self.feed(body.decode())

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, data):
        if self.elements:
            self.texts.setdefault(self.elements[-1], []).append(data.strip())

    @property
    def text(self):
        return "\n".join(text for texts in self.texts.values() for text in texts)


def test_the_page_shows_the_calendar_and_how_to_subscribe(seeded):
    answer = seeded.get("/")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = Page(answer.body)
    assert page.texts["title"][0] == page.texts["h1"][0] == "Protocol calendar"
    assert "National Day of Turkmenistan at EXPO 2025" in page.text and "14 Apr 2025" in page.text
    assert f"webcal://{seeded.address}/calendar.ics" in page.links
    assert f"webcal://{seeded.address}/feeds/summits.ics" in page.links
    assert "script" not in page.elements


def test_the_page_says_of_events_only_what_there_is_to_say(daemon):
    daemon.append(visit(1), visit(2, status="tentative"), visit(3), {"event": "visit-3@example", "type": "cancelled"})
    body = daemon.get("/").body.decode()
    assert sorted(re.findall(r'<span class="state">(.*?)</span>', body)) == ["cancelled", "tentative"]
    assert "()" not in body


def test_only_a_past_makes_a_page_of_the_past(seeded):
    """What others add to a link (?utm_source=…) is neither a past nor a part of the feeds' addresses."""
    page = Page(seeded.get("/?utm_source=mail").body)
    assert "utm_source" not in page.text and f"webcal://{seeded.address}/calendar.ics" in page.links


def test_the_page_of_a_past_says_so(seeded):
    page = Page(seeded.get("/?known=2025-12-10").body)
    assert "known=2025-12-10" in page.text
    assert "19–20 Dec 2025" in page.text


def test_a_title_cannot_become_markup(daemon):
    title = '<script>alert(1)</script> & "visit" <b>\''
    daemon.append(visit(1, title=title, place={"name": "<img src=x>"}, parties=["<i>Office</i>"]))
    for path in ("/", "/?asof=1&x=<script>alert(1)</script>"):
        page = Page(daemon.get(path.replace("<", "%3C").replace(">", "%3E")).body)
        assert not {"script", "img", "i", "b"} & set(page.elements)
        assert title in page.text and "<img src=x>" in page.text and "<i>Office</i>" in page.text
    assert by_uid(daemon.feed())["visit-1@example"]["SUMMARY"] == title
