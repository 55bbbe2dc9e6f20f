#!/usr/bin/python3
"""One home visit from the doorstep to headquarters, through the real windows.

    first_path.py FOLDER|--scratch [--pictures FOLDER]

Makes an HQ with the demonstration county under FOLDER. A tablet's first start follows: address and code
are typed from what HQ printed, a PIN is chosen, people and forms come. In Chinese, as a worker would, it
then visits the first person who is due, answers every question that shows, finishes, sends, and prints
each step as other processes read it back from the tablet's and HQ's stores. Needs a display (tests/with-display.sh) and ends with 0 only
where all of it held.
"""

import argparse
import csv
import itertools
import json
import os
import tempfile
import time

import desk
import filler
import house
import proof
from house import say
from words import LOCALES, zh, zh_count


def unseen(name, still=True):
    """For those who only want the step done."""


class Camera:
    """Shows the steps of the visit to whoever reads the folder; without one it does nothing."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, name, still=True):
        if self.folder:
            os.makedirs(self.folder, exist_ok=True)
            desk.picture(os.path.join(self.folder, name + ".png"), still)


def enrol(app, url, code, show=unseen):
    """First start: the language, address and code from the county's paper, a PIN, the first sync.

    @show is called with the name of each step that can be seen.
    """
    app.wait_for("text", zh("The county's address"))
    show("01-first-start")
    app.wait_for("radio button", "English").press()
    app.wait_for("text", "The county's address")
    show("02-first-start-in-english")
    app.wait_for("radio button", "中文").press()

    address = app.wait_for("text", zh("The county's address"))
    address.keys(url)
    field = app.wait_for("text", zh("Code, 20 letters and digits"))
    field.keys(code)
    desk.wait(lambda: field.text.replace(" ", "") == code.replace("-", ""), "the code is not typed")
    desk.wait(lambda: address.text == url, "the address is not typed")
    show("03-code")
    app.wait_for("push button", zh("Continue")).press()

    app.wait_for("label", zh("Choose 10 digits that only you know"))
    show("04-pin")
    enter_pin(app)
    app.wait_for("label", zh("The same 10 digits once more"))
    enter_pin(app)
    desk.wait(lambda: due_tile(app), "home does not come", 60)


def enter_pin(app):
    for digit in house.PIN:
        app.wait_for("push button", digit).press()


def due_tile(app):
    """The tile of who is due, once there is somebody: the home page is made again while it loads."""
    nobody = zh_count("%u home", "%u homes", 0)
    tile = app.first("push button", starts=zh("Due today"))
    return None if tile is None or tile.name.endswith(" " + nobody) else tile


def lock_and_unlock(app, show=unseen):
    app.wait_for("push button", zh("Lock")).press()
    app.wait_for("label", zh("Enter your 10 digits"))
    show("06-unlock")
    enter_pin(app)
    desk.wait(lambda: due_tile(app), "home does not come")


def press_until(app, card, button, what):
    """Presses a card until the button behind it is there, and that."""

    def find():
        found = button()
        if found is None:
            thing = card()
            if thing is not None:
                thing.press()
                time.sleep(0.3)
        return found

    desk.wait(find, what).press()


def begin_visit(app, show=unseen):
    """Opens the first who is due."""

    def begin():
        button = app.first("push button", zh("Begin the visit"))
        if button is not None:
            show("07-due")
        return button

    press_until(app, lambda: due_tile(app), begin, "nobody is due")


def send(app):
    """Back to the start, to the card with the sentence of truth, and send."""
    app.wait_for("push button", zh("Back to the start")).press()
    card = zh_count("%u recorded today", "%u recorded today", 1)
    now = zh_count("Send %u now", "Send %u now", 1)
    press_until(
        app,
        lambda: app.first("push button", starts=card),
        lambda: app.first("push button", now),
        "no way to send",
    )
    received = zh("Received by the county")
    desk.wait(
        lambda: any(received in t.name for t in app.walk()), "the county's receipt does not come", 60
    )


def show_pages(show):
    """For the filler: shows each page of the survey once it is filled."""
    numbers = itertools.count(1)
    return lambda filling: show(f"08-survey-{next(numbers):02}", still=False)


def enrolled(hq):
    """The one tablet, as HQ lists it."""
    lines = hq.command("device", "list").stdout.strip().splitlines()
    assert sum(house.WORKER in line for line in lines) == 1, lines
    return next(line for line in lines if house.WORKER in line)


def offline(hq, tablet):
    """HQ is gone: nothing is lost, and it is said so. Then HQ is back."""
    hq.stop()
    said = tablet.sync("now", expect=(2,))
    words = (said.stderr or said.stdout).strip().splitlines()[0]
    assert tablet.status()["waiting"]["responses"] == 1
    hq.serve()
    return words


def again(hq, tablet):
    """A second send sends no change, and the receipt is the same."""
    before = tablet.status()["receipt"]
    tablet.sync("now", pin=True)
    after = tablet.status()["receipt"]
    assert after["number"] == before["number"], (before, after)
    lines = [line for line in hq.command("device", "list").stdout.splitlines() if "1 lines" in line]
    assert lines, "HQ does not hold exactly one line"
    return "no change sent, the same receipt"


def proof_of(hq, tablet, response):
    person_id = response["ans"]["visit"]["person_id"]
    with open(os.path.join(hq.county, "register.csv"), encoding="utf-8", newline="") as file:
        person = next(row for row in csv.DictReader(file) if row["person_id"] == person_id)
    private = {k: person[k] for k in ("resident_id", "cert_no", "phone", "address", "guardian_phone")}
    words, paths = proof.words_of(response, private)
    words.add(person["person_name"])
    proof.tells_nothing(tablet.profile, words | paths)
    say("a finder    ", f"reads none of {len(words)} words and {len(paths)} question paths")
    hq.stop()
    said = proof.change_an_answer(hq.folder, hq.folder + "-changed")
    say("changed     ", said)


def read_back(hq, tablet, answered):
    """What two other processes find in the two stores. Returns the response as HQ has it."""
    status = tablet.status()
    assert status["waiting"]["responses"] == 0, status
    assert status["waiting"]["attachments"] == 0, status
    receipt = status["receipt"]["number"]
    lines = [line for line in tablet.dump() if line.get("k") == "response"]
    assert len(lines) == 1, f"{len(lines)} responses in the tablet's log"
    response = lines[0]
    leaves = count_leaves(response["ans"])
    size = len(json.dumps(response, ensure_ascii=False).encode())
    say("person      ", response["ans"]["basic"]["person_name"])
    say("answers     ", f"{leaves} saved, {len(answered)} questions asked")
    say("bytes sent  ", f"{size} in the line, {len(response.get('att', []))} attachments")
    say("receipt     ", receipt, status["receipt"]["at"])

    report = json.loads(
        hq.command("report", "night", "--period", time.strftime("%Y-%m-%d"), "--format", "json").stdout
    )
    assert report["totals"]["received"] == 1, report["totals"]
    township = next(t for t in report["townships"] if t["received"] == 1)
    assert house.VILLAGE.startswith(township["division"]), township
    say("headquarters", f"{township['division']}: 1 received, {township['visited']} visited")
    verified = hq.command("verify").stdout.strip()
    assert "1 receipt" in verified and " 0 faults" in verified, verified
    say("verified    ", verified)
    say("checked     ", hq.check([tablet]))
    return response


def count_leaves(node):
    if isinstance(node, dict):
        return sum(count_leaves(value) for value in node.values())
    if isinstance(node, list):
        return sum(count_leaves(value) for value in node)
    return 1 if node not in ("", None) else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--scratch", action="store_true", help="in a folder that goes at the end")
    parser.add_argument("--pictures")
    arguments = parser.parse_args()
    if arguments.scratch:
        with tempfile.TemporaryDirectory(prefix="ruhu-path-") as arguments.folder:
            visit(arguments)
    elif arguments.folder:
        visit(arguments)
    else:
        parser.error("a FOLDER, or --scratch")


def visit(arguments):
    os.makedirs(arguments.folder, exist_ok=True)

    show = Camera(arguments.pictures)
    hq = house.Headquarters(os.path.join(arguments.folder, "hq"))
    tablet = house.Tablet(os.path.join(arguments.folder, "tablet"))
    hq.make()
    hq.serve()
    app = None
    try:
        say("county      ", hq.furnish())
        url, code = hq.enrol(os.path.join(arguments.folder, "code"))
        app = desk.App(
            [house.RUHU, "--profile", tablet.profile],
            {"RUHU_CAMERA": "videotestsrc", "RUHU_LOCALEDIR": LOCALES},
        )
        enrol(app, url, code, show)
        say("tablet      ", enrolled(hq))
        show("05-home")
        lock_and_unlock(app, show)
        begin_visit(app, show)
        filling = filler.Filler(app)
        began = time.monotonic()
        filling.fill(show_pages(show))
        desk.wait(lambda: filling.blue(filling.page()), "no review")
        show("09-review")
        filling.finish()
        say("answered    ", f"{sum(filling.answered.values())} answers in {time.monotonic() - began:.0f} s")
        say("on record   ", f"{len(filling.changed)} lines opened and changed, the others so")
        app.wait_for("push button", zh("Back to the start"))
        show("10-finished")
        say("without HQ  ", offline(hq, tablet))
        send(app)
        show("11-sent")
        app.stop()
        app = None
        response = read_back(hq, tablet, filling.answered)
        say("asked again ", again(hq, tablet))
        proof_of(hq, tablet, response)
    except Exception:
        if app is not None:
            Camera(arguments.pictures or arguments.folder)("failed")
            if app.alive:
                house.complain(app.tree())
        raise
    finally:
        if app is not None:
            app.kill()
        hq.stop()
    say("the whole path stands")


if __name__ == "__main__":
    main()
