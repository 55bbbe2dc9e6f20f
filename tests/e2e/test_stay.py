#!/usr/bin/python3
"""What `./dev run` does where there is a screen: stay.py, opened twice and ended in each way.

Needs a display (tests/with-display.sh).
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile

import desk
import house
from words import LOCALES, zh, zh_count

STAY = os.path.join(house.HERE, "stay.py")


def listens(address):
    host, port = address.removeprefix("https://").split(":")
    with socket.socket() as link:
        link.settimeout(5)
        return link.connect_ex((host, int(port))) == 0


class Session:
    """One call of stay.py, in a process group of its own as a terminal makes it."""

    def __init__(self, folder):
        self.folder = folder
        self.app = desk.App(
            ["/usr/bin/python3", STAY, folder],
            {"RUHU_LOCALEDIR": LOCALES},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        with open(os.path.join(folder, "ready"), encoding="utf-8") as file:
            self.address = file.read().strip()
        self.said = {}
        for line in self.app.process.stdout:
            name, what = line.strip().split("  ", 1)
            self.said[name] = what.strip()
            if name == "to end":
                break

    def unlock(self):
        """With the PIN that the terminal shows; returns what the tile of who is due says."""
        for digit in self.said["the PIN"]:
            self.app.wait_for("push button", digit).press()
        nobody = zh_count("%u home", "%u homes", 0)
        return desk.wait(
            lambda: next(
                (t.name for t in self.app.all("push button", starts=zh("Due today"))
                 if not t.name.endswith(" " + nobody)),
                None,
            ),
            "home does not come",
        )

    def assert_ended(self):
        desk.running.discard(self.app.process)  # it is not to be there any more
        code = self.app.process.wait(timeout=desk.PATIENCE)
        assert code == 0, f"it ended with {code}"
        self.app.process.stdout.close()
        assert not listens(self.address), "HQ still listens"
        verified = house.run([house.RUHU_HQ, "verify", "--dir", os.path.join(self.folder, "hq")])
        assert " 0 faults" in verified.stdout, verified.stdout


def play(folder):
    first = Session(folder)
    assert listens(first.address)
    due = first.unlock()
    busy = house.run(["/usr/bin/python3", STAY, folder], expect=(1,)).stderr
    assert "in use by another ruhu-hq" in busy, busy
    os.killpg(first.app.process.pid, signal.SIGINT)  # Ctrl+C in the terminal
    first.assert_ended()

    second = Session(folder)
    assert second.address == first.address
    assert second.said["data"] == first.said["data"]
    assert second.unlock() == due, "the county was made anew"
    close = desk.wait(  # GTK's own button, which has GTK's own words, if they are installed
        lambda: next((b for b in second.app.all("push button") if b.name in ("关闭", "Close")), None),
        "no button that closes the window",
    )
    close.press()
    second.assert_ended()

    # What was begun and not finished is laid aside, never removed and never taken for whole.
    os.unlink(os.path.join(folder, "ready"))
    third = Session(folder)
    os.kill(third.app.process.pid, signal.SIGTERM)
    third.assert_ended()
    aside = [name for name in os.listdir(os.path.dirname(folder)) if "-unfinished-" in name]
    assert len(aside) == 1, aside


def main():
    with tempfile.TemporaryDirectory(prefix="ruhu-stay-") as folder:
        play(os.path.join(folder, "desk"))


if __name__ == "__main__":
    sys.exit(main())
