"""A server of the reference package with scripted answers, for the desk to use.

python server.py TEXT [die] — prints its port. Every recording is TEXT; every text is half a second of a tone. With
`die`, it breaks off every answer in the middle, and no longer tells what it offers.
"""

import asyncio
import functools
import math
import socket
import struct
import sys

from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.info import AsrModel, AsrProgram, Attribution, Describe, Info
from wyoming.server import AsyncEventHandler, AsyncTcpServer
from wyoming.tts import Synthesize

RATE = 22050
TONE = b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * 440 * n / RATE))) for n in range(RATE // 2))


class Handler(AsyncEventHandler):
    def __init__(self, text, dies, *arguments, **named):
        super().__init__(*arguments, **named)
        self.text, self.dies, self.bytes = text, dies, 0

    async def handle_event(self, event):
        if Describe.is_type(event.type):
            if self.dies:
                return False
            by = Attribution(name="test", url="")
            about = dict(attribution=by, installed=True, description=None, version=None)
            model = AsrModel(name="scripted", languages=["nl"], **about)
            await self.write_event(Info(asr=[AsrProgram(name="scripted", models=[model], **about)]).event())
        elif AudioChunk.is_type(event.type):
            self.bytes += len(AudioChunk.from_event(event).audio)
        elif AudioStop.is_type(event.type):
            assert self.bytes > RATE, "hardly any sound came"
            if self.dies:
                self.writer.write(b'{"type": "transcript", "data_length": 99}\n{"text": "')
                await self.writer.drain()
                return False
            await self.write_event(Transcript(text=self.text, language="nl").event())
        elif Synthesize.is_type(event.type):
            await self.write_event(AudioStart(rate=RATE, width=2, channels=1).event())
            await self.write_event(AudioChunk(rate=RATE, width=2, channels=1, audio=TONE).event())
            if self.dies:
                return False
            await self.write_event(AudioStop().event())
        return True


async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = AsyncTcpServer("127.0.0.1", port)
    await server.start(functools.partial(Handler, sys.argv[1], "die" in sys.argv[2:]))
    print(port, flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
