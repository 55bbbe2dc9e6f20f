#!/usr/bin/python3
"""Opens the app on this screen, with headquarters and the demonstration county beside it.

    stay.py FOLDER

The first time it makes a county, an HQ and an enrolled tablet under FOLDER; from then on it goes on with
them, and never removes anything. It ends when the window closes, or with Ctrl+C: the app locks its store,
then HQ stops.
"""

import os
import signal
import subprocess
import sys
import time

import house
from house import complain, say

USUAL_PORT = "127.0.0.1:8443"
ANY_PORT = "127.0.0.1:0"


class Desk:
    """What lies in the folder."""

    def __init__(self, folder):
        self.folder = folder
        self.ready = os.path.join(folder, "ready")  # where HQ listens; written once all is made
        self.user = os.path.join(folder, "user")  # who may sign in to HQ's page
        self.hq = house.Headquarters(os.path.join(folder, "hq"))
        self.tablet = house.Tablet(os.path.join(folder, "tablet"))

    def open(self):
        """Starts HQ, after making it the first time."""
        if os.path.exists(self.ready):
            with open(self.ready, encoding="utf-8") as file:
                self.hq.address = file.read().strip()  # the tablet knows it by this address
            self.hq.serve(apart=True)
            return
        if os.path.exists(self.folder):
            aside = f"{self.folder}-unfinished-{time.strftime('%Y%m%d-%H%M%S')}"
            os.rename(self.folder, aside)
            complain(f"What was begun here and not finished lies in {aside}.")
        self.make()

    def make(self):
        os.makedirs(self.folder)
        self.hq.make()
        try:
            self.hq.serve(USUAL_PORT, apart=True)
        except RuntimeError:
            self.hq.serve(ANY_PORT, apart=True)
        say("county       ", self.hq.furnish())
        said = self.hq.command("user", "add", "demo", "--role", "county", "--scope", house.COUNTY).stdout
        with open(self.user, "w", encoding="utf-8") as file:
            file.write(said.strip().replace("\n", ", ") + "\n")
        self.tablet.enrol(*self.hq.enrol(os.path.join(self.folder, "code")))
        self.tablet.sync("now", pin=True)
        with open(self.ready, "w", encoding="utf-8") as file:
            file.write(self.hq.address + "\n")

    def tell(self):
        with open(self.user, encoding="utf-8") as file:
            user = file.read().strip()
        say("headquarters ", self.hq.address + "/", "with a certificate of its own;", user)
        say("the PIN      ", house.PIN)
        say("data         ", f"{self.folder}; it is kept. To begin anew, move that folder away")
        say("to end       ", "close the window, or Ctrl+C here")


def stay(profile):
    """Runs the app until its window closes or somebody ends us; it always ends in its own time."""
    app = subprocess.Popen([house.RUHU, "--profile", profile], start_new_session=True)

    def end(*_):
        app.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    return app.wait()


def main():
    if len(sys.argv) != 2:
        complain(__doc__.strip())
        return 64
    desk = Desk(sys.argv[1].rstrip("/"))
    try:
        desk.open()
        desk.tell()
        return stay(desk.tablet.profile)
    except KeyboardInterrupt:
        return 130
    except RuntimeError as error:
        complain(f"{error}\nIs another ./dev run open?")
        return 1
    finally:
        desk.hq.stop()


if __name__ == "__main__":
    sys.exit(main())
