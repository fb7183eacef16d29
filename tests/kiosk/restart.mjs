// The real program: a typed visit, killed in the middle of an answer and restarted; and a graceful end.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { openPage, reads, state, type, URL, withBrowser } from "./browser.mjs";

const port = new globalThis.URL(URL).port;
let desk = await start();
try {
  await withBrowser(async (context) => {
    const page = await openPage(context);
    await page.keyboard.press("Enter");
    await state(page, "speaking");
    await reads(page, "computer");
    await page.keyboard.press("Enter");
    await state(page, "listening");
    await type(page, "Hoe vraag ik een paspoort aan?");
    await page.locator("#answer").waitFor({ state: "visible" });
    await state(page, "speaking");
    const ended = exit(desk);
    desk.kill("SIGKILL");
    await ended;
    await reads(page, "Het loket start opnieuw op.");
    await page.keyboard.press("Enter");
    desk = await start();
    await page.locator("#cover").waitFor({ state: "hidden" });
    // The page says by itself that the conversation was lost, and nothing else is left of it.
    await reads(page, "Ons gesprek is verloren gegaan.");
    assert.ok(!(await page.content()).includes("paspoort"), "nothing of the visit is left");
    await state(page, "speaking");
    await page.keyboard.press("F12");
    await state(page, "start");
    const health = await page.evaluate(async () => (await fetch("/health.json")).json());
    assert.equal(health.counts.visits, 1);
    assert.ok(health.facts.index_built.startsWith("20"), health.facts.index_built);
  });
  const ended = exit(desk);
  desk.kill("SIGTERM");
  assert.equal(await ended, 0, "asked to stop, it stops well");
} finally {
  desk.kill("SIGKILL");
}

/** Starts the program and waits until it serves. */
async function start() {
  const program = spawn(process.env.KIOSK_PROGRAM, ["kiosk", "--no-sound", "--port", port, "--index", process.env.KIOSK_INDEX], {
    cwd: process.env.KIOSK_FOLDER,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let tries = 0; tries < 600; tries += 1) {
    assert.equal(program.exitCode, null, "the program has stopped");
    const serves = await fetch(`${URL}health.json`).then(() => true, () => false);
    if (serves) return program;
    await new Promise((done) => setTimeout(done, 200));
  }
  return assert.fail("the program does not serve");
}

function exit(program) {
  return new Promise((done) => program.once("exit", done));
}
