"""What stands in for the commands and servers that reminders are handed to."""

import http.server
import socketserver
import sys
import threading

# Stands in for a command: notes what it got, then does what $DO says for the kind of message.
PROGRAM = f"""#!{sys.executable}
import json, os, sys, time
got = {{"arguments": sys.argv[1:], "input": sys.stdin.buffer.read().decode(), "environment": dict(os.environ)}}
def note(**more):
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(json.dumps({{**got, **more}}) + "\\n")
note()
do = json.loads(os.environ.get("DO", "{{}}")).get(os.environ["CHANCERY_MESSAGE"], "")
if do == "fail" or do == "fail twice" and sum(
    json.loads(line)["environment"]["CHANCERY_MESSAGE"] == os.environ["CHANCERY_MESSAGE"]
    for line in open(os.environ["NOTES"])) < 3:
    sys.exit(7)
if do == "hang":
    time.sleep(60)
if do == "be slow":
    time.sleep(1.5)
    note(done=True)
"""


class Hook(http.server.BaseHTTPRequestHandler):
    """A web hook that is out of order the first time."""

    posts = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posts.append({"type": self.headers["Content-Type"], "path": self.path, "body": body})
        self.send_response(500 if len(self.posts) == 1 else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail needs."""

    mails = []

    def handle(self):
        self.answer("220 here")
        while (line := self.rfile.readline().decode().strip().lower()) and line != "quit":
            self.answer("354 go on" if line == "data" else "250 well")
            if line == "data":
                self.mails.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.answer("250 taken")

    def answer(self, line):
        self.wfile.write(f"{line}\r\n".encode())


def serve(handler):
    """Serves in the background: the port."""
    serving = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    return serving.server_address[1]
