"""Looks a page of the app through as somebody would who cannot see it, or has only a keyboard.

Everything that can be used has a name and a role; Tab reaches all of it, leaves each again, and one sees
where it is.
"""

import re
import subprocess
import time

import desk
from desk import Atspi, GLib

# What a person uses, by the names AT-SPI gives to roles.
USED = {
    "push button", "toggle button", "check box", "radio button", "text", "password text", "entry",
    "list", "list item", "slider", "spin button", "combo box", "menu item", "link", "image", "icon", "switch",
}  # fmt: skip
# What libadwaita draws into its rows, too, where it is but an ornament.
DRAWN = {"image", "icon"}
# Roles that say nothing: not enough for what takes the focus.
NO_ROLE = {"filler", "unknown", "invalid", "redundant object", "panel"}
# GTK names a widget that has no name by its type.
TYPE_NAME = re.compile(r"(Gtk|Adw|Ruhu|Gdk)[A-Z]\w*")
# GTK's own buttons of the window: never reached by Tab, and drawn by the desktop on a tablet.
OF_THE_WINDOW = {
    "最小化", "最大化", "还原", "关闭", "Minimize", "Maximize", "Restore", "Close",
}  # fmt: skip
# Among these Tab stops once, and the arrow keys do the rest. GTK 4.8 calls radio buttons check boxes.
ONE_STOP = {"list item", "radio button", "check box", "menu item", "page tab"}

MOST_TABS = 200


def nameless(thing):
    return not thing.name or TYPE_NAME.fullmatch(thing.name) is not None


class Sweep:
    """The faults of all pages that were looked at, each said once."""

    def __init__(self, app):
        self.app = app
        self.faults = []
        self.pages = 0
        self.stops = 0
        self.seen = set()
        self.focused = []
        self.listener = Atspi.EventListener.new(self._noted)
        self.listener.register("object:state-changed:focused")

    def _noted(self, event):
        if event.detail1:
            self.focused.append(event.source)

    def fault(self, page, thing, what):
        line = f"{thing.role} “{thing.name}” {what}"
        if line not in self.seen:
            self.seen.add(line)
            self.faults.append(f"{page}: {line}")

    def look(self, page, tab=True):
        """Looks at what is on the screen now, which faults call @page."""
        self.pages += 1
        for thing in self.app.walk():
            try:
                self.look_at(page, thing)
            except GLib.Error:
                continue  # it went away meanwhile
        if tab:
            self.go_through(page)

    def look_at(self, page, thing):
        takes_focus = thing.has(Atspi.StateType.FOCUSABLE)
        if takes_focus and thing.role in NO_ROLE:
            self.fault(page, thing, "takes the focus and has no role")
        if thing.role in DRAWN and not takes_focus:
            return
        if thing.role in USED and nameless(thing):
            near = ", ".join(t.name for t in thing.walk() if not nameless(t))
            self.fault(page, thing, f"has no name (with {near[:60]})")

    def press(self, key):
        """Returns what has the focus then, or None where it does not move."""
        self.focused.clear()
        desk.key(key)
        end = time.monotonic() + 1
        while time.monotonic() < end:
            GLib.MainContext.default().iteration(False)
            if self.focused:
                return desk.Thing(self.focused[-1])
            time.sleep(0.002)
        return None

    def go_through(self, page):
        """Presses Tab until the focus is back where it was first."""
        before = screen()
        reached = []
        for _ in range(MOST_TABS):
            thing = self.press("Tab")
            if thing is None:
                held = next((t for t in self.app.walk() if t.has(Atspi.StateType.FOCUSED)), self.app)
                if reached or len(self.expected()) > 1:
                    self.fault(page, held, "does not let go of the focus")
                return
            if nameless(thing):
                self.fault(page, thing, "takes the focus and has no name")
            after = screen()
            if after == before:
                time.sleep(0.2)  # the frame may be late
                after = screen()
            if after == before:
                self.fault(page, thing, "has the focus and looks as if it had not")
            before = after
            if thing.node in reached:
                break
            reached.append(thing.node)
            if thing.role == "list":  # it has the focus itself; the arrow keys go into it
                inside = self.press("Down")
                if inside is None:
                    self.fault(page, thing, "cannot be gone into by arrow keys")
                else:
                    reached.append(inside.node)
        self.stops += len(reached)
        groups = {(desk.Thing(node).role, group_of(node)) for node in reached}
        held = {above for node in reached for above in line_of(node)}
        for thing in self.expected():
            one_of_many = thing.role in ONE_STOP and (thing.role, group_of(thing.node)) in groups
            if thing.node not in held and not one_of_many:
                self.fault(page, thing, "is not reached by Tab")

    def expected(self):
        return [
            thing
            for thing in self.app.walk()
            if thing.role in USED
            and thing.role != "list"
            and thing.has(Atspi.StateType.FOCUSABLE)
            and thing.sensitive
            and thing.name not in OF_THE_WINDOW
        ]


def line_of(node):
    """It and all that holds it."""
    while node is not None:
        yield node
        node = node.get_parent()


def group_of(node):
    """What holds it and its like: the editor of a question, or else a list, or the box above it."""
    above = node.get_parent()
    held = above
    while above is not None:
        if (above.get_name() or "").endswith("Editor"):
            return above
        if above.get_role_name() == "list" and held.get_role_name() != "list":
            held = above
        above = above.get_parent()
    return held


def screen():
    """The picture of the screen once the frame that shows the focus is drawn."""
    return subprocess.run(
        ["import", "-silent", "-window", "root", "-depth", "8", "rgb:-"],
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
