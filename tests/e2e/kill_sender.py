#!/usr/bin/python3
"""`ruhu-sync now` killed while it sends from a locked tablet: nothing is lost, and nothing comes twice.

    kill_sender.py [--kills N] [--from SEED]

It is killed, in two of three rounds by kill-in-write.c between the first and the last system call of
a write, otherwise once so many bytes have passed between it and HQ. In one of four rounds it has the
PIN, and is killed while it takes in what HQ answered before. In the end another `now` and an unlock
bring everything to rest.
"""

import house
import killed
import killer
import link

MOST_WRITES = 3
MOST_WRITES_UNLOCKED = 12


def one_round(place, between, dying, chance, by_bytes, pin):
    """Sends until it dies of it."""
    tablet = place.tablets[0]
    while True:
        place.work(tablet, chance.randint(1, 5))  # locked, it cannot tell what HQ has already
        environment = dying.environment()
        if not by_bytes:
            dying.arm_by(chance, MOST_WRITES_UNLOCKED if pin else MOST_WRITES)
        process = killed.start_now(tablet, environment, pin)
        if by_bytes:
            between.after(chance.randint(1000, 30000), process.kill)
        said = process.communicate(timeout=60)[1]
        between.forget()
        place.seen.look(tablet)
        if dying.note(process.returncode):
            return
        assert process.returncode == 0, (process.returncode, said)


def run(folder, chance, kills):
    place = killed.Place(folder, chance)
    place.hq.serve()
    between = link.Link(int(place.hq.address.rsplit(":", 1)[1]))
    tablet = place.add_tablet(between.address)
    dying = killer.Killer(tablet.profile)
    try:
        for i in range(kills):
            one_round(place, between, dying, chance, i % 3 == 2, i % 4 == 3)
        tablet.sync("now")
        place.seen.look(tablet)
        tablet.sync("now", pin=True)
        killed.check_at_rest(tablet)
        place.seen.check(place.lines_at_hq())
        responses = place.check_end()
    finally:
        place.hq.stop()
        between.close()
        dying.close()

    assert dying.kills == kills and dying.inside * 2 >= kills, (dying.kills, dying.inside)
    assert place.seen.receipts, "no receipt was ever seen"
    return (
        f"{kills} kills of ruhu-sync now on a locked tablet, {dying.inside} of them in the middle of "
        f"a write; {len(place.seen.receipts)} receipts seen, all true; HQ holds the {responses} "
        "responses of its log, each once"
    )


if __name__ == "__main__":
    killed.main(__doc__, run, 8)
