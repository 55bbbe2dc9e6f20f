#!/usr/bin/python3
"""A county's tablets and its HQ, night after night.

    fleet.py [--tablets N] [--nights N] [--processes N] [--from SEED]

One `ruhu-hq serve` and N tablets, many to a process (fleet-tablets.c). Each day every worker answers and
finishes some visits, corrects what came back and now and then edits a person; townships decide about
what they see. Each night every tablet syncs over TLS in its own slot, a third of them locked, and in some
nights a few go by bundle. One tablet in a hundred is killed, in its own process, at a seeded moment; HQ
is restarted, now ended and now killed, in the middle of what the tablets send, and once it is restored from
a backup of some nights ago. The clock is another one for all of them (night-clock.c), and nobody waits.

In the end HQ must hold what the tablets' stores said was saved, each response once, and every receipt
must be true; check.py must agree over the tablets' logs and HQ's export. HQ's memory must be within 5 %
or 8 MB of that after the third night, and its descriptors no more than then.
"""

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from concurrent import futures

import fleet_house
import fleet_oracle
import house
import killed
import killer

TOWNSHIP = 20  # tablets of a township, of which one is the township's own
STEPS = 10  # of a night
NIGHT_MINUTES = 600  # from 20:00 to 06:00
MOST_WRITES = 40
MEGABYTE = 1024  # in kB, as the kernel counts
PERSONS = 3  # of a village
MOST_AT_ONCE = 50  # tablets that an HQ lets enrol from one address without waiting


