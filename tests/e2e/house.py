"""The whole house for a test: headquarters with the demonstration county, and a tablet's profile.

Everything goes through the programs as a person at a terminal would use them.
"""

import json
import os
import subprocess
import sys
import tempfile

import check

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.abspath(os.environ.get("RUHU_BUILD", os.path.join(SOURCE, "_build")))

RUHU = os.path.join(BUILD, "ui", "ruhu")
RUHU_SYNC = os.path.join(BUILD, "sync", "client", "ruhu-sync")
RUHU_HQ = os.path.join(BUILD, "sync", "hq", "ruhu-hq")
RUHU_FORM = os.path.join(BUILD, "app", "ruhu-form")
HOME_VISIT = os.path.join(BUILD, "resources", "forms", "home-visit.xml")

COUNTY = "990101"
VILLAGE = "990101100201"
WORKER = "zhouzhiyuan"
PIN = "2837465910"


def run(command, secrets=(), expect=(0,), **more):
    """Runs a program; each of @secrets is given on a descriptor of its own, as {fd0}, {fd1}…"""
    readers = []
    for secret in secrets:
        reader, writer = os.pipe()
        os.write(writer, secret.encode())
        os.close(writer)
        readers.append(reader)
    names = {f"fd{i}": str(reader) for i, reader in enumerate(readers)}
    command = [part.format(**names) if part.startswith("{fd") else part for part in command]
    done = subprocess.run(
        command, capture_output=True, text=True, pass_fds=readers, check=False, **more
    )
    for reader in readers:
        os.close(reader)
    if done.returncode not in expect:
        raise RuntimeError(
            f"{' '.join(command)} ended with {done.returncode}: {done.stderr or done.stdout}"
        )
    return done


class Headquarters:
    """One HQ in a folder, with its server."""

    def __init__(self, folder, seed=1):
        self.folder = os.path.abspath(folder)
        self.county = self.folder + "-county"
        self.server = None
        self.address = None
        self.log = None
        self.seed = seed

    def init(self):
        """Returns the two halves of the recovery key."""
        return run([RUHU_HQ, "init", self.folder, "--name", "localhost"]).stdout.split()[-2:]

    def make(self):
        self.init()
        run(
            [
                "/usr/bin/python3",
                os.path.join(SOURCE, "tests", "demo", "make-county.py"),
                "--seed",
                str(self.seed),
                self.county,
            ]
        )

    def serve(self, listen="127.0.0.1:0", apart=False, environment=None):
        """Starts the server; @apart from the terminal, whose Ctrl+C then does not reach it."""
        if self.address:
            listen = self.address.removeprefix("https://")
        self.log = open(self.folder + "-server.log", "ab")
        before = self.log.tell()
        self.server = subprocess.Popen(
            [RUHU_HQ, "serve", self.folder, "--listen", listen],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            start_new_session=apart,
            env=environment,
        )
        for line in self.server.stdout:
            if line.startswith("listening on "):
                self.address = line.split()[-1]
                return self.address
        self.stop()
        with open(self.folder + "-server.log", encoding="utf-8") as file:
            file.seek(before)
            raise RuntimeError(file.read().strip() or "the server did not start")

    def stop(self):
        if self.server is not None:
            self.server.terminate()
            self.server.wait()
            self.server.stdout.close()
            self.log.close()
            self.server = None

    def command(self, *words, expect=(0,), cwd=None):
        return run([RUHU_HQ, *words, "--dir", self.folder], expect=expect, cwd=cwd)

    def check(self, tablets, everything=True):
        """A second opinion on what HQ must have of these tablets; see check.py."""
        with tempfile.TemporaryDirectory(prefix="ruhu-check-") as folder:
            log, objects, held = (os.path.join(folder, name) for name in ("log", "objects", "held"))
            self.command("export", "log", "--period", "2000-2099", "-o", log)
            self.command("export", "objects", "--period", "2000-2099", "-o", objects)
            with open(held, "w", encoding="utf-8") as file:
                file.write(self.command("quarantine", "list").stdout)
            dumps = []
            for tablet in tablets:
                dumps.append(os.path.join(folder, f"dump-{len(dumps)}"))
                with open(dumps[-1], "w", encoding="utf-8") as file:
                    file.write(tablet.sync("dump", pin=True).stdout)
            faults, counts = check.check_all(log, dumps, objects, held, everything)
        assert not faults, "\n".join(faults)
        return "%u lines, %u responses, %u objects" % counts

    def furnish(self):
        """The county's people and form, and somebody who works in its first village."""
        self.command("form", "publish", HOME_VISIT)
        self.command("division", "import", os.path.join(self.county, "divisions.csv"))
        said = self.command("register", "import", os.path.join(self.county, "register.csv"))
        self.command("user", "add", WORKER, "--role", "village", "--scope", VILLAGE)
        return said.stdout.strip()

    def enrol(self, folder, scope=VILLAGE, user=WORKER):
        """Returns (url, code) for a new tablet."""
        os.makedirs(folder, exist_ok=True)
        said = self.command(
            "device", "enrol", "--scope", scope, "--user", user, cwd=folder
        ).stdout
        words = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
        return words["URL"], words["code"]


class Tablet:
    """One profile, seen from outside the app."""

    def __init__(self, profile):
        self.profile = os.path.abspath(profile)

    def sync(self, *words, expect=(0,), pin=False):
        command = [RUHU_SYNC, "--profile", self.profile, *words]
        if pin:
            return run(command + ["--pin-fd", "{fd0}"], [PIN], expect)
        return run(command, expect=expect)

    def enrol(self, url, code):
        """As a script does it; a worker does it in the window."""
        run(
            [RUHU_SYNC, "--profile", self.profile, "enrol", url]
            + ["--code-fd", "{fd0}", "--pin-fd", "{fd1}"],
            [code, PIN],
        )

    def status(self):
        return json.loads(self.sync("status", "--json").stdout)

    def dump(self):
        return [json.loads(line) for line in self.sync("dump", pin=True).stdout.splitlines()]


def say(*words):
    print(*words, flush=True)


def complain(*words):
    print(*words, file=sys.stderr, flush=True)
