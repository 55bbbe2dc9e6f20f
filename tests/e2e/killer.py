"""Starts real programs so that they can be killed at chosen moments, and tells which moment it was.

tests/crash/kill-in-write.c, loaded before the program, kills it between the first and the last system
call of a write; or the test kills it from outside, and reads here whether that hit a write.
"""

import mmap
import os
import signal
import struct
import tempfile

import house

LAYER = os.path.join(house.BUILD, "tests", "crash", "kill-in-write.so")
WORDS = struct.Struct("6I")


class Killer:
    """What one folder's programs are to die of. Counts the kills, and those within a write."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.file = tempfile.NamedTemporaryFile(prefix="ruhu-kill-")
        self.file.truncate(WORDS.size)
        self.map = mmap.mmap(self.file.fileno(), WORDS.size)
        self.kills = 0
        self.inside = 0

    def environment(self):
        """For the program: it is started with this, unarmed."""
        self.map[:] = bytes(WORDS.size)
        return dict(
            os.environ,
            LD_PRELOAD=LAYER,
            RUHU_KILL_CONTROL=self.file.name,
            RUHU_KILL_UNDER=self.folder,
        )

    def arm(self, writes, call, torn):
        """To die in this write from now, counted from 1, at this call of it, from 2."""
        self.map[4:12] = struct.pack("2I", max(call, 2), torn)
        self.map[0:4] = struct.pack("I", writes)

    def arm_by(self, chance, most):
        self.arm(chance.randint(1, most), chance.randint(2, 8), chance.random() < 0.5)

    @property
    def died_at(self):
        return WORDS.unpack(self.map[:])[3]

    @property
    def writes(self):
        return WORDS.unpack(self.map[:])[5]

    def note(self, code):
        """A program has ended with @code. Returns whether it was killed."""
        if code != -signal.SIGKILL:
            return False
        self.kills += 1
        _, _, _, died_at, unsynced, _ = WORDS.unpack(self.map[:])
        self.inside += died_at > 1 or unsynced > 0
        return True

    def close(self):
        self.map.close()
        self.file.close()
