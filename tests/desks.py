"""How long until many desks tell what was changed: python3 tests/desks.py PROGRAM KNOWLEDGE [--desks 20] [--articles 100]

Publishes an index, lets desks of this machine (`kiosk --no-sound`) follow it over HTTP as they do by default, changes
articles, and publishes again. Meanwhile one desk that is typed to (`talk`) is asked a question after the other: a gap in
service would show as a question without an answer.
"""

import argparse
import functools
import hashlib
import http.server
import os
import pathlib
import queue
import re
import shutil
import subprocess
import tempfile
import threading
import time

QUESTIONS = ["Hoe vraag ik een paspoort aan?", "Hoe vraag ik een rijbewijs aan?", "Wat kost een paspoort?"]


class Store(http.server.SimpleHTTPRequestHandler):
    """A web server that knows ETag, as every usual one does."""

    def send_head(self):
        path = pathlib.Path(self.translate_path(self.path))
        if path.is_file():
            self.mark = f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}"' if path.name == "latest" else None
            if self.mark and self.headers.get("If-None-Match") == self.mark:
                self.send_response(304)
                self.end_headers()
                return None
        return super().send_head()

    def end_headers(self):
        if getattr(self, "mark", None):
            self.send_header("ETag", self.mark)
        super().end_headers()

    def log_message(self, *_):
        pass


class Desk:
    """A running program, and when its log had a code."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, cwd=environment["PWD"], env=environment, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.renewed, self.said, self.ready = None, queue.Queue(), threading.Event()
        threading.Thread(target=self.read_log, daemon=True).start()
        threading.Thread(target=self.read, daemon=True).start()

    def read_log(self):
        for line in self.process.stderr:
            if "knowledge-renewed" in line and self.renewed is None:
                self.renewed = time.monotonic()
            elif "follow-failed" in line or "not-renewed" in line:
                print(line.strip())

    def read(self):
        for line in self.process.stdout:
            self.ready.set()
            self.said.put((time.monotonic(), line))


def ask(desk, stop, waits, silent):
    """Asks until told to stop; the wait is from the question to the first line that answers."""
    number = 0
    while not stop.is_set():
        while not desk.said.empty():
            desk.said.get()
        asked = time.monotonic()
        desk.process.stdin.write(QUESTIONS[number % len(QUESTIONS)] + "\n")
        desk.process.stdin.flush()
        number += 1
        try:
            heard, _ = desk.said.get(timeout=10)
            waits.append(heard - asked)
        except queue.Empty:
            silent.append(QUESTIONS[number % len(QUESTIONS)])
        time.sleep(1.5)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("knowledge", type=pathlib.Path)
    arguments.add_argument("--desks", type=int, default=20)
    arguments.add_argument("--articles", type=int, default=100)
    given = arguments.parse_args()
    program, folder = str(given.program.resolve()), pathlib.Path(tempfile.mkdtemp())
    knowledge, store = folder / "knowledge", folder / "store"
    shutil.copytree(given.knowledge, knowledge)
    # Settings of the folder that this is called from do not count.
    environment = dict(os.environ, SPRAAKLOKET_LOG_LEVEL="info", PWD=str(folder))

    def run(*words):
        return subprocess.run([program, *words], cwd=folder, env=environment, check=True, text=True, capture_output=True).stdout

    def publish():
        run("index", "--source", f"markdown:{knowledge}", "--out", str(folder / "index"), "--no-speech")
        begun = time.monotonic()
        told = run("knowledge", "publish", "--index", str(folder / "index"), "--to", str(store), "--key", str(folder / "key"))
        print(told.strip())
        return begun

    key = run("knowledge", "key", str(folder / "key")).strip()
    publish()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Store, directory=store))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment.update(SPRAAKLOKET_KNOWLEDGE_FOLLOW=f"http://127.0.0.1:{server.server_port}",
                       SPRAAKLOKET_KNOWLEDGE_TRUSTED_KEYS=key)
    desks = []
    for number in range(given.desks):
        own = str(folder / f"desk-{number}")
        desk = Desk([program, "kiosk", "--no-sound", "--port", str(17400 + number), "--index", own], environment)
        desk.ready.wait(120)
        desks.append(desk)
    typed = Desk([program, "talk", "--keys", "--index", str(folder / "desk-typed")], environment)
    typed.ready.wait(120)
    print(f"{len(desks) + 1} desks follow")
    stop, waits, silent = threading.Event(), [], []
    asking = threading.Thread(target=ask, args=(typed, stop, waits, silent))
    asking.start()
    changed = 0
    for article in sorted((knowledge / "nl").glob("*.md")):
        text = article.read_text()
        new = re.sub(r"\bu\b", "u zelf", text, count=1) if changed < given.articles else text
        if new != text:
            article.write_text(new)
            changed += 1
    begun = publish()
    print(f"{changed} articles changed")
    end = begun + 180
    while any(desk.renewed is None for desk in [*desks, typed]) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(3)
    stop.set()
    asking.join()
    took = sorted(desk.renewed - begun for desk in [*desks, typed] if desk.renewed)
    print(f"{len(took)} of {len(desks) + 1} desks serve what was published: median {took[len(took) // 2]:.1f} s, "
          f"last {took[-1]:.1f} s after `knowledge publish` began")
    print(f"{len(waits)} questions answered, the slowest after {max(waits):.1f} s; without an answer: {len(silent)}")
    for desk in [*desks, typed]:
        desk.process.kill()
    shutil.rmtree(folder)


main()
