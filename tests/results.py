#!/usr/bin/env python3
"""Prints the table of spoken questions in docs/results.md: the result of `ask` for every fixture, its time and memory.

usage: results.py PROGRAM INDEX

Warm: a new process with its files in the page cache, as for the rows of the table. Cold: the page cache
was dropped before (needs root; not measured otherwise). Times are medians.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import tomllib

COLD_RUNS = 3


def ask(program, index, path):
    """Runs `ask` in a process of its own: its JSON, wall time in seconds, and peak memory in MB."""
    start = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/env", "python3", "-c", WATCH, program, "ask", "--audio", path, "--index", index, "--json"],
        capture_output=True, text=True, check=False,
        env={**os.environ, "SPRAAKLOKET_SPEAK_VOICE_NL": "espeak:nl"})
    wall = time.perf_counter() - start
    if done.returncode != 0:
        return None, wall, 0, done.stderr.strip().splitlines()[0]
    return json.loads(done.stdout), wall, int(done.stderr.strip().splitlines()[-1]) / 1024, ""


WATCH = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def got(answer):
    return {"found": answer["article"], "handover": "command:staff"}.get(answer["kind"], answer["kind"])


def is_right(expected, answer):
    if expected == "-":
        return answer["kind"] == "not_found"
    if expected.startswith("command:"):
        return answer["kind"] in ("command", "handover")
    return answer["article"] == expected


def cold_seconds(program, index, path):
    """Median wall time with an empty page cache, or None where it may not be emptied."""
    walls = []
    for _ in range(COLD_RUNS):
        try:
            subprocess.run(["sync"], check=True)
            with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as switch:
                switch.write("3")
        except OSError:
            return None
        walls.append(ask(program, index, path)[1])
    return statistics.median(walls)


def main():
    program, index = sys.argv[1:3]
    with open("audio-fixtures/manifest.toml", "rb") as file:
        fixtures = tomllib.load(file)["fixture"]
    print("| fixture | condition | transcript | answered with | right |\n|---|---|---|---|---|")
    right, listens, walls, peaks = 0, [], [], []
    for fixture in fixtures:
        result, wall, peak, error = ask(program, index, "audio-fixtures/" + fixture["file"])
        if result is None:
            print(f"| {fixture['file']} | {fixture['condition']} | ({error}) | | no |")
            continue
        correct = is_right(fixture["expect"], result["answer"])
        right += correct
        listens.append(result["timings_ms"]["listen"])
        walls.append(wall * 1000)
        peaks.append(peak)
        print(f"| {fixture['file']} | {fixture['condition']} | {result['transcript']['text']} "
              f"| {got(result['answer'])} | {'yes' if correct else 'no'} |")
    cold = cold_seconds(program, index, "audio-fixtures/" + fixtures[0]["file"])
    cold = "not measured" if cold is None else f"{cold * 1000:.0f} ms"
    print(f"\n{right} of {len(fixtures)} right. A process for each question: warm {statistics.median(walls):.0f} ms, "
          f"of which {statistics.median(listens):.0f} ms recognition; cold {cold}; peak memory {max(peaks):.0f} MB.")


if __name__ == "__main__":
    main()
