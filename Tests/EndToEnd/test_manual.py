"""The manual pages: what the programs take and the configuration has is in them."""

import json
import re
import subprocess

import pytest

from daemon import BUILD, PROJECT

DOCUMENTATION = PROJECT / "Documentation"
PAGES = sorted(DOCUMENTATION.glob("*.[1-8]"))


def page(name):
    return (DOCUMENTATION / name).read_text()


def help_of(program):
    """The command as ArgumentParser describes it."""
    dumped = subprocess.run([BUILD / program, "--experimental-dump-help"], capture_output=True, check=True)
    return json.loads(dumped.stdout)["command"]


def options(command):
    """The options of a command, as they are written."""
    shown = (argument for argument in command.get("arguments", []) if argument["shouldDisplay"])
    names = (name for argument in shown for name in argument.get("names", []))
    return {f"--{name['name']}" if name["kind"] == "long" else f"-{name['name']}" for name in names}


def written_options(text):
    """Those that a page, or a line of it, writes: `Fl -json` is --json, `Fl h | -help` two."""
    written = re.findall(r"\bFl (-?[a-z-]+(?: [|,] -?[a-z-]+)*)", text)
    return {f"-{name}" for names in written for name in re.split(" [|,] ", names)}


def test_every_page_is_there_and_is_formatted_without_a_warning():
    assert [file.name for file in PAGES] == ["chancery.toml.5", "chanceryctl.1", "chanceryd.8"]
    for file in PAGES:
        formatted = subprocess.run(
            ["man", "--warnings", "--local-file", file], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}
        )
        assert formatted.returncode == 0 and formatted.stderr == "", file.name
        assert len(formatted.stdout.splitlines()) > 50


def test_the_daemon_s_page_has_its_options():
    command = help_of("chanceryd")
    assert len(options(command)) > 4
    assert options(command) <= written_options(page("chanceryd.8"))


def test_chanceryctl_s_page_has_every_command_with_its_options():
    text = page("chanceryctl.1")
    everywhere = {"--control-socket", "--json", "-h", "--help"}
    assert everywhere <= written_options(text)
    commands = help_of("chanceryctl")["subcommands"]
    assert len(commands) > 10
    for command in commands:
        name = command["commandName"]
        (line,) = re.findall(rf"^\.It Cm {name}\b.*$", text, re.MULTILINE)
        assert options(command) - everywhere == written_options(line), name
        for argument in command.get("arguments", []):
            assert argument["kind"] != "positional" or f"Ar {argument['valueName']}" in line or name == "help"


def keys(file):
    """The keys of a configuration, those in comments as well, as (table, key)."""
    found, table = set(), None
    for line in file.read_text().splitlines():
        if match := re.match(r"(?:# )?\[+([a-z]+)\]+$", line):
            table = match[1]
        elif match := re.match(r"(?:# )?([a-z-]+) = ", line):
            found.add((table, match[1]))
    return found


def test_the_configuration_s_page_has_every_key():
    parts = re.split(r"^\.Ss \[+([a-z]+)\]+.*$", page("chancery.toml.5"), flags=re.MULTILINE)[1:]
    written = {
        (table, key)
        for table, text in zip(parts[::2], parts[1::2])
        for key in re.findall(r"^\.It Cm ([a-z-]+)", text.split(".Sh ")[0], re.MULTILINE)
    }
    expected = keys(PROJECT / "Config/chancery.toml")
    assert len(expected) > 15
    assert expected <= written


@pytest.mark.parametrize("name", ["chanceryd", "chanceryctl"])
def test_each_program_names_the_codes_it_exits_with(name):
    """Those of its page are those that its help and its unit know."""
    (file,) = DOCUMENTATION.glob(f"{name}.[18]")
    status = file.read_text().split(".Sh EXIT STATUS")[1].split(".Sh ")[0]
    written = {int(code) for code in re.findall(r"^\.It (\d+)$", status, re.MULTILINE)}
    if name == "chanceryctl":
        known = {int(code) for code in re.findall(r"(?:: |; )(\d) ", help_of(name)["discussion"])}
        assert written == known
    else:
        unit = (PROJECT / "systemd/chancery.service").read_text()
        codes = re.search(r"^RestartPreventExitStatus=(.*)$", unit, re.MULTILINE)[1].split()
        assert {0, 1} | {int(code) for code in codes} <= written
