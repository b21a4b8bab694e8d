"""Tells what became of each claim while the claims are being tested: a line of JSON in /results for each, at once, so
that what is known stays known if the machine has to be killed."""

import json
import pathlib
import time

import pytest

from machine import Service, run

REPORT = pathlib.Path("/results/report")


began = {}  # when the first claim of a file was tested


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    began.setdefault(item.path, time.time())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        since = f"--since=@{began[item.path]:.3f}"
        said = run("journalctl", "--output=short-precise", since, "--lines=200", check=False)
        report.sections.append(("journal", said.stdout))
    return report


def pytest_runtest_logreport(report):
    # Of the three parts of a test, the one that matters: the test itself, or what failed before or after it.
    if report.when != "call" and report.passed:
        return
    told = {
        "claim": report.nodeid.rpartition("::")[2],
        "outcome": report.outcome,
        "said": report.longreprtext,
        "journal": "".join(text for title, text in report.sections if title == "journal"),
        "seconds": round(report.duration, 1),
        "figures": [value for name, value in report.user_properties if name == "figure"],
    }
    with REPORT.open("a") as file:
        file.write(json.dumps(told) + "\n")


@pytest.fixture
def figure(record_property):
    """Notes a figure, in words, that is worth telling."""
    return lambda words: record_property("figure", words)


@pytest.fixture
def service():
    """The service, with its sockets open; what a test set up besides is no more."""
    service = Service()
    service.is_ready_to_serve()
    return service
