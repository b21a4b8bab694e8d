"""The configuration file: what is wrong with it is said before anything is begun."""

import re

import pytest

from daemon import PROJECT, Daemon

WRONG_USE = 2  # the exit code that the service is not started again for


@pytest.mark.parametrize(
    "text, place",
    [
        ('[calendar]\ntitel = "x"', "calendar.titel"),
        ('[calender]\ntitle = "x"', "calender"),
        ("[calendar]\ntitle = 7", "calendar.title"),
        ('[calendar]\nzone = "Asia/Atlantis"', "calendar.zone"),
        ('calendar = "x"', "calendar"),
        ('[log]\ndirectory = ""', "log.directory"),
        ("[log]\nsegment-size = 64", "log.segment-size"),
        ('[log]\nsegment-size = "2K"', "log.segment-size"),
        ('[log]\nsegment-size = "8G"', "log.segment-size"),
        ('[log]\nsegment-size = "-64M"', "log.segment-size"),
        ('[log]\nsegment-size = "99999999999999999999M"', "log.segment-size"),
        ('[http]\nlisten = "8414"', "http.listen"),
        ('[http]\nlisten = "127.0.0.1:65536"', "http.listen"),
        ('[http]\npublic-url = "ftp://example"', "http.public-url"),
        ("[control]\nsocket = true", "control.socket"),
        ('[journal]\nlevel = "loud"', "journal.level"),
        ("[journal]\nlevel = 7", "journal.level"),
        ('[feeds]\nname = "x"', "feeds"),
        ('[[feeds]]\ntitle = "x"', "feeds[0].name"),
        ('[[feeds]]\nname = "../x"', "feeds[0].name"),
        ('[[feeds]]\nname = "calendar"', "feeds[0].name"),
        ('[[feeds]]\nname = "x"\n[[feeds]]\nname = "x"', "feeds[1].name"),
        ('[[feeds]]\nname = "x"\nparties = "TM"', "feeds[0].parties"),
        ('[[feeds]]\nname = "x"\nclassification = "private"', "feeds[0].classification"),
        ('[[reminders]]\nkind = "summit"', "reminders[0].before"),
        ('[[reminders]]\nkind = "*"\nbefore = "P1D"', "reminders[0].kind"),
        ('[[reminders]]\nkinds = "summit"\nbefore = "P1D"', "reminders[0].kinds"),
        ('[[reminders]]\nstatuses = ["cancelled"]\nbefore = "P1D"', "reminders[0].statuses"),
        ('[[reminders]]\nclassifications = ["secret"]\nbefore = "P1D"', "reminders[0].classifications"),
        ('[[reminders]]\nbefore = ["P1D", "a week"]', "reminders[0].before"),
        ('[[reminders]]\nbefore = "a week"', "reminders[0].before"),
        ('[[reminders]]\nbefore = "PT2H"\nat = "09:00"', "reminders[0].before"),
        ('[[reminders]]\nbefore = "P1D"\nat = "9 o\'clock"', "reminders[0].at"),
        ('[calendar]\ntitle = "x"\ntitle = "y"', ":3"),
        ('[calendar]\n\ntitle = "no end', ":3"),
        ("nonsense", ":1"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_place(tmp_path, text, place):
    daemon = Daemon(tmp_path)
    daemon.configuration.write_text(text + "\n")
    code, said = daemon.run_to_end()
    assert code == WRONG_USE
    assert str(daemon.configuration) in said and place in said.split(str(daemon.configuration), 1)[1]
    assert not daemon.log.exists()


@pytest.mark.parametrize(
    "content", [None, b"\xff\xfe", b"# " + b"x" * (1 << 20)], ids=["missing", "not text", "too long"]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    daemon = Daemon(tmp_path)
    daemon.configuration.unlink()
    if content is not None:
        daemon.configuration.write_bytes(content)
    code, said = daemon.run_to_end()
    assert code == WRONG_USE and str(daemon.configuration) in said


@pytest.mark.parametrize("file", sorted((PROJECT / "Config").glob("*.toml")), ids=lambda file: file.name)
def test_the_files_that_come_with_it_are_good(tmp_path, file):
    daemon = Daemon(tmp_path)
    daemon.command[-1] = str(file)
    daemon.command += [
        "--listen",
        "127.0.0.1:0",
        "--log-directory",
        str(daemon.log),
        "--control-socket",
        str(daemon.socket),
    ]
    try:
        daemon.start()
        daemon.append_seeds()
        assert daemon.get().status == 200
        assert daemon.stop() == 0
    finally:
        if daemon.is_running:
            daemon.kill()


def test_the_service_is_not_started_again_where_that_would_not_help(seeded):
    """The exit codes of a configuration that is wrong and of a log that is corrupt are those that the unit names."""
    unit = (PROJECT / "systemd/chancery.service").read_text()
    codes = [int(code) for code in re.search(r"^RestartPreventExitStatus=(.*)$", unit, re.MULTILINE)[1].split()]
    assert seeded.stop() == 0
    seeded.segment.write_bytes(seeded.segment.read_bytes().replace(b"Tokyo", b"Kyoto"))
    corrupt, _ = seeded.run_to_end()
    seeded.configuration.write_text("[nonsense]")
    wrong, _ = seeded.run_to_end()
    assert [wrong, corrupt] == codes


def test_an_address_that_is_taken_is_named(daemon, tmp_path):
    second = Daemon(tmp_path)
    second.command += [
        "--listen",
        daemon.address,
        "--log-directory",
        str(tmp_path / "second"),
        "--control-socket",
        str(tmp_path / "second-control"),
    ]
    code, said = second.run_to_end()
    assert code != 0 and daemon.address in said


def test_a_wrong_command_line_is_wrong_use_as_well(tmp_path):
    daemon = Daemon(tmp_path)
    daemon.command.append("--no-such-option")
    code, said = daemon.run_to_end()
    assert code == WRONG_USE and "--no-such-option" in said and "Usage: chanceryd" in said
