"""A worker's day in a scratch house: HQ, a tablet enrolled in the window, visits, and the way home.

What the other scripts here tell apart; the window speaks Chinese.
"""

import contextlib
import os
import tempfile

import desk
import filler
import first_path
import house
from words import LOCALES, zh

# Two attachments of the home visit that its answers file asks for.
SIGNATURE, PHOTO = "consent_sign", "house_photo"


class Workday:
    """One HQ, one tablet, and the app while it runs."""

    def __init__(self, folder):
        self.folder = folder
        self.hq = house.Headquarters(os.path.join(folder, "hq"))
        self.tablet = house.Tablet(os.path.join(folder, "tablet"))
        self.app = None

    def open_app(self, environment=None, **more):
        """Starts the app on the tablet's profile."""
        environment = {"RUHU_CAMERA": "videotestsrc", "RUHU_LOCALEDIR": LOCALES, **(environment or {})}
        self.app = desk.App([house.RUHU, "--profile", self.tablet.profile], environment, **more)
        return self.app

    def close_app(self):
        self.app.stop()
        self.app = None

    def found_hq(self):
        """HQ with the demonstration county, serving."""
        self.hq.make()
        self.hq.serve()
        self.hq.furnish()

    def begin(self, **more):
        """HQ, and the tablet's first start; ends at home with people who are due."""
        self.found_hq()
        url, code = self.hq.enrol(os.path.join(self.folder, "code"))
        self.open_app(**more)
        first_path.enrol(self.app, url, code)

    def visit(self, answers=None, on_page=None):
        """The first who is due, from the door to the blue button. Returns the filler."""
        first_path.begin_visit(self.app)
        filling = filler.Filler(self.app, answers)
        filling.fill(on_page)
        filling.finish()
        self.app.wait_for("push button", zh("Back to the start"))
        return filling

    def go_home(self):
        self.app.wait_for("push button", zh("Back to the start")).press()

    def lock(self):
        self.app.wait_for("push button", zh("Lock")).press()
        self.app.wait_for("label", zh("Enter your 10 digits"))

    def unlock(self):
        first_path.enter_pin(self.app)
        desk.wait(lambda: first_path.due_tile(self.app), "home does not come")


@contextlib.contextmanager
def workday(name):
    """A day in a folder that goes at the end, whatever happens; what fails shows its window. Once it is
    over, all of the tablet's log must be at HQ, and HQ be what the logs make of it: see check.py."""
    with tempfile.TemporaryDirectory(prefix=f"ruhu-{name}-") as folder:
        day = Workday(folder)
        try:
            yield day
            if day.app is not None:
                day.close_app()
            house.say("checked     ", day.hq.check([day.tablet]))
        except Exception:
            if day.app is not None and day.app.alive:
                house.complain(day.app.tree())
            raise
        finally:
            if day.app is not None:
                day.app.kill()
            day.hq.stop()
