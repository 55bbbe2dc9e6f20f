"""The parts of a fleet: processes full of tablets, one clock for all programs, and HQ's memory."""

import datetime
import hashlib
import json
import mmap
import os
import struct
import subprocess
import time

import house

TABLETS = os.path.join(house.BUILD, "tests", "e2e", "fleet-tablets")
NIGHT_CLOCK = os.path.join(house.BUILD, "tests", "e2e", "night-clock.so")
SECOND = 10**9  # ns
LISTENING = 4  # sockets of an HQ that nobody talks to


class Clock:
    """Programs that are started from now on have the time that is set here; see night-clock.c."""

    def __init__(self, folder):
        path = os.path.join(folder, "night")
        with open(path, "wb+") as file:
            file.truncate(8)
            self.map = mmap.mmap(file.fileno(), 8)
        os.environ["RUHU_NIGHT"] = path
        os.environ["LD_PRELOAD"] = NIGHT_CLOCK
        self.first = datetime.datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)

    def set(self, night, minutes):
        """So many minutes after midnight, UTC or wherever we are, of the day before that night."""
        then = self.first + datetime.timedelta(days=night, minutes=minutes)
        later = int((then.timestamp() - time.time()) * SECOND)
        self.map[:] = struct.pack("q", max(later, struct.unpack("q", self.map[:])[0]))

    def close(self):
        self.map.close()


class Tablet(house.Tablet):
    """One of many: its user, its village or township, and when in the night it is its turn."""

    def __init__(self, folder, number, township):
        super().__init__(os.path.join(folder, f"t{number:03}"))
        self.number = number
        self.user = f"w{number:03}"
        self.township = number % township == 0
        self.scope = f"990101{101 + number // township}"
        if not self.township:
            self.scope += f"{200 + number % township}"
        self.host = None

    def slot(self, minutes):
        """Its minute of the night, always the same one."""
        return int.from_bytes(hashlib.blake2b(self.user.encode(), digest_size=8).digest(), "big") % minutes

    def lines(self):
        """Its log, as it pushed it."""
        raw = self.sync("dump", pin=True).stdout.encode().splitlines()
        return [line for line in raw if "seq" in json.loads(line)]


class Host:
    """A process with tablets in it."""

    def __init__(self, oracle, environment):
        self.oracle = oracle
        self.lines_left = None
        self.process = subprocess.Popen(
            [TABLETS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            bufsize=1,
        )

    def kill_at_line(self, n):
        """To be killed once it has said so many lines more."""
        self.lines_left = n

    def ask(self, *words):
        """Returns once it is done; EOFError where the process has ended."""
        try:
            print(*words, file=self.process.stdin, flush=True)
        except BrokenPipeError as error:
            raise EOFError from error
        for line in self.process.stdout:
            if line == ".\n":
                return
            self.oracle.hear(line.rstrip("\n"))
            if self.lines_left is not None:
                self.lines_left -= 1
                if self.lines_left == 0:
                    self.process.kill()
        raise EOFError(f"{words[:2]}: the process has ended")

    def wait(self):
        """Returns what it ended with."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        code = self.process.wait()
        self.process.stdout.close()
        return code

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.wait()


def count_descriptors(pid):
    """All, and those that are sockets."""
    names = []
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            names.append(os.readlink(f"/proc/{pid}/fd/{number}"))
        except FileNotFoundError:
            pass
    return len(names), sum(name.startswith("socket:") for name in names)


def read_status(pid):
    """Returns (resident kB, whether it waits)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        words = dict(line.split(":", 1) for line in file)
    return int(words["VmRSS"].split()[0]), words["State"].split()[0] == "S"


def measure(pid, patience, most):
    """Waits so many seconds until HQ has seen that the tablets are gone, and needs no more than @most kB
    where that is known. Returns (resident kB, descriptors)."""
    until = time.monotonic() + patience
    while True:
        descriptors, sockets = count_descriptors(pid)
        kilobytes, waits = read_status(pid)
        rests = sockets <= LISTENING and waits and kilobytes <= (most or kilobytes)
        if rests or time.monotonic() > until:
            return kilobytes, descriptors
        time.sleep(0.05)
