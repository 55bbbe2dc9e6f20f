#!/usr/bin/python3
"""Walks every page of the running app through the accessibility bus and with the Tab key.

Fails for anything that can be used and has no name or role, and for a page that cannot be gone through by
Tab alone with the focus in sight. Needs a display (tests/with-display.sh).
"""

import os
import sys
import tempfile

import desk
import filler
import first_path
import house
from house import complain, say
from sweep import Sweep
from words import LOCALES, zh


class Kinds:
    """For the filler: looks at each page, and tabs through where a kind of editor is new."""

    def __init__(self, sweep):
        self.sweep = sweep
        self.known = set()
        self.n = 0

    def __call__(self, filling):
        self.n += 1
        page = filling.page()
        kinds = {kind for _, kind, _ in filling.parts(page)} | {
            b.name for b in page.all("push button") if b.name in filler.ADD
        }
        self.sweep.look(f"survey page {self.n}", tab=not kinds <= self.known)
        self.known |= kinds


def go_back(app, until):
    app.wait_for("push button", zh("Back")).press()
    app.wait_for("push button", starts=until)


def look_around(app, show):
    """The pages beside the visit, from home and back to it."""
    home = zh("Due today")
    app.wait_for("push button", zh("Find, register")).press()
    app.wait_for("push button", zh("Digits"))
    show("find")
    app.wait_for("push button", zh("Digits")).press()
    app.wait_for("push button", zh("Letters"))
    show("find by digits")
    go_back(app, home)

    app.wait_for("push button", zh("Nothing recorded today yet")).press()
    app.wait_for("push button", zh("Ask the county for news"))
    show("nothing to send")
    go_back(app, home)

    open_menu(app, show)
    app.wait_for("menu item", zh("Settings")).press()
    app.wait_for("radio button", "English")
    show("settings")
    go_back(app, home)

    # What is in these windows is GTK's own.
    for item in (zh("All keys"), zh("About Ruhu")):
        open_menu(app)
        app.wait_for("menu item", item).press()
        desk.wait(lambda: len(list(app.children())) > 1, f"{item} does not open")
        desk.key("Escape")
        desk.wait(lambda: len(list(app.children())) == 1, f"{item} does not close")


def open_menu(app, show=None):
    desk.key("F10")
    app.wait_for("menu item", zh("About Ruhu"))
    if show:
        show("menu", tab=False)  # the arrow keys go through a menu


def visit_all(app, hq, code_folder):
    sweep = Sweep(app)

    def show(name, still=True, tab=True):
        sweep.look(name, tab)

    first_path.enrol(app, *hq.enrol(code_folder), show)
    show("home")
    look_around(app, show)
    first_path.lock_and_unlock(app, show)
    first_path.begin_visit(app, show)
    filling = filler.Filler(app)
    filling.page()
    app.wait_for("push button", zh("Outline")).press()
    app.wait_for("push button", zh("Back to the question"))
    show("outline")
    app.wait_for("push button", zh("Back to the question")).press()
    desk.wait(lambda: filling.button(filling.outline(filling.page()), filler.NEXT), "no question")
    filling.fill(Kinds(sweep))
    desk.wait(lambda: filling.blue(filling.page()), "no review")
    show("review")
    filling.finish()
    app.wait_for("push button", zh("Back to the start"))
    show("finished")
    first_path.send(app)
    show("sending")
    return sweep


def main():
    with tempfile.TemporaryDirectory(prefix="ruhu-sweep-") as folder:
        hq = house.Headquarters(os.path.join(folder, "hq"))
        hq.make()
        hq.serve()
        hq.furnish()
        app = desk.App(
            [house.RUHU, "--profile", os.path.join(folder, "tablet")],
            {"RUHU_CAMERA": "videotestsrc", "RUHU_LOCALEDIR": LOCALES},
        )
        try:
            sweep = visit_all(app, hq, os.path.join(folder, "code"))
            app.stop()
        except Exception:
            if app.alive:
                complain(app.tree())
            raise
        finally:
            app.kill()
            hq.stop()
    for fault in sweep.faults:
        complain(fault)
    say(f"{sweep.pages} pages, {sweep.stops} stops of the Tab key, {len(sweep.faults)} faults")
    return 1 if sweep.faults else 0


if __name__ == "__main__":
    sys.exit(main())
