"""Signed heads: what Python's cryptography package says of them, and what they prove of a log."""

import base64
import hashlib
import json
import os
import re
import subprocess

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from daemon import BUILD, PATIENCE, SEEDS, Daemon, changes_of, visit
from test_log import rehash, sealed

REFUSED, WRONG_USE, CORRUPT = 1, 2, 3


def new_key():
    return base64.b64encode(os.urandom(32)).decode()


def opened(note, verifier_key):
    """The lines of a signed note, once its signature was found to be right by the key (c2sp.org/signed-note)."""
    name, key_id, encoded = verifier_key.split("+", 2)
    kind, key = base64.b64decode(encoded)[:1], base64.b64decode(encoded)[1:]
    assert kind == b"\x01" and len(key) == 32
    assert hashlib.sha256(name.encode() + b"\n" + kind + key).hexdigest()[:8] == key_id
    body, _, signature = note.partition("\n\n")
    (encoded,) = re.findall(rf"^\u2014 {re.escape(name)} (\S+)\n$", signature)
    signature = base64.b64decode(encoded, validate=True)
    assert signature[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(key).verify(signature[4:], f"{body}\n".encode())
    return body.split("\n")


class Signer(Daemon):
    """A daemon that signs its heads."""

    def __init__(self, directory):
        super().__init__(directory)
        self.key = directory / "key"
        self.key.write_text(new_key() + "\n")
        text = self.configuration.read_text()
        self.unsigned_configuration = text
        self.configuration.write_text(text.replace("[log]\n", f'[log]\nsigning-key = "{self.key}"\n'))

    def head(self):
        answer = self.get("/head")
        assert answer.status == 200
        return answer.body.decode()

    def keep(self, name="kept"):
        file = self.directory / name
        file.write_text(self.head())
        return file

    @property
    def verifier_key(self):
        return self.calendar.Status()["verifierKey"]

    def verify(self, *arguments):
        """Has chanceryctl verify the log: its exit code, and what it said."""
        command = [BUILD / "chanceryctl", "verify", "--control-socket", self.socket, *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        return ended.returncode, ended.stdout + ended.stderr

    def rewrite(self, edit):
        """Edits the lines of the stopped daemon's log, and makes chain and head file fit again."""
        lines = self.lines()
        edit(lines)
        head = rehash(lines, 0)
        self.segment.write_bytes(b"".join(lines))
        (self.log / "head").write_bytes(sealed({"head": head, "position": len(lines) - 1}))


@pytest.fixture
def signer(tmp_path):
    signer = Signer(tmp_path)
    try:
        signer.start()
        signer.append_seeds()
        yield signer
        if signer.is_running:
            assert signer.stop() == 0
    finally:
        if signer.is_running:
            signer.kill()


def test_the_head_is_a_checkpoint_that_another_implementation_accepts(signer):
    status = signer.calendar.Status()
    public = Ed25519PrivateKey.from_private_bytes(base64.b64decode(signer.key.read_text())).public_key()
    assert base64.b64decode(status["verifierKey"].split("+", 2)[2])[1:] == public.public_bytes_raw()
    assert status["signedHead"] == signer.head()
    digest = base64.b64encode(bytes.fromhex(status["hash"])).decode()
    assert opened(signer.head(), status["verifierKey"]) == [f"chancery/{status['log']}", "5", digest]
    with pytest.raises(InvalidSignature):
        opened(signer.head().replace("\n5\n", "\n6\n"), status["verifierKey"])


def test_the_head_is_text_that_is_asked_for_each_time(signer):
    answer = signer.get("/head")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    without_body = signer.get("/head", method="HEAD")
    assert (without_body.status, without_body.body) == (200, b"")
    assert without_body.headers["Content-Length"] == answer.headers["Content-Length"] == str(len(answer.body))


def test_the_status_shows_head_and_key(signer):
    command = [BUILD / "chanceryctl", "status", "--control-socket", signer.socket]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE).stdout
    assert signer.verifier_key in printed
    for line in signer.head().splitlines():
        assert line in printed
    told = json.loads(subprocess.run([*command, "--json"], capture_output=True, timeout=PATIENCE).stdout)
    assert told == signer.calendar.Status()


def test_without_a_key_nothing_is_signed(daemon):
    answer = daemon.get("/head")
    assert answer.status == 404 and b"not signed" in answer.body
    status = daemon.calendar.Status()
    assert status.get("signedHead") is None and status.get("verifierKey") is None


def test_a_log_contains_every_head_it_ever_had(tmp_path):
    signer = Signer(tmp_path)
    try:
        signer.start()
        kept = [signer.keep("head-0")]
        for number, file in enumerate(SEEDS, 1):
            signer.append(*changes_of(file))
            kept.append(signer.keep(f"head-{number}"))
        key = signer.verifier_key
        assert signer.stop() == 0
        signer.start()
        signer.append(visit())
        assert signer.verifier_key == key
        for position, head in enumerate(kept):
            for arguments in ([], ["--key", key], ["--key", key, "--log-directory", signer.log]):
                code, said = signer.verify("--head", head, *arguments)
                assert code == 0, said
                assert "verified up to position 6" in said and f"head in {head}, position {position}:" in said
                assert key in said and ("the daemon has now" in said) == (not arguments)
        code, said = signer.verify("--head", kept[3], "--json")
        assert json.loads(said)["contains"] == 3 and json.loads(said)["signer"] == key
        assert json.loads(said)["position"] == 6
        assert signer.stop() == 0
    finally:
        if signer.is_running:
            signer.kill()


def hash_of(signer, position):
    return json.loads(signer.segment.read_bytes().splitlines()[position])["hash"]


REWRITES = {
    "another text": lambda lines: lines.__setitem__(2, lines[2].replace(b"World exhibition", b"Trade fair")),
    "another time of beginning": lambda lines: lines.__setitem__(
        0, re.sub(rb'"created":"\d{4}', b'"created":"2001', lines[0])
    ),
}


@pytest.mark.parametrize("rewrite", REWRITES)
@pytest.mark.parametrize("with_daemon", [True, False], ids=["daemon", "directory"])
def test_a_history_that_was_rewritten_is_found(signer, rewrite, with_daemon):
    kept, key, before = signer.keep(), signer.verifier_key, hash_of(signer, 5)
    assert signer.stop() == 0
    signer.rewrite(REWRITES[rewrite])
    after = hash_of(signer, 5)
    assert after != before
    # Nothing else notices: chain and head fit.
    signer.start()
    signer.append(visit())
    assert signer.verify()[0] == 0 and signer.verify("--log-directory", signer.log)[0] == 0
    where = [] if with_daemon else ["--log-directory", signer.log]
    code, said = signer.verify("--head", kept, "--key", key, *where)
    assert code == CORRUPT and "rewritten" in said
    assert "position 5" in said and before in said and after in said
    if not with_daemon:
        offset = sum(map(len, signer.lines()[:5]))
        assert f"{signer.segment}, offset {offset}, position 5" in said


@pytest.mark.parametrize("with_daemon", [True, False], ids=["daemon", "directory"])
def test_a_history_that_was_shortened_is_found(signer, with_daemon):
    kept, key = signer.keep(), signer.verifier_key
    assert signer.stop() == 0
    signer.rewrite(lambda lines: lines.pop())
    signer.start()
    where = [] if with_daemon else ["--log-directory", signer.log]
    code, said = signer.verify("--head", kept, "--key", key, *where)
    assert code == CORRUPT and "had position 5" in said


@pytest.mark.parametrize("with_daemon", [True, False], ids=["daemon", "directory"])
def test_another_log_is_called_that(signer, tmp_path, with_daemon):
    kept, key, log = signer.keep(), signer.verifier_key, signer.calendar.Status()["log"]
    assert signer.stop() == 0
    signer.log.rename(tmp_path / "old")
    signer.start()
    where = [] if with_daemon else ["--log-directory", signer.log]
    code, said = signer.verify("--head", kept, "--key", key, *where)
    assert code == CORRUPT
    assert "another log" in said and log in said and signer.calendar.Status()["log"] in said


def test_a_signature_that_is_not_right_proves_nothing(signer, tmp_path):
    kept, key = signer.keep(), signer.verifier_key
    text = kept.read_text()
    mark = text.index("\u2014")
    changed = text.index(" ", mark + 2) + 20
    for wrong, expected in [
        (text[:changed] + ("A" if text[changed] != "A" else "B") + text[changed + 1 :], "is wrong"),
        (text.replace("\n5\n", "\n4\n"), "is wrong"),
        (text[:mark], "expected a signature"),
        (text.replace("\n", "\r\n"), "control characters"),
        ("", "not complete"),
        (text * 200, "more than 16384 bytes"),
    ]:
        kept.write_text(wrong, newline="")
        for arguments in ([], ["--key", key], ["--key", key, "--log-directory", signer.log]):
            code, said = signer.verify("--head", kept, *arguments)
            assert code == REFUSED and str(kept) in said and expected in said, said
    code, said = signer.verify("--head", tmp_path / "missing")
    assert code == REFUSED and "No such file" in said


def test_a_key_is_asked_for_where_there_is_none(signer):
    kept, key = signer.keep(), signer.verifier_key
    assert signer.verify("--head", kept, "--log-directory", signer.log)[0] == WRONG_USE
    assert signer.verify("--key", key)[0] == WRONG_USE
    assert signer.verify("--head", kept, "--key", key[:-4])[0] == WRONG_USE
    assert signer.stop() == 0
    signer.configuration.write_text(signer.unsigned_configuration)
    signer.start()
    code, said = signer.verify("--head", kept)
    assert code == REFUSED and "--key" in said
    assert signer.verify("--head", kept, "--key", key)[0] == 0


def test_an_old_head_is_checked_by_the_key_of_its_time(signer):
    kept, key = signer.keep(), signer.verifier_key
    assert signer.stop() == 0
    signer.key.write_text(new_key())
    signer.start()
    code, said = signer.verify("--head", kept)
    assert code == REFUSED and "+".join(key.split("+")[:2]) in said
    assert signer.verify("--head", kept, "--key", key)[0] == 0
    assert signer.verify("--head", signer.keep())[0] == 0


def test_the_key_may_be_a_credential_of_the_service(signer, tmp_path):
    key, head = signer.verifier_key, signer.head()
    assert signer.stop() == 0
    signer.configuration.write_text(signer.unsigned_configuration)
    signer.key.rename(tmp_path / "log-signing-key")
    signer.start(["env", f"CREDENTIALS_DIRECTORY={tmp_path}", *signer.command])
    assert (signer.verifier_key, signer.head()) == (key, head)
    assert signer.stop() == 0
    (tmp_path / "log-signing-key").unlink()
    signer.start(["env", f"CREDENTIALS_DIRECTORY={tmp_path}", *signer.command])
    assert signer.get("/head").status == 404


@pytest.mark.parametrize("as_credential", [False, True], ids=["file", "credential"])
@pytest.mark.parametrize(
    "content",
    [b"", base64.b64encode(b"x" * 31), base64.b64encode(b"x" * 33), b"secret" * 500, b"\xff" * 32, None],
    ids=["empty", "too short", "too long", "a long text", "bytes", "a directory"],
)
def test_a_key_that_is_none_is_told_and_not_shown(tmp_path, content, as_credential):
    signer = Signer(tmp_path)
    file = tmp_path / "log-signing-key" if as_credential else signer.key
    signer.key.unlink()
    file.mkdir() if content is None else file.write_bytes(content)
    if as_credential:
        signer.configuration.write_text(signer.unsigned_configuration)
        signer.command = ["env", f"CREDENTIALS_DIRECTORY={tmp_path}", *signer.command]
    code, said = signer.run_to_end()
    assert code == WRONG_USE and str(file) in said
    assert "Is a directory" in said if content is None else "32 bytes in BASE64" in said
    assert ("log.signing-key" in said) == (not as_credential)
    assert not content or content[:12].decode(errors="replace") not in said
    assert not signer.log.exists()


def test_a_key_file_that_is_missing_is_told(tmp_path):
    signer = Signer(tmp_path)
    signer.key.unlink()
    code, said = signer.run_to_end()
    assert code == WRONG_USE and str(signer.key) in said and "No such file" in said
