"""The reference client of the Wyoming protocol against `spraakloket wyoming`. Prints one line of JSON a step.

python client.py ADDRESS PORT describe | transcribe FILE | synthesize TEXT VOICE | stream VOICE TEXT...
"""

import asyncio
import json
import sys
import wave

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop, wav_to_chunks
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped, SynthesizeVoice


def tell(**values):
    print(json.dumps(values), flush=True)


async def describe(client):
    await client.write_event(Describe().event())
    info = Info.from_event(await client.read_event())
    tell(
        languages=info.asr[0].models[0].languages,
        model=info.asr[0].models[0].name,
        voices=[voice.name for voice in info.tts[0].voices],
        streaming=info.tts[0].supports_synthesize_streaming,
    )


async def transcribe(client, path):
    await client.write_event(Transcribe(language="nl").event())
    with wave.open(path, "rb") as sound:
        for event in wav_to_chunks(sound, 1024, start_event=True, stop_event=True):
            await client.write_event(event.event())
    transcript = Transcript.from_event(await client.read_event())
    tell(text=transcript.text, language=transcript.language)


async def sound_until(client, last):
    """How often sound started and stopped, and how many seconds there were in all."""
    seconds, starts, stops = 0.0, 0, 0
    while True:
        event = await client.read_event()
        if event is None:
            raise SystemExit("the connection was closed")
        if AudioStart.is_type(event.type):
            starts += 1
        elif AudioChunk.is_type(event.type):
            seconds += AudioChunk.from_event(event).seconds
        elif AudioStop.is_type(event.type):
            stops += 1
        elif event.type == "error":
            raise SystemExit(f"error: {event.data}")
        if last.is_type(event.type):
            tell(seconds=seconds, starts=starts, stops=stops)
            return


async def synthesize(client, text, voice):
    await client.write_event(Synthesize(text=text, voice=SynthesizeVoice(name=voice)).event())
    await sound_until(client, AudioStop)


async def stream(client, voice, *pieces):
    voice = SynthesizeVoice(name=voice)
    await client.write_event(SynthesizeStart(voice=voice).event())
    for piece in pieces:
        await client.write_event(SynthesizeChunk(text=piece).event())
    # As Home Assistant does, for servers that do not take text in pieces.
    await client.write_event(Synthesize(text="".join(pieces), voice=voice).event())
    await client.write_event(SynthesizeStop().event())
    await sound_until(client, SynthesizeStopped)


async def main(host, port, step, *arguments):
    steps = {"describe": describe, "transcribe": transcribe, "synthesize": synthesize, "stream": stream}
    async with AsyncTcpClient(host, int(port)) as client:
        await steps[step](client, *arguments)


asyncio.run(main(*sys.argv[1:]))
