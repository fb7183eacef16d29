"""How much longer a question takes when the recogniser elsewhere fails: python3 tests/fallback.py PROGRAM INDEX [RECORDING]

Needs the Python package `wyoming` (`make test-packages`; run it with that Python). A server of the reference package is
well, breaks off in the middle of its answer, or accepts and never answers; each of five questions is a program of its own, so
that the server's illness is not known before.
"""

import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
TIMES = 5


def listen_ms(program, index, recording, address):
    environment = dict(os.environ, SPRAAKLOKET_SERVERS_RECOGNISER=address)
    told = subprocess.run([program, "ask", "--json", "--audio", recording, "--index", index], env=environment, check=True,
                          capture_output=True).stdout
    return json.loads(told)["timings_ms"]["listen"]


def main():
    program, index = sys.argv[1:3]
    recording = (sys.argv[3:] or ["audio-fixtures/nl/paspoort-aanvragen.wav"])[0]
    rows = [("no server", lambda: (None, ""))]
    for name, further in [("a server that is well", []), ("breaks off in mid-answer", ["die"])]:
        def start(further=further):
            server = subprocess.Popen([sys.executable, HERE / "wyoming/server.py", "Hoe vraag ik een paspoort aan?", *further],
                                      stdout=subprocess.PIPE, text=True)
            return server, f"wyoming://127.0.0.1:{server.stdout.readline().strip()}"
        rows.append((name, start))
    silent = socket.create_server(("127.0.0.1", 0))
    rows.append(("never answers", lambda: (None, f"wyoming://127.0.0.1:{silent.getsockname()[1]}")))
    usual = None
    for name, start in rows:
        server, address = start()
        took = statistics.median(listen_ms(program, index, recording, address) for _ in range(TIMES))
        usual = usual or took
        print(f"{name}: {took / 1000:.2f} s from sound to words, {(took - usual) / 1000:+.2f} s")
        if server:
            server.kill()


main()
