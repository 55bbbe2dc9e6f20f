#!/usr/bin/python3
"""HQ killed while tablets push: what it has given a receipt for, it has.

    kill_hq.py [--kills N] [--from SEED]

`ruhu-hq serve` is killed, in three of four rounds by kill-in-write.c between the first and the last
system call of a write, otherwise once so many bytes have passed between it and the tablets. It is
looked at as the kill left it, started again, and the tablets send again. In the end HQ must hold
exactly the lines of the tablets' logs.
"""

import subprocess

import house
import killed
import killer
import link

TABLETS = 2
MOST_WRITES = 12


def serve(place, dying):
    """On the address that the link knows."""
    place.hq.serve(environment=dying.environment())


def send(place, chance):
    """All tablets at once, most of them locked."""
    senders = [
        (tablet, killed.start_now(tablet, pin=chance.random() < 0.25)) for tablet in place.tablets
    ]
    for tablet, process in senders:
        said = process.communicate(timeout=60)[1]
        assert process.returncode in (0, 2), (process.returncode, said)
        place.seen.look(tablet)


def one_round(place, between, dying, chance, by_bytes):
    """Tablets send until HQ is dead."""
    server = place.hq.server
    if by_bytes:
        between.after(chance.randint(1000, 40000), server.kill)
    else:
        dying.arm_by(chance, MOST_WRITES)
    while server.poll() is None:
        for tablet in place.tablets:
            if tablet.status()["waiting"]["responses"] == 0:
                place.work(tablet, chance.randint(1, 6))
        send(place, chance)
        try:
            server.wait(0.05 if server.poll() is None else None)
        except subprocess.TimeoutExpired:
            pass
    between.forget()
    assert dying.note(server.returncode), f"HQ ended by itself with {server.returncode}"
    place.hq.stop()
    place.look()


def run(folder, chance, kills):
    place = killed.Place(folder, chance)
    dying = killer.Killer(place.hq.folder)
    serve(place, dying)
    between = link.Link(int(place.hq.address.rsplit(":", 1)[1]))
    try:
        for _ in range(TABLETS):
            place.add_tablet(between.address)
        for i in range(kills):
            one_round(place, between, dying, chance, i % 4 == 3)
            serve(place, dying)
        for tablet in place.tablets:
            tablet.sync("now", pin=True)
            killed.check_at_rest(tablet)
        place.hq.stop()
        responses = place.check_end()
    finally:
        place.hq.stop()
        between.close()
        dying.close()

    assert dying.kills == kills and dying.inside * 2 >= kills, (dying.kills, dying.inside)
    assert place.seen.receipts, "no receipt was ever seen"
    return (
        f"{kills} kills of ruhu-hq serve, {dying.inside} of them in the middle of a write; "
        f"{len(place.seen.receipts)} receipts seen, all true; HQ holds the {responses} responses of "
        f"{TABLETS} tablets' logs, each once"
    )


if __name__ == "__main__":
    killed.main(__doc__, run, 8)
