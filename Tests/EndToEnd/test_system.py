"""The service under a real systemd: a machine is booted once, and each claim about it is a test.

The claims are the tests in machine/claims_*.py, in the order of their files. They run inside of the machine, where the
package is installed, and are told here."""

import ast
import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from daemon import PROJECT

MACHINE = pathlib.Path(__file__).with_name("machine")
FILES = sorted(MACHINE.glob("claims_*.py"))
CLAIMS = [
    node.name
    for file in FILES
    for node in ast.parse(file.read_text()).body
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
]
LIMIT = 300  # seconds for all of them
pytestmark = pytest.mark.timeout(LIMIT + 60)


def package():
    """The Debian package that `make deb` has built last."""
    named = os.environ.get("CHANCERY_DEB")
    built = [pathlib.Path(named)] if named else sorted((PROJECT / ".build").glob("chancery_*.deb"), key=os.path.getmtime)
    assert built, "there is no .build/chancery_*.deb: make deb builds it"
    return built[-1]


@pytest.fixture(scope="module")
def machine(tmp_path_factory, pytestconfig):
    results = tmp_path_factory.mktemp("machine")
    results.chmod(0o755)
    shutil.copy(package(), results / "chancery.deb")
    ended = subprocess.run(
        [MACHINE / "boot", results, sys.executable, "-m", "pytest", *FILES],
        capture_output=True,
        text=True,
        timeout=LIMIT + 30,
        env={**os.environ, "MACHINE_TIMEOUT": str(LIMIT)},
    )
    if ended.returncode == 77:
        pytest.skip(ended.stderr.strip())
    report = results / "report"
    told = [json.loads(line) for line in report.read_text().splitlines()] if report.exists() else []
    print_figures(told, pytestconfig)
    said = {name: file.read_text() for name in ("output", "journal") if (file := results / name).exists()}
    yield {one["claim"]: one for one in told}, {"boot": f"{ended.returncode} {ended.stderr}", **said}
    shutil.rmtree(results, ignore_errors=True)


def print_figures(told, pytestconfig):
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        for words in (words for one in told for words in one["figures"]):
            print(f"\n  {words}", end="")
        print()


@pytest.mark.parametrize("claim", CLAIMS)
def test_under_systemd(machine, claim):
    told, said = machine
    if claim not in told:
        print(*(f"{name}: {text[-5000:]}" for name, text in said.items()), sep="\n")
        pytest.fail("the machine ended before this claim", pytrace=False)
    if told[claim]["outcome"] == "skipped":
        pytest.skip(told[claim]["said"])
    if told[claim]["outcome"] != "passed":
        print(told[claim]["journal"])
        pytest.fail(told[claim]["said"], pytrace=False)
