"""A Monday morning at a national number: how many nodes, how long people wait, who is refused.

    pip install simpy
    python docs/simulation/monday.py [--nodes 100 60 40] [--calls 60000] [--lost 10] [--cores 2]
    python docs/simulation/monday.py --check       the model against what was measured
    python docs/simulation/monday.py --capacity    callers on one node, by its cores

A discrete-event simulation. A call is put on the node with the fewest calls (as the dispatcher does, which asks nodes how
full they are), has some turns, and hangs up. In each turn the person speaks, and then one of the node's recognisers is
needed; the rest of the time the node only plays sound. What is measured on our machine and what is assumed stands below
and in README.md; change it there, not in the model.
"""

import argparse
import random
import statistics
from dataclasses import dataclass

import simpy

# Measured (docs/results.md, "Telephone", `cargo bench --bench phone`): from the end of speech to the first sound with 10
# and with 25 callers who each ask every 20 s on two cores. These three are fitted to those four figures, not measured by
# themselves; `--check` shows how well they give them back.
MEASURED = {10: (1.46, 2.07), 25: (1.96, 2.98)}
# One recognition on one of two cores: the median, and the spread of its logarithm.
SERVICE_MEDIAN = 1.2
SERVICE_SPREAD = 0.25
# What no recogniser is needed for: the rest of the pause after speech, search, and the voice.
AFTER = 0.3
# Callers on one node, by its cores: what --capacity gives. 25 on two cores are measured, the others are worked out.
LINES = {1: 8, 2: 25, 4: 61, 8: 127, 16: 258}
# The measured node that others are compared with: its cores and callers.
YARDSTICK = (2, 25)
# Assumed: nothing here was ever measured with people.
BETWEEN_QUESTIONS = 20.0
TURNS = (2, 8)
PATIENCE = 4.0
# Calls in every quarter of an hour from 8:00 to 12:00, as shares of all; the peak is at nine.
SHARES = [1, 2, 4, 9, 14, 12, 10, 8, 7, 6, 6, 5, 5, 4, 4, 3]
QUARTER = 900.0


@dataclass
class Result:
    waits: list
    calls: int
    refused: int
    slow: int
    dropped: int
    busiest: int


class Node:
    def __init__(self, env, cores):
        self.recognisers = simpy.Resource(env, capacity=cores)
        self.calls = {}
        self.well = True


def question(env, node, result, chance):
    """From the end of what is said to the first sound of the answer."""
    ended = env.now
    with node.recognisers.request() as turn:
        yield turn
        yield env.timeout(chance.lognormvariate(0, SERVICE_SPREAD) * SERVICE_MEDIAN)
    yield env.timeout(AFTER)
    result.waits.append(env.now - ended)
    result.slow += env.now - ended > PATIENCE


def call(env, name, node, nodes, result, chance):
    node.calls[name] = env.active_process
    try:
        for _ in range(chance.randint(*TURNS)):
            yield env.timeout(chance.expovariate(1 / BETWEEN_QUESTIONS))
            yield from question(env, node, result, chance)
    except simpy.Interrupt:
        result.dropped += 1
    finally:
        node.calls.pop(name, None)


def arrivals(env, nodes, lines, calls, result, chance):
    name = 0
    for share in SHARES:
        rate = calls * share / sum(SHARES) / QUARTER
        end = env.now + QUARTER
        while True:
            wait = chance.expovariate(rate)
            if env.now + wait > end:
                yield env.timeout(max(0.0, end - env.now))
                break
            yield env.timeout(wait)
            name += 1
            result.calls += 1
            free = [node for node in nodes if node.well and len(node.calls) < lines]
            if not free:
                result.refused += 1
                continue
            node = min(free, key=lambda node: len(node.calls))
            env.process(call(env, name, node, nodes, result, chance))
            result.busiest = max(result.busiest, sum(len(node.calls) for node in nodes))


def loss(env, nodes, count):
    """In the busiest quarter so many nodes fail at once, and come back after five minutes."""
    yield env.timeout(SHARES.index(max(SHARES)) * QUARTER + QUARTER / 2)
    lost = nodes[:count]
    for node in lost:
        node.well = False
        for process in list(node.calls.values()):
            process.interrupt()
    yield env.timeout(300)
    for node in lost:
        node.well = True


def morning(count, cores, calls, lost, seed):
    env, chance = simpy.Environment(), random.Random(seed)
    nodes = [Node(env, cores) for _ in range(count)]
    result = Result([], 0, 0, 0, 0, 0)
    env.process(arrivals(env, nodes, LINES[cores], calls, result, chance))
    if lost:
        env.process(loss(env, nodes, lost))
    env.run()
    return result


def check(callers, cores, seed, seconds=3600):
    """The measured load on one node: so many callers, each asking every 20 s, for an hour."""
    env, chance = simpy.Environment(), random.Random(seed)
    node, result = Node(env, cores), Result([], 0, 0, 0, 0, 0)

    def caller():
        yield env.timeout(chance.uniform(0, BETWEEN_QUESTIONS))
        while env.now < seconds:
            started = env.now
            yield from question(env, node, result, chance)
            yield env.timeout(max(0.0, BETWEEN_QUESTIONS - (env.now - started)))

    for _ in range(callers):
        env.process(caller())
    env.run()
    return result


def high(callers, cores, seed):
    """How long the slowest of twenty answers takes. Callers ask at regular times; how these meet is drawn forty times."""
    drawn = [check(callers, cores, seed + number, 300).waits for number in range(40)]
    return percentile([wait for waits in drawn for wait in waits], 0.95)


def capacity(cores, seed):
    """The most callers who are served no more slowly than those of the yardstick."""
    slowest = high(YARDSTICK[1], YARDSTICK[0], seed)
    few, many = cores, 20 * cores
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if high(middle, cores, seed) <= slowest else (few, middle)
    return few


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--nodes", type=int, nargs="+", default=[100, 80, 60, 50, 40, 30])
    arguments.add_argument("--calls", type=int, default=60000)
    arguments.add_argument("--lost", type=int, default=10, help="nodes that fail in the busiest quarter")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--check", action="store_true", help="the model against what was measured on one node")
    arguments.add_argument("--cores", type=int, choices=LINES, default=2, help="of each node")
    arguments.add_argument("--capacity", action="store_true", help="callers on one node, by its cores")
    given = arguments.parse_args()
    if given.capacity:
        print("| cores | callers |\n|---|---|")
        for cores in LINES:
            print(f"| {cores} | {capacity(cores, given.seed)} |")
        return
    if given.check:
        for callers, (median, high) in MEASURED.items():
            waits = check(callers, 2, given.seed).waits
            print(f"{callers} callers on one node: median {statistics.median(waits):.2f} s (measured {median}), "
                  f"95th percentile {percentile(waits, 0.95):.2f} s (measured {high})")
        return
    print("| nodes | lost | calls | at once | refused | cut off | answer p50 | p95 | over 4 s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for count in given.nodes:
        for lost in sorted({0, min(given.lost, count // 2)}):
            result = morning(count, given.cores, given.calls, lost, given.seed)
            print(f"| {count} | {lost} | {result.calls} | {result.busiest} | {100 * result.refused / result.calls:.1f} % "
                  f"| {result.dropped} | {statistics.median(result.waits):.2f} s | {percentile(result.waits, 0.95):.2f} s "
                  f"| {100 * result.slow / len(result.waits):.1f} % |")


main()
