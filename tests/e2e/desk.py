"""What an end-to-end test does to a window: finds things by role and name, presses and types.

Everything goes through the accessibility bus, as a screen reader would, so that what a test can reach a
blind worker can reach too. Nothing sleeps for a guess: each step waits until what it needs is there.
"""

import os
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# The bus complains of a program that has just begun. That ends no script; only the app's own are fatal.
GLib.log_set_always_fatal(GLib.LogLevelFlags.LEVEL_ERROR)

PATIENCE = float(os.environ.get("RUHU_PATIENCE", "20"))


running = set()  # the programs that were started and are to be there


class Missing(Exception):
    """What was waited for did not come."""


class Gone(Missing):
    """A program has ended that was to be there."""


def wait(ask, what, patience=PATIENCE):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + patience
    while True:
        try:
            answer = ask()
            if answer:
                return answer
        except GLib.Error:
            pass  # a widget went away while it was looked at
        for process in running:
            if process.poll() is not None:
                raise Gone(f"{what}: the program ended with {process.returncode}")
        if time.monotonic() > end:
            raise Missing(what)
        time.sleep(0.015)


def key(name):
    """Presses a key, as X calls it, wherever the focus is."""
    subprocess.run(["xdotool", "key", name], check=True)


class Thing:
    """One accessible object of the app."""

    def __init__(self, node):
        self.node = node

    @property
    def role(self):
        return self.node.get_role_name()

    @property
    def name(self):
        return self.node.get_name() or ""

    @property
    def description(self):
        return self.node.get_description() or ""

    @property
    def text(self):
        return Atspi.Text.get_text(self.node, 0, Atspi.Text.get_character_count(self.node))

    def look_again(self):
        """Forgets what the bus said of it before."""
        self.node.clear_cache()
        return self

    def has(self, state):
        return self.node.get_state_set().contains(state)

    @property
    def sensitive(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def checked(self):
        return self.has(Atspi.StateType.CHECKED)

    def children(self):
        for i in range(self.node.get_child_count()):
            child = self.node.get_child_at_index(i)
            if child is not None:
                yield Thing(child)

    def walk(self):
        """This and all below it that is not hidden, in the order of the page."""
        yield self
        for child in self.children():
            try:
                if child.has(Atspi.StateType.VISIBLE):
                    yield from child.walk()
            except GLib.Error:
                continue

    def all(self, role=None, name=None, starts=None):
        """What is below it, not hidden, with that role (or one of several) and name."""
        roles = (role,) if isinstance(role, str) else role
        for thing in self.walk():
            if roles and thing.role not in roles:
                continue
            if name is not None and thing.name != name:
                continue
            if starts is not None and not thing.name.startswith(starts):
                continue
            yield thing

    def first(self, role=None, name=None, starts=None):
        return next(self.all(role, name, starts), None)

    def wait_for(self, role=None, name=None, starts=None, patience=PATIENCE):
        what = f"no {role or 'thing'} {name or starts or ''}"
        return wait(lambda: self.first(role, name, starts), what, patience)

    def press(self):
        """Does its first action, which is what a tap does."""
        wait(lambda: self.sensitive, f"{self.role} {self.name} stays insensitive")
        if Atspi.Action.get_n_actions(self.node) == 0:
            raise Missing(f"{self.role} {self.name} cannot be pressed")
        Atspi.Action.do_action(self.node, 0)

    def type(self, text):
        """Puts a text in the place of what it held."""
        Atspi.EditableText.set_text_contents(self.node, text)

    def tap(self):
        """Taps it with the pointer, in the middle: a list's rows have no action."""
        box = Atspi.Component.get_extents(self.node, Atspi.CoordType.WINDOW)
        x, y = box.x + box.width // 2, box.y + box.height // 2
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)

    def point(self):
        """Taps it; where a key would go is where the focus is."""
        self.tap()
        wait(lambda: self.has(Atspi.StateType.FOCUSED), f"{self.role} {self.name} takes no focus")

    def keys(self, text):
        """Types a text key by key, as on a keyboard."""
        self.point()
        subprocess.run(["xdotool", "type", "--delay", "5", text], check=True)

    def tree(self):
        """For a failure's log: roles and names, which hold nothing but what the test put in."""
        lines = []

        def add(thing, depth):
            lines.append("  " * depth + f"{thing.role} {thing.name!r}")
            for child in thing.children():
                if child.has(Atspi.StateType.VISIBLE):
                    add(child, depth + 1)

        add(self, 0)
        return "\n".join(lines)


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return {int(child) for child in file.read().split()}


class App(Thing):
    """A program with a window, or one whose child has it, started here and stopped here."""

    def __init__(self, command, environment=None, **more):
        self.process = subprocess.Popen(
            command, env=dict(os.environ, **(environment or {})), **more
        )
        running.add(self.process)
        super().__init__(wait(self._find, f"{command[0]} shows no window"))

    def _find(self):
        ours = {self.process.pid} | children_of(self.process.pid)
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            node = desktop.get_child_at_index(i)
            if node and node.get_process_id() in ours and node.get_child_count() > 0:
                return node
        return None

    @property
    def alive(self):
        return self.process.poll() is None

    def stop(self):
        running.discard(self.process)
        if self.alive:
            self.process.terminate()
        return self.process.wait(timeout=PATIENCE)

    def kill(self):
        running.discard(self.process)
        self.process.kill()
        self.process.wait()


def picture(path, still=True):
    """Photographs the whole screen, popovers included, once it stands @still: twice the same."""
    last = None
    for _ in range(5 if still else 1):
        shot = subprocess.run(
            ["import", "-silent", "-window", "root", "-define", "png:exclude-chunks=date,time", "png:-"],
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        if shot == last:
            break
        last = shot
    with open(path, "wb") as file:
        file.write(last)
