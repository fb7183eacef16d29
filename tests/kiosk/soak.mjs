// Consecutive visits that end in different ways: each starts like the first, nothing is left of the previous one, and
// neither the program nor the page grows. `KIOSK_VISITS` is the number of visits; `KIOSK_PID` an already running program;
// `KIOSK_PROGRAM` the real program to start, without sound. `make kiosk-soak`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { openPage, state, type, URL, withBrowser } from "./browser.mjs";
import { sleep } from "./measuring.mjs";

const VISITS = Number(process.env.KIOSK_VISITS ?? 20);
const REAL = Boolean(process.env.KIOSK_PROGRAM);
/** Measurements are compared with those after this many visits, when everything has been loaded. */
const SETTLED = Math.min(20, Math.floor(VISITS / 2));
/** Allowed growth in bytes; what the garbage collector leaves varies. */
const HEAP_GROWTH = 500_000;
const PROGRAM_GROWTH = 24_000_000;
const NODES_GROWTH = 20;
/** One in this many visits ends by silence, which takes long. */
const SILENT_EVERY = 50;
const PRIVATE = "mijn nummer is 123456782";
const QUESTIONS = ["Hoe vraag ik een paspoort aan?", "Wat kost een paspoort?", "Wat is de zin van het leven?"];

/** Each starts in the first state after the greeting, and leaves a visit that is over or soon will be. */
const ENDS = {
  "the key": async () => {},
  "a question, and the key": async (page, visit) => {
    await type(page, QUESTIONS[visit % QUESTIONS.length]);
    await page.waitForFunction(() => document.querySelector("#lines .person"));
  },
  "the button in a panel": async (page) => {
    await page.locator("[data-open=functions]").click();
    await page.locator("#functions-list [data-press=goodbye]").click();
  },
  "half a sentence in a panel": async (page) => {
    await page.locator("[data-open=typing]").click();
    await page.keyboard.type(PRIVATE);
    await hook("press goodbye");
  },
  "another language and look": async (page) => {
    for (const code of ["F10", "F9", "Equal", "Backslash"]) await page.keyboard.press(code);
    await page.waitForFunction(() => document.documentElement.lang === "en" && document.documentElement.hasAttribute("data-dark"));
  },
  "a reload": async (page) => {
    await type(page, PRIVATE);
    await page.waitForFunction(() => document.querySelector("#lines .person"));
    await page.reload();
    await page.waitForFunction(() => document.querySelector("#lines .person"));
  },
  "the settings open": async (page) => {
    await page.locator("[data-open=settings]").click();
    await page.locator("#settings [data-press=larger-text]").click();
    await hook("press goodbye");
  },
  "subjects by key": async (page) => {
    for (const code of ["ArrowDown", "F5"]) await page.keyboard.press(code);
    await page.waitForFunction(() => document.querySelectorAll("#lines p").length > 1);
  },
  ...(REAL && {
    silence: async (page, visit) => {
      if (visit % SILENT_EVERY === SILENT_EVERY - 1) await state(page, "start");
    },
  }),
};

const desk = REAL ? await start() : null;
const pid = desk?.pid ?? process.env.KIOSK_PID;
try {
  await withBrowser(async (context) => {
    const page = await openPage(context);
    page.setDefaultTimeout(180_000);
    const inspector = await context.newCDPSession(page);
    await inspector.send("Performance.enable");
    const [first, settled, last] = [{}, {}, {}];
    const began = Date.now();
    for (let visit = 0; visit < VISITS; visit += 1) {
      const names = Object.keys(ENDS);
      const end = names[visit % SILENT_EVERY === SILENT_EVERY - 1 && REAL ? names.length - 1 : visit % names.length];
      await same(page, first, "start", `before visit ${visit + 1}`);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelectorAll("#lines p").length > 0);
      await page.keyboard.press("F3");
      await state(page, "listening");
      await same(page, first, "begun", `visit ${visit + 1} begins`);
      await ENDS[end](page, visit);
      await leave(page);
      const left = await page.content();
      assert.ok(!left.includes("123456782"), `after ${end}: what was typed is left in the page`);
      if (visit + 1 === SETTLED) Object.assign(settled, await measure(inspector));
    }
    Object.assign(last, await measure(inspector));
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(`${VISITS} visits in ${seconds} s, ${Object.keys(ENDS).length} ways to end.`);
    console.log("| | after " + SETTLED + " visits | after " + VISITS + " |\n|---|---|---|");
    for (const [name, value] of Object.entries(last)) console.log(`| ${name} | ${settled[name]} | ${value} |`);
    assert.ok(last.nodes - settled.nodes <= NODES_GROWTH, "the page has more nodes");
    assert.ok(last.listeners <= settled.listeners, "the page has more listeners");
    assert.ok(last.heap - settled.heap <= HEAP_GROWTH, "the page's heap has grown");
    assert.ok(last.program - settled.program <= PROGRAM_GROWTH, "the program has grown");
    assert.deepEqual(page.problems, []);
  });
} finally {
  desk?.kill("SIGTERM");
}

/** The page looks as it did the first time, except for the number of the visit. */
async function same(page, first, moment, when) {
  const now = await page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    for (const part of copy.querySelectorAll("script, link, .pressed")) part.classList.remove("pressed");
    // It does not matter how far the greeting had got when it was stopped.
    for (const part of copy.querySelectorAll("#lines p:not(:first-child)")) part.remove();
    copy.querySelector("#lines").removeAttribute("data-newest");
    copy.querySelector("#lines").removeAttribute("data-browsed");
    copy.removeAttribute("style");
    return copy.outerHTML.replace(/>\s+</g, "><").replace(/line-\d+-/g, "line-").replace(/ class=""/g, "");
  });
  first[moment] ??= now;
  const at = [...now].findIndex((sign, place) => sign !== first[moment][place]);
  const around = (text) => text.slice(Math.max(0, at - 80), at + 80);
  assert.ok(now === first[moment], `${when}: it is not as the first: ${around(now)} — ${around(first[moment])}`);
}

/** Ends the visit, if it has not ended by itself; after an answer, the person is asked whether it was clear. */
async function leave(page) {
  for (let times = 0; times < 6; times += 1) {
    if (await page.evaluate(() => document.getElementById("state").dataset.state === "start")) return;
    await page.keyboard.press("F12");
    await page.waitForFunction(() => document.getElementById("state").dataset.state === "start", null, { timeout: 2500 }).catch(() => {});
  }
  await state(page, "start");
}

async function measure(inspector) {
  for (let times = 0; times < 2; times += 1) await inspector.send("HeapProfiler.collectGarbage");
  const { metrics } = await inspector.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
    heap: of("JSHeapUsedSize"),
    program: Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024,
  };
}

async function hook(line) {
  await fetch(`${URL}hook`, { method: "POST", body: line });
}

async function start() {
  const program = spawn(process.env.KIOSK_PROGRAM, ["kiosk", "--no-sound", "--port", new globalThis.URL(URL).port, "--index", process.env.KIOSK_INDEX], {
    cwd: process.env.KIOSK_FOLDER,
    stdio: ["ignore", "ignore", "inherit"],
  });
  while (!(await fetch(`${URL}health.json`).then(() => true, () => false))) {
    assert.equal(program.exitCode, null, "the program has stopped");
    await sleep(200);
  }
  return program;
}
