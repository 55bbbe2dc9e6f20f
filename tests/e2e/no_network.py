#!/usr/bin/python3
"""No network, no loss, with the tablet locked or its app closed.

    no_network.py locked|closed

One whole visit in the window, with photo and signature; then nobody is there, HQ is gone, and HQ is
back. What waits is counted, what arrives is confirmed by HQ under the number the tablet has, and the
worker reads that number on the sending page. Needs a display (tests/with-display.sh).
"""

import json
import os
import re
import sys
import time

import desk
from house import say
from words import zh, zh_count
from workday import PHOTO, SIGNATURE, workday

STATUS = {
    "waiting": {"responses": int, "attachments": int, "bytes": int},
    "drafts": int,
    "quarantined": int,
    "receipt": {"number": str, "at": str},
    "last_contact": str,
    "next_try": str,
}
TIME = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"
NUMBER = r"d[a-z0-9]{7}-\d+[A-Z2-9]{2}"


def assert_names_nobody(value, shape, member="status"):
    """Only counts, times and the number of a receipt: there is no place for a name."""
    if isinstance(shape, dict) and value is not None:
        assert set(value) == set(shape), (member, value)
        for name in shape:
            assert_names_nobody(value[name], shape[name], name)
    elif shape is int:
        assert type(value) is int and value >= 0, (member, value)
    elif value is not None:
        pattern = NUMBER if member == "number" else TIME
        assert re.fullmatch(pattern, value), (member, value)


def status(tablet):
    now = tablet.status()
    assert_names_nobody(now, STATUS)
    return now


def leave(day, variant):
    """The worker's day ends: locked by its button, or the program ends."""
    if variant == "closed":
        day.close_app()
    else:
        day.go_home()
        day.lock()


def without_hq(tablet):
    """Asked to send, it says that it cannot, what waits, that it is safe, and what to do."""
    before = status(tablet)
    assert before["waiting"]["responses"] == 1, before
    assert before["waiting"]["attachments"] >= 2, before
    assert before["waiting"]["bytes"] > 0, before
    said = tablet.sync("now", expect=(2,))
    assert said.stdout == "", said.stdout
    assert "nothing is lost" in said.stderr, said.stderr
    assert f"1 response and {before['waiting']['attachments']} attachments" in said.stderr, said.stderr
    assert "next try" in said.stderr, said.stderr
    after = status(tablet)
    assert after["waiting"] == before["waiting"], (before, after)
    return said.stderr.splitlines()[0]


def log_of(hq):
    """HQ's log of today, byte for byte."""
    path = os.path.join(hq.folder + "-log.ndjson")
    hq.command("export", "log", "--period", time.strftime("%Y-%m-%d"), "-o", path)
    with open(path, "rb") as file:
        return file.read().splitlines()


def received(hq, tablet):
    """HQ is back: all of it goes, and HQ confirms the number that the tablet shows."""
    said = tablet.sync("now")
    now = status(tablet)
    assert now["waiting"] == {"responses": 0, "attachments": 0, "bytes": 0}, now
    assert now["receipt"] is not None, now
    number = now["receipt"]["number"]
    assert number in said.stdout, said.stdout
    assert number in hq.command("device", "list").stdout
    confirmed = hq.command("verify", number).stdout
    assert f"receipt {number}: " in confirmed and " 0 faults" in confirmed, confirmed
    wrong = number[:-2] + ("AB" if number[-2:] != "AB" else "CD")
    refused = hq.command("verify", wrong, expect=(1,))
    assert f"receipt {wrong}: " in refused.stderr, refused.stderr
    return number


def send_again(hq, tablet, number):
    before = log_of(hq)
    assert len([l for l in before if json.loads(l)["c"]["k"] == "response"]) == 1
    tablet.sync("now")
    assert log_of(hq) == before, "a second send sent a change"
    assert status(tablet)["receipt"]["number"] == number
    return len(before)


def read_on_page(day, number):
    """Unlocked again, the worker reads the receipt on the sending page, and the record is received."""
    day.unlock()
    app = day.app
    card = zh_count("%u recorded today", "%u recorded today", 1)

    def find():
        if app.first(name="RuhuSendingPage") is None:
            button = app.first("push button", starts=card)
            if button is not None:
                button.press()
                time.sleep(0.3)
            return None
        return any(number in t.name for t in app.all("label"))

    desk.wait(find, f"receipt {number} is not on the sending page")
    # What came while nobody could write it into the store is taken in now.
    received = zh("Received by the county")
    desk.wait(
        lambda: any(received in t.name for t in app.walk()), "the record is not shown as received"
    )


def main(variant):
    with workday("none") as day:
        day.begin()
        answered = day.visit().answered
        assert answered.keys() & {SIGNATURE, PHOTO}, "no attachment was asked for"
        day.hq.stop()
        leave(day, variant)
        say("without HQ  ", without_hq(day.tablet))
        day.hq.serve()
        number = received(day.hq, day.tablet)
        say("received    ", number)
        say("once more   ", send_again(day.hq, day.tablet, number), "lines in HQ's log, as before")
        if variant == "closed":
            day.open_app()
        read_on_page(day, number)
        say("shown       ", number)


if __name__ == "__main__":
    main(sys.argv[1])
