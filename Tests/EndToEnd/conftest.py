import pytest

from daemon import Daemon, Ended, running


@pytest.fixture
def daemon(tmp_path):
    """A daemon with an empty log."""
    with running(tmp_path) as daemon:
        yield daemon


@pytest.fixture
def seeded(daemon):
    """A daemon with the seeds in its log."""
    daemon.append_seeds()
    return daemon


@pytest.fixture(scope="session")
def small_segments(tmp_path_factory):
    """What has the log in segments of four kibibytes; nothing where the daemon does not know how."""
    setting = 'segment-size = "4K"'
    daemon = Daemon(tmp_path_factory.mktemp("segments"), setting)
    try:
        daemon.start()
    except Ended:
        assert "segment-size" in daemon.said
        print("chanceryd does not know segment-size: no second segment is begun")
        return ""
    assert daemon.stop() == 0
    return setting