class Plan:
    """What happens in which night, counted from 1."""

    def __init__(self, chance, nights):
        busy = nights * 3 // 5 if nights >= 10 else nights
        self.backup = busy // 3 or 1
        self.restore = self.backup + (3 if nights >= 10 else 1)
        first = 4 if nights >= 10 else 1
        restarts = [chance.randint(first, busy) for _ in range(10 if nights >= 10 else 2)]
        self.restarts = {night: restarts.count(night) for night in restarts}
        self.last_restart = max([self.restore] + restarts)
        self.bundles = {night for night in range(2, nights + 1) if night % max(nights // 4, 2) == 0}
        self.backups = {self.backup} | set(range(self.restore + 2, nights, 5))


class Fleet:
    def __init__(self, folder, chance, arguments):
        self.folder = folder
        self.chance = chance
        self.nights = arguments.nights
        self.plan = Plan(chance, arguments.nights)
        self.clock = fleet_house.Clock(folder)
        self.oracle = fleet_oracle.Oracle()
        self.hq = house.Headquarters(os.path.join(folder, "hq"))
        self.backup = os.path.join(folder, "night.rbk")
        self.tablets = [fleet_house.Tablet(folder, i, TOWNSHIP) for i in range(arguments.tablets)]
        self.hosts = []
        self.pool = futures.ThreadPoolExecutor(arguments.processes)
        for i in range(arguments.processes):
            self.hosts.append(fleet_house.Host(self.oracle, os.environ))
            for tablet in self.tablets[i :: arguments.processes]:
                tablet.host = self.hosts[-1]
        self.memory = []  # of each night: kB, descriptors, whether HQ is the same process as before
        self.restarts = self.kills = self.inside = self.carried = 0

    def everywhere(self, act):
        """Does @act (host, its tablets) for all hosts at once."""
        jobs = [
            self.pool.submit(act, host, [t for t in self.tablets if t.host is host])
            for host in self.hosts
        ]
        for job in jobs:
            job.result()

    # Before the first day.

    def found(self):
        self.halves = self.hq.init()
        self.hq.command("form", "publish", killed.FORM)
        register = os.path.join(self.folder, "register.csv")
        with open(register, "w", encoding="utf-8") as file:
            file.write("person_name,division_code,cert_status\n")
            for tablet in self.tablets:
                if not tablet.township:
                    file.writelines(f"甲{i},{tablet.scope},valid\n" for i in range(PERSONS))
        self.hq.command("register", "import", register)
        for first in range(0, len(self.tablets), MOST_AT_ONCE):
            self.hq.stop()
            self.hq.serve()
            some = self.tablets[first : first + MOST_AT_ONCE]
            self.everywhere(lambda _, own: [self.enrol(tablet) for tablet in own if tablet in some])

    def enrol(self, tablet):
        role = "township" if tablet.township else "village"
        self.hq.command("user", "add", tablet.user, "--role", role, "--scope", tablet.scope)
        _, code = self.hq.enrol(tablet.profile + "-code", tablet.scope, tablet.user)
        tablet.host.ask("enrol", tablet.profile, tablet.user, self.hq.address, code)

    # A day.

    def work(self, tablets):
        """Nobody needs HQ for it. A third locks in the evening."""
        chance = self.chance
        days = {t: (chance.getrandbits(32), chance.randint(1, 4), chance.random()) for t in tablets}

        def act(host, own):
            for tablet in own:
                if tablet not in days:
                    continue
                seed, visits, lot = days[tablet]
                host.ask("open", tablet.profile, tablet.user)
                if not tablet.township:
                    host.ask("work", tablet.profile, tablet.scope, visits, seed)
                elif lot < 0.7:
                    host.ask("review", tablet.profile, seed)
                if lot > 0.67:
                    host.ask("lock", tablet.profile)

        self.everywhere(act)

    def kill(self, tablet):
        """It works, and sends, in a process of its own until that is killed."""
        dying = killer.Killer(tablet.profile)
        environment = dying.environment()
        environment["LD_PRELOAD"] += ":" + os.environ["LD_PRELOAD"]
        host = fleet_house.Host(self.oracle, environment)
        try:
            host.ask("open", tablet.profile, tablet.user)
            if self.chance.randint(0, 2) == 0:
                host.kill_at_line(self.chance.randint(1, 60))
            else:
                dying.arm_by(self.chance, MOST_WRITES)
            while True:
                host.ask("work", tablet.profile, tablet.scope, 3, self.chance.getrandbits(32))
                host.ask("sync", tablet.profile)
        except EOFError:
            pass
        assert dying.note(host.wait()), f"{tablet.profile}: its process ended by itself"
        self.kills += 1
        self.inside += dying.inside
        dying.close()

    # A night.

    def sync(self, tablets):
        def act(host, own):
            due = [tablet.profile for tablet in own if tablet in tablets]
            if due:
                host.ask("sync", *due)

        if tablets:
            self.everywhere(act)

    def unsynced(self, tablets):
        return [t for t in tablets if self.oracle.outcomes.get(t.profile) != "ok"]

    def sleep(self, night):
        """Each in its slot; who did not get through comes again in the next step."""
        by_bundle = self.carry(night)
        self.oracle.outcomes.clear()
        slots = {
            tablet: tablet.slot(NIGHT_MINUTES) + self.chance.randint(-20, 20)
            for tablet in self.tablets
            if tablet not in by_bundle
        }
        restarts = sorted(self.chance.randrange(STEPS) for _ in range(self.plan.restarts.get(night, 0)))
        left = set(slots)
        for step in range(STEPS):
            self.clock.set(night, 20 * 60 + step * NIGHT_MINUTES // STEPS)
            upto = (step + 1) * NIGHT_MINUTES // STEPS if step + 1 < STEPS else NIGHT_MINUTES * 2
            due = {tablet for tablet in left if slots[tablet] < upto}
            sending = self.pool_of_one.submit(self.sync, due)
            for _ in range(restarts.count(step)):
                self.restart()
            sending.result()
            left -= due - set(self.unsynced(due))
        for _ in range(3):
            self.sync(left)
            left = set(self.unsynced(left))
        assert not left, {t.profile: self.oracle.outcomes.get(t.profile) for t in left}
        self.everywhere(lambda host, own: host.ask("close", *(t.profile for t in own)))

    def restart(self):
        """While tablets send; every other time it is killed."""
        time.sleep(self.chance.random() * 0.3)
        if self.restarts % 2 == 0:
            self.hq.server.kill()
        self.hq.stop()
        self.hq.serve()
        self.restarts += 1

    def carry(self, night):
        """A few tablets have no network that night: their bundles go to HQ, and its answers back."""
        if night not in self.plan.bundles:
            return []
        some = self.chance.sample(self.tablets, max(1, len(self.tablets) // 20))
        for tablet in some:
            up, back = (os.path.join(self.folder, f"{tablet.user}.{way}.rbb") for way in ("up", "back"))
            tablet.host.ask("export", tablet.profile, up)
            self.hq.command("bundle", "import", up, "--receipt", back)
            tablet.host.ask("import", tablet.profile, back)
            os.remove(up)
            os.remove(back)
        self.carried += len(some)
        return some

    def restore(self):
        """HQ's machine is lost; another takes its place, with what is in the backup."""
        self.hq.stop()
        shutil.rmtree(self.hq.folder)
        house.run(
            [house.RUHU_HQ, "restore", self.backup, "--dir", self.hq.folder, "--recovery-key-fd", "{fd0}"],
            ["\n".join(self.halves)],
        )
        self.hq.serve()

    def back_up(self):
        if os.path.exists(self.backup):
            os.remove(self.backup)
        self.hq.command("backup", self.backup)

    def run(self):
        with futures.ThreadPoolExecutor(1) as self.pool_of_one:
            for night in range(1, self.nights + 1):
                self.clock.set(night, 8 * 60)
                dying = self.chance.sample(self.tablets, max(1, len(self.tablets) // 100))
                self.work([tablet for tablet in self.tablets if tablet not in dying])
                if night > 1:
                    self.measure()  # by now HQ has seen that the tablets have gone
                if night == self.plan.restore:
                    self.restore()
                for tablet in dying:
                    self.kill(tablet)
                self.work(dying)
                self.sleep(night)
                if night in self.plan.backups:
                    self.back_up()
            self.measure()
            self.rest()

    def measure(self):
        most = self.most_memory(3) if len(self.memory) >= 3 else None
        patience = 30 if self.nights > 3 else 0
        self.memory.append(fleet_house.measure(self.hq.server.pid, patience, most))
        kilobytes, descriptors = self.memory[-1]
        house.say(f"# night {len(self.memory)}: HQ has {kilobytes} kB and {descriptors} descriptors")

    def rest(self):
        """Everybody comes once more, unlocked."""
        self.clock.set(self.nights + 1, 8 * 60)
        self.oracle.standing.clear()

        def act(host, tablets):
            for tablet in tablets:
                host.ask("open", tablet.profile, tablet.user)
            for _ in range(2):
                host.ask("sync", *(tablet.profile for tablet in tablets))
            host.ask("close", *(tablet.profile for tablet in tablets))

        self.everywhere(act)
        left = {at: counts for at, counts in self.oracle.standing.items() if counts != [0, 0, 0]}
        assert not left, left
        assert len(self.oracle.standing) == len(self.tablets)

    # After the last night.

    def most_memory(self, first):
        """In kB, if that of night @first is what HQ needs."""
        kilobytes = self.memory[first - 1][0]
        return kilobytes + max(kilobytes // 20, 8 * MEGABYTE)

    def check_memory(self):
        """After the third night, and after the third of those in which HQ was left alone."""
        for first in (3, self.plan.last_restart + 3):
            if first >= self.nights:
                continue
            kilobytes, descriptors = self.memory[first - 1]
            most = self.most_memory(first)
            for night, (now, open_now) in enumerate(self.memory[first:], first + 1):
                assert now <= most, f"HQ has {now} kB after night {night}, {kilobytes} kB after {first}"
                assert open_now <= descriptors, f"{open_now} descriptors after night {night}"

    def check(self):
        log = os.path.join(self.folder, "log.ndjson")
        self.hq.command("export", "log", "--period", "2000-2099", "-o", log)
        dumps = {tablet.profile: tablet.lines() for tablet in self.tablets}
        responses = self.oracle.check(log, dumps)
        checked = self.hq.check(self.tablets)
        verified = self.hq.command("verify").stdout.strip()
        assert " 0 faults" in verified and f" {self.oracle.photos} attachments" in verified, verified
        for tablet in self.tablets:
            killed.check_tidy(tablet.profile)
        killed.check_tidy(os.path.join(self.hq.folder, "att"))
        self.check_memory()
        return responses, checked

    def close(self):
        self.hq.stop()
        for host in self.hosts:
            host.stop()
        self.pool.shutdown()
        self.clock.close()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--tablets", type=int, default=6)
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--from", dest="seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ruhu-fleet-") as folder:
        fleet = Fleet(folder, random.Random(arguments.seed), arguments)
        try:
            fleet.found()
            fleet.run()
            responses, checked = fleet.check()
        finally:
            fleet.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    third = fleet.memory[min(3, fleet.nights) - 1][0]
    print(
        f"# seed {arguments.seed}: {arguments.tablets} tablets, {arguments.nights} nights; {fleet.kills} "
        f"tablets killed, {fleet.inside} of them in the middle of a write; HQ restarted {fleet.restarts} "
        f"times and restored once; {fleet.carried} bundles; {fleet.oracle.said} things reported; HQ holds "
        f"the {responses} responses of the oracle, each once; {len(fleet.oracle.receipts)} receipts, all "
        f"true; check.py: {checked}, 0 faults; HQ's memory {third} kB after the third night, "
        f"{fleet.memory[-1][0]} kB after the last, at most {max(kb for kb, _ in fleet.memory[2:])} kB; "
        f"{(used.ru_utime + used.ru_stime) / 60:.1f} minutes of processor time"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
