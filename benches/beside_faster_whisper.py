"""faster-whisper on the recordings of `cargo bench --bench listen -- --kinds human --sounds clean`, for README.md.

    python3 -m pip install faster-whisper
    python3 benches/beside_faster_whisper.py MODEL_FOLDER [RECORDINGS] [SAMPLE] [THREADS]

MODEL_FOLDER holds Whisper base as CTranslate2 reads it (model.bin, config.json, tokenizer.json, vocabulary.txt): the
packages that `models/catalog.toml` names for whisper-base, with the two parts of model.bin put together. RECORDINGS:
../shared/data/speech-nl, with its transcripts.tsv. Prints words wrong, milliseconds a recording (p50, p95) and processor
time a second of speech. int8, beam 1, no voice activity detector, Dutch.
"""

import resource
import statistics
import sys
import time
import wave
from pathlib import Path

import numpy
from faster_whisper import WhisperModel


def words(text):
    letters = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return letters.split()


def wrong(said, heard):
    """Words to add, drop or change (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for place, word in enumerate(said, 1):
        before, row[0] = row[0], place
        for column, other in enumerate(heard, 1):
            changed = before + (word != other)
            before = row[column]
            row[column] = min(changed, row[column] + 1, row[column - 1] + 1)
    return row[-1]


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    arguments = sys.argv[1:]
    model_folder = arguments[0]
    folder = Path(arguments[1] if len(arguments) > 1 else "../shared/data/speech-nl")
    wanted = int(arguments[2]) if len(arguments) > 2 else 60
    threads = int(arguments[3]) if len(arguments) > 3 else 2
    lines = [line.split("\t") for line in (folder / "transcripts.tsv").read_text().splitlines()]
    held_back = [(folder / line[0], line[2]) for number, line in enumerate(lines) if number % 2 == 0]
    count = len(held_back)
    chosen = [one for place, one in enumerate(held_back)
              if wanted >= count or (place + 1) * wanted // count != place * wanted // count]
    model = WhisperModel(model_folder, device="cpu", compute_type="int8", cpu_threads=threads)
    times, errors, total, seconds, processor = [], 0, 0, 0.0, 0.0
    for number, (path, said) in enumerate(chosen[:1] + chosen):
        with wave.open(str(path)) as recording:
            samples = numpy.frombuffer(recording.readframes(recording.getnframes()), dtype="<i2")
        begun, busy = time.monotonic(), processor_seconds()
        segments, _ = model.transcribe(samples.astype("float32") / 32768, language="nl", beam_size=1)
        heard = " ".join(segment.text for segment in segments)
        if number == 0:
            continue  # warms up
        times.append(1000 * (time.monotonic() - begun))
        processor += processor_seconds() - busy
        seconds += len(samples) / 16000
        errors += wrong(words(said), words(heard))
        total += len(words(said))
    times.sort()
    print(f"{len(chosen)} recordings, {threads} threads: {100 * errors / total:.1f} % of the words wrong, "
          f"{statistics.median(times):.0f} / {times[int(0.95 * (len(times) - 1))]:.0f} ms (p50 / p95), "
          f"{processor / seconds:.2f} s of processor time a second of speech")


if __name__ == "__main__":
    main()
