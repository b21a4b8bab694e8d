"""The Debian package that `make deb` made, as it is before anybody installs it."""

import contextlib
import os
import re
import subprocess

import pytest

from daemon import PROJECT, SEEDS, Daemon, by_uid

# What the package may have, in MB. Full Foundation would show: its ICU alone is 40.
PACKAGE_SIZE, DAEMON_SIZE, TOOL_SIZE = 15, 32, 22
SYSTEM_LIBRARIES = re.compile(r"(libc|libm|libgcc_s|libstdc\+\+|libsystemd|ld-linux-[a-z0-9-]+)\.so\.\d+")


def output(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=True, **options).stdout


@pytest.fixture(scope="module")
def deb():
    packages = sorted((PROJECT / ".build").glob("chancery_*.deb"))
    assert len(packages) == 1, "make deb builds the package that is tested here"
    return packages[0]


@pytest.fixture(scope="module")
def installed(deb, tmp_path_factory):
    """The directory into which the package was unpacked."""
    root = tmp_path_factory.mktemp("package")
    subprocess.run(["dpkg-deb", "--extract", deb, root], check=True)
    return root


def test_it_has_what_a_service_needs_where_debian_looks_for_it(deb, installed):
    files = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    expected = {
        "usr/bin/chanceryd",
        "usr/bin/chanceryctl",
        "usr/lib/chancery/chancery-notify",
        "lib/systemd/system/chancery.service",
        "lib/systemd/system/chancery-feed.socket",
        "lib/systemd/system/chancery-control.socket",
        "lib/systemd/system/chancery-notify@.service",
        "lib/systemd/system-preset/50-chancery.preset",
        "usr/lib/systemd/user/chancery-notify@.service",
        "usr/lib/systemd/catalog/chancery.catalog",
        "usr/lib/sysusers.d/chancery.conf",
        "usr/share/man/man1/chanceryctl.1.gz",
        "usr/share/man/man5/chancery.toml.5.gz",
        "usr/share/man/man8/chanceryd.8.gz",
        "usr/share/bash-completion/completions/chanceryctl",
        "usr/share/bash-completion/completions/chanceryd",
        "usr/share/zsh/vendor-completions/_chanceryctl",
        "usr/share/zsh/vendor-completions/_chanceryd",
        "usr/share/fish/vendor_completions.d/chanceryctl.fish",
        "usr/share/fish/vendor_completions.d/chanceryd.fish",
        "etc/chancery/chancery.toml",
    }
    expected |= {f"usr/share/doc/chancery/{file.name}" for file in (PROJECT / "Documentation").glob("*.md")}
    expected |= {f"usr/share/doc/chancery/notify.d/{file.name}" for file in (PROJECT / "Config/notify.d").iterdir()}
    documents = {"README.md", "README.Debian", "NOTICE.gz", "changelog.gz", "copyright"}
    expected |= {f"usr/share/doc/chancery/{name}" for name in documents}
    assert files == expected
    assert output("dpkg-deb", "--info", deb, "conffiles").split() == ["/etc/chancery/chancery.toml"]
    assert (installed / "etc/chancery/chancery.toml").read_bytes() == (PROJECT / "Config/chancery.toml").read_bytes()


def test_the_version_is_the_program_s(deb, installed):
    source = (PROJECT / "Sources/ChanceryServer/Daemon.swift").read_text()
    (version,) = re.findall(r'static let version = "(.*)"', source)
    assert output("dpkg-deb", "--field", deb, "Version").strip() == version
    assert output(installed / "usr/bin/chanceryd", "--version").strip() == version


def test_lintian_has_nothing_to_say(deb):
    root = ["--allow-root"] if os.geteuid() == 0 else []
    judged = subprocess.run(
        ["lintian", *root, "--fail-on", "error,warning", deb], capture_output=True, text=True, timeout=300
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.mark.parametrize("program, size", [("chanceryd", DAEMON_SIZE), ("chanceryctl", TOOL_SIZE)])
def test_a_program_needs_nothing_that_debian_does_not_have(installed, program, size):
    file = installed / "usr/bin" / program
    dynamic = output("readelf", "--dynamic", file)
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
    assert "libc.so.6" in needed
    assert [name for name in needed if not SYSTEM_LIBRARIES.fullmatch(name)] == []
    assert "RPATH" not in dynamic and "RUNPATH" not in dynamic
    assert file.stat().st_size < size * 1_000_000
    assert "OVERVIEW" in output(file, "--help", env={}, cwd="/")


def test_the_package_is_small(deb):
    assert deb.stat().st_size < PACKAGE_SIZE * 1_000_000


def test_the_programs_of_the_package_keep_a_calendar(installed, tmp_path):
    """With nothing in the environment, as on a system without Swift."""
    daemon = Daemon(tmp_path)
    daemon.command[:1] = ["/usr/bin/env", "--ignore-environment", str(installed / "usr/bin/chanceryd")]
    with contextlib.ExitStack() as stack:
        daemon.start()
        stack.callback(lambda: daemon.kill() if daemon.is_running else None)
        command = [installed / "usr/bin/chanceryctl", "append", SEEDS[0], "--control-socket", daemon.socket]
        assert "appended at position 1" in output(*command, env={})
        assert by_uid(daemon.feed())
        assert "<h2>" in daemon.get("/").body.decode()
        assert daemon.stop() == 0


@pytest.mark.parametrize(
    "shell, path",
    [
        ("bash", "bash-completion/completions/{}"),
        ("zsh", "zsh/vendor-completions/_{}"),
        ("fish", "fish/vendor_completions.d/{}.fish"),
    ],
)
def test_the_completions_can_be_read(installed, shell, path):
    commands = re.findall(r"^\.It Cm ([a-z]+)", (PROJECT / "Documentation/chanceryctl.1").read_text(), re.MULTILINE)
    offered = output(installed / "usr/bin/chanceryctl", "--help").split("SUBCOMMANDS:")[1]
    for program in ("chanceryd", "chanceryctl"):
        file = installed / "usr/share" / path.format(program)
        read = subprocess.run([shell, "-n", file], capture_output=True, text=True)
        assert (read.returncode, read.stderr) == (0, ""), file
    for command in commands:
        assert command not in offered or command in file.read_text()


def test_what_dpkg_runs_makes_the_group_before_it_starts_the_sockets(deb, tmp_path):
    subprocess.run(["dpkg-deb", "--control", deb, tmp_path], check=True)
    scripts = {name: (tmp_path / name).read_text() for name in ("postinst", "prerm", "postrm")}
    for name in scripts:
        subprocess.run(["sh", "-n", tmp_path / name], check=True)
    steps = ["systemd-sysusers", "deb-systemd-helper enable", "deb-systemd-invoke start", "restart chancery.service"]
    places = [scripts["postinst"].index(step) for step in steps]
    assert places == sorted(places)
    # An upgrade must not take the sockets away from those who wait in them, and nothing may delete the log.
    assert not re.search(r"restart.*\.socket", scripts["postinst"])
    assert not any(re.search(r"rm .*/chancery(/log)?( |$)", script, re.MULTILINE) for script in scripts.values())
