// Measures the delay between a caption and its sound, with the real program, a real sound server with a virtual
// loudspeaker, and a real browser; and the processor time of waiting with the microphone open. `make kiosk-captions`
// prints two lines; nothing passes or fails.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPage, state, URL, withBrowser } from "./browser.mjs";
import { load, percentile, sleep } from "./measuring.mjs";

const IDLE_SECONDS = Number(process.env.KIOSK_IDLE_SECONDS ?? 60);
const TRIALS = Number(process.env.KIOSK_TRIALS ?? 20);
const RATE = 48000;
const LOUD = 200; // of 32768: above it, somebody speaks; a null sink without sound is exactly zero
const RECORDER_MS = 10;

const place = mkdtempSync(join(tmpdir(), "kiosk-captions-"));
const socket = join(place, "native");
const sound = { ...process.env, HOME: place, XDG_RUNTIME_DIR: place, PULSE_SERVER: `unix:${socket}` };
const server = startServer();
let desk;
let recorder;
try {
  await until(() => existsSync(socket));
  const port = new globalThis.URL(URL).port;
  desk = spawn(process.env.KIOSK_PROGRAM, ["kiosk", "--port", port, "--index", process.env.KIOSK_INDEX], {
    env: { ...sound, HOME: process.env.HOME },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await until(() => fetch(`${URL}health.json`).then(() => true, () => false));
  const onsets = record();
  await withBrowser(async (context) => {
    const page = await openPage(context);
    await sleep(2000);
    // Preparation after the start does not count as waiting.
    while (await load(desk.pid, 2) > 50) await sleep(1000);
    console.log(`Waiting, ${IDLE_SECONDS} s, with the microphone open: ${await load(desk.pid, IDLE_SECONDS)} % of one core.`);
    await page.keyboard.press("Enter");
    await state(page, "speaking");
    await page.keyboard.press("F3");
    await state(page, "listening");
    const apart = [];
    for (let trial = 0; trial < TRIALS; trial += 1) {
      await sleep(1500);
      const asked = Date.now();
      const shown = page.evaluate(captionShown);
      await page.keyboard.press("Numpad0");
      const caption = await shown;
      await until(() => onsets.some((onset) => onset > asked));
      apart.push(caption - onsets.find((onset) => onset > asked));
      await page.keyboard.press("F3");
      await state(page, "listening");
    }
    const at = (percent) => percentile(apart.map(Math.abs), percent);
    const later = apart.filter((each) => each > 0).length;
    console.log(`Caption and sound apart: p50 ${at(50)} ms, p95 ${at(95)} ms, the caption later ${later} of ${TRIALS} times.`);
  });
} finally {
  for (const process of [recorder, desk, server]) process?.kill("SIGKILL");
  rmSync(place, { recursive: true, force: true });
}

/** In the page: the time of the frame in which the next caption appears. */
function captionShown() {
  const lines = document.getElementById("lines");
  const text = () => lines.innerText;
  const before = text();
  return new Promise((done) => {
    const observer = new MutationObserver(() => {
      if (text() === before) return;
      observer.disconnect();
      requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
    });
    observer.observe(lines, { attributes: true, childList: true, characterData: true, subtree: true });
  });
}

/** Listens to the loudspeaker; a growing list of times at which sound started after half a second of silence. */
function record() {
  const options = ["-d", "spk.monitor", `--rate=${RATE}`, "--channels=1", "--format=s16le", `--latency-msec=${RECORDER_MS}`];
  recorder = spawn("parec", options, { env: sound, stdio: ["ignore", "pipe", "inherit"] });
  const onsets = [];
  let loudAt = 0;
  recorder.stdout.on("data", (bytes) => {
    const end = Date.now();
    const count = bytes.length >> 1;
    for (let index = 0; index < count; index += 1) {
      if (Math.abs(bytes.readInt16LE(index * 2)) < LOUD) continue;
      const at = end - ((count - index) * 1000) / RATE;
      if (at - loudAt > 500) onsets.push(at);
      loudAt = at;
    }
  });
  return onsets;
}

function startServer() {
  const script = readFileSync(new globalThis.URL("../support/sound_server.pa", import.meta.url), "utf8");
  writeFileSync(join(place, "test.pa"), script.replace("{socket}", socket));
  const options = ["-n", "-F", join(place, "test.pa"), "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "--realtime=no", "--high-priority=no"];
  return spawn("pulseaudio", options, { env: sound, stdio: "ignore" });
}

async function until(holds) {
  const started = Date.now();
  while (!(await holds())) {
    if (Date.now() - started > 60000) throw new Error("nothing came in a minute");
    await sleep(5);
  }
}
