#!/usr/bin/python3
"""Opens the app on this screen, with headquarters and the demonstration county beside it.

    stay.py FOLDER

What is in FOLDER is kept and gone on with; nothing is ever removed. Ends when the window closes.
"""

import os
import subprocess
import sys

import house
from house import say


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    hq = house.Headquarters(os.path.join(folder, "hq"))
    tablet = house.Tablet(os.path.join(folder, "tablet"))
    fresh = not os.path.exists(hq.folder)
    if fresh:
        hq.make()
    hq.serve("127.0.0.1:8443")
    try:
        if fresh:
            say(hq.furnish())
            tablet.enrol(*hq.enrol(os.path.join(folder, "code")))
            tablet.sync("now", pin=True)
        say("headquarters:", hq.address)
        say("the tablet's PIN:", house.PIN)
        return subprocess.run([house.RUHU, "--profile", tablet.profile], check=False).returncode
    finally:
        hq.stop()


if __name__ == "__main__":
    sys.exit(main())
