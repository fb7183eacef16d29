// Measures, with the real program and no sound, the time from a key press to its visible effect, and the processor time of
// waiting. `make kiosk-measure` prints a table; nothing passes or fails.

import { spawn } from "node:child_process";
import { openPage, state, URL, withBrowser } from "./browser.mjs";
import { load, percentile, sleep } from "./measuring.mjs";

const IDLE_SECONDS = Number(process.env.KIOSK_IDLE_SECONDS ?? 60);
const port = new globalThis.URL(URL).port;
const options = ["kiosk", "--port", port, "--index", process.env.KIOSK_INDEX, ...(process.env.KIOSK_OPTIONS ?? "--no-sound").split(" ").filter(Boolean)];
const desk = spawn(process.env.KIOSK_PROGRAM, options, { stdio: ["ignore", "ignore", "inherit"] });
try {
  while (!(await fetch(`${URL}health.json`).then(() => true, () => false))) await sleep(200);
  await withBrowser(async (context) => {
    const page = await openPage(context);
    await sleep(2000);
    const idle = await load(desk.pid, IDLE_SECONDS);
    await page.keyboard.press("Enter");
    await state(page, "listening");
    const seen = await reactions(page, "NumpadAdd NumpadSubtract", "#value-volume");
    const lit = await reactions(page, "NumpadAdd NumpadSubtract", "#settings [data-press=louder], #settings [data-press=softer]");
    console.log("| what | p50 | p95 |\n|---|---|---|");
    console.log(`| key to lit button | ${percentile(lit, 50)} ms | ${percentile(lit, 95)} ms |`);
    console.log(`| key to the session's reaction on the screen | ${percentile(seen, 50)} ms | ${percentile(seen, 95)} ms |`);
    console.log(`\nWaiting, ${IDLE_SECONDS} s: ${idle} % of one core.`);
  });
} finally {
  desk.kill("SIGTERM");
}

/** Time from the browser's key event to the frame in which its effect is visible. */
async function reactions(page, keys, place) {
  const all = [];
  for (let times = 0; times < 20; times += 1) {
    const key = keys.split(" ")[times % 2];
    const waited = page.evaluate((place) => new Promise((done) => {
      let pressed = 0;
      addEventListener("keydown", ({ timeStamp }) => { pressed = timeStamp; }, { once: true, capture: true });
      const observer = new MutationObserver(() => {
        observer.disconnect();
        requestAnimationFrame(() => done(performance.now() - pressed));
      });
      for (const watched of document.querySelectorAll(place)) {
        observer.observe(watched, { attributes: true, childList: true, characterData: true, subtree: true });
      }
    }), place);
    await sleep(50);
    await page.keyboard.press(key);
    all.push(await waited);
    await sleep(700);
  }
  return all;
}
