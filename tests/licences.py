#!/usr/bin/env python3
"""Checks the licence and source of every crate in Cargo.lock against deny.toml, and whether src/documents/licences.tsv has
them all. Exit code 1: one is not allowed, or is missing there; `--write` writes that file anew.

Only for one target and without a network; `cargo deny check` also looks at advisories.
"""

import json
import re
import subprocess
import sys
import tomllib


def allowed(expression, licences):
    """Whether an SPDX expression can be satisfied with these licences. Old crates write `/` for OR."""
    words = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    met, rest = either(words, licences)
    return met and not rest


def either(words, licences):
    met, words = both(words, licences)
    while words and words[0] == "OR":
        other, words = both(words[1:], licences)
        met = met or other
    return met, words


def both(words, licences):
    met, words = one(words, licences)
    while words and words[0] == "AND":
        other, words = one(words[1:], licences)
        met = met and other
    return met, words


def one(words, licences):
    if words[0] == "(":
        met, words = either(words[1:], licences)
        return met, words[1:]
    name, words = words[0], words[1:]
    if words and words[0] == "WITH":
        name, words = f"{name} WITH {words[1]}", words[2:]
    return name in licences, words


TABLE = "src/documents/licences.tsv"


def main():
    write = "--write" in sys.argv
    if write:
        sys.argv.remove("--write")
    with open("deny.toml", "rb") as file:
        rules = tomllib.load(file)
    licences, registries = rules["licenses"]["allow"], rules["sources"]["allow-registry"]
    target = rules["graph"]["targets"][0]
    command = [sys.argv[1] if len(sys.argv) > 1 else "cargo", "metadata", "--locked", "--format-version", "1"]
    told = subprocess.run([*command, "--filter-platform", target], capture_output=True, text=True, check=True).stdout
    packages, wrong = json.loads(told)["packages"], []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        expression = package["license"] or ""
        if not expression or not allowed(expression, licences):
            wrong.append(f"{name}: the licence `{expression}` is not allowed")
        source = package["source"]
        if source and source.removeprefix("registry+") not in registries:
            wrong.append(f"{name}: comes from {source}")
    rows = sorted(f"{p['name']} {p['version']}\t{(p['license'] or '').replace('/', ' OR ')}\n" for p in packages if p["source"])
    if write:
        with open(TABLE, "w", encoding="utf-8") as file:
            file.writelines(rows)
    with open(TABLE, encoding="utf-8") as file:
        missing = set(rows) - set(file)
    wrong.extend(f"{row.strip()}: not in {TABLE}; run `python3 tests/licences.py --write`" for row in sorted(missing))
    print("\n".join(wrong) or f"{len(packages)} crates: every licence and source is allowed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
