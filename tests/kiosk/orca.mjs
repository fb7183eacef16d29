// What the screen reader Orca says about the page, with a desk without sound: the real browser on a virtual display, real
// key presses, speech-dispatcher and eSpeak NG on a virtual loudspeaker. `make kiosk-orca` prints what is said, and asserts
// what has to be said.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { HELLO, line, openTold, visit } from "./told.mjs";

const DISPLAY = process.env.ORCA_DISPLAY ?? ":77";
const KEYS = { Enter: "ok", Escape: "back" };
const LONGEST_WAIT_MS = 30_000;

/** What Orca has said, from its own record. */
class Told {
  #from = 0;

  #all() {
    const record = existsSync(heard) ? readFileSync(heard, "utf8") : "";
    return [...record.matchAll(/SPEECH OUTPUT: '(.*?)'\s*\{/gs)].map(([, words]) => words.trim());
  }

  /** Waits until something that contains these words is said. */
  async hears(words) {
    const until = Date.now() + LONGEST_WAIT_MS;
    for (;;) {
      const all = this.#all();
      const at = all.findIndex((said, index) => index >= this.#from && said.includes(words));
      if (at >= 0) {
        for (const said of all.slice(this.#from, at + 1)) console.log(said);
        this.#from = at + 1;
        return;
      }
      assert.ok(Date.now() < until, `“${words}” is not said; said is: ${this.rest()}`);
      await sleep(100);
    }
  }

  /** What was said since then. */
  rest() {
    return this.#all().slice(this.#from).join(" | ");
  }

  skip() {
    const all = this.#all();
    for (const said of all.slice(this.#from)) console.log(said);
    this.#from = all.length;
  }

  times(words) {
    return this.#all().filter((said) => said.includes(words)).length;
  }
}

// Everything runs in a session bus of its own.
if (!process.env.ORCA_BUS) {
  const { status } = await run("dbus-run-session", ["--", process.execPath, import.meta.filename], { ORCA_BUS: "1" });
  process.exit(status);
}

const place = mkdtempSync(join(tmpdir(), "kiosk-orca-"));
const heard = join(place, "heard");
const environment = surroundings();
const started = [];
try {
  await begin();
  await walk();
} finally {
  const dispatcher = join(environment.XDG_RUNTIME_DIR, "speech-dispatcher/pid/speech-dispatcher.pid");
  if (existsSync(dispatcher)) process.kill(Number(readFileSync(dispatcher, "utf8")), "SIGTERM");
  for (const program of started.reverse()) program.kill("SIGTERM");
  await sleep(1000);
  rmSync(place, { recursive: true, force: true });
}

/** The steps of the visit, each with what Orca has to say. */
async function walk() {
  // As in a kiosk's policy: the browser asks no questions.
  mkdirSync(join(place, "browser/Default"), { recursive: true });
  writeFileSync(join(place, "browser/Default/Preferences"), JSON.stringify({ translate: { enabled: false } }));
  const context = await chromium.launchPersistentContext(join(place, "browser"), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: false,
    args: ["--no-sandbox", "--disable-gpu", "--force-renderer-accessibility", "--kiosk", "--no-first-run", "--disable-background-networking", "--disable-features=LocalNetworkAccessChecks"],
    viewport: null,
    locale: "nl-NL",
    env: environment,
  });
  try {
    const { page, problems, show } = await openTold(context, { ...HELLO, has_sound: false, starts_by_voice: false, keys: KEYS });
    await show(null);
    await page.waitForTimeout(2000);
    const window = tool("xdotool", "search", "--sync", "--onlyvisible", "--name", "Spraakloket").trim().split("\n")[0];
    tool("xdotool", "windowactivate", "--sync", window, "mousemove", "640", "500", "click", "1");
    const told = new Told();
    await told.hears("landmarks");

    // Elements reached with Tab; a touch on the empty page comes first, because only then does the browser get the keys.
    tool("xdotool", "click", "1");
    await sleep(3000);
    for (let times = 0; times < 8; times += 1) {
      tool("xdotool", "key", "Tab");
      await sleep(2500);
    }
    for (const name of ["Geluid en beeld", "Taal Language", "Begin", "Onderwerpen", "Typen", "Medewerker"]) {
      assert.ok(told.times(`${name} push button`) > 0, `${name} is said; said is: ${told.rest()}`);
    }
    told.skip();

    // Every sentence is read out when it comes, once.
    const lines = [line(1, "desk", "Welkom. U praat met een computer."), line(2, "person", "Wat kost een paspoort?"), line(3, "desk", "Een paspoort kost 83 euro.")];
    for (const count of [1, 2, 3]) {
      await show(visit({ lines: lines.slice(0, count), choices: ["Meenemen", "Wachten"] }));
      if (lines[count - 1].who === "desk") await told.hears(lines[count - 1].text);
      // As far apart as what is said.
      await sleep(2500);
    }
    assert.equal(told.times("Een paspoort kost 83 euro."), 1, "it is read once");

    // The warning is told at its beginning and at ten seconds, and not between.
    await show(visit({ lines, ends_in_s: 14 }));
    await told.hears("Dit gesprek stopt over 14 seconden.");
    await told.hears("Dit gesprek stopt over 10 seconden.");
    assert.equal(told.times("Dit gesprek stopt over"), 2);
    await show(visit({ lines }));

    // A panel is told by its name, and what is typed letter by letter.
    const before = told.times("Typen push button");
    for (let times = 0; times < 12 && told.times("Typen push button") === before; times += 1) {
      tool("xdotool", "key", "Tab");
      await sleep(2500);
    }
    tool("xdotool", "key", "Return");
    await told.hears("Typ uw vraag");
    tool("xdotool", "type", "--delay", "400", "wat ");
    await told.hears("wat");
    await show(null);
    await told.hears("Spraakloket");
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}

/** A display, a sound server, a bus for accessibility, the screen reader and a window manager, in this order. */
async function begin() {
  start("Xvfb", DISPLAY, "-screen", "0", "1280x1024x24");
  writeFileSync(join(place, "sound.pa"), `load-module module-native-protocol-unix socket=${place}/sound auth-anonymous=1\nload-module module-null-sink sink_name=out\n`);
  start("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "-F", join(place, "sound.pa"));
  await sleep(1500);
  start("/usr/libexec/at-spi-bus-launcher", "--launch-immediately");
  await sleep(1000);
  for (const name of ["IsEnabled", "ScreenReaderEnabled"]) {
    tool("gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus", "--method", "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", name, "<true>");
  }
  start("orca", "--debug", `--debug-file=${heard}`);
  await sleep(5000);
  start("openbox");
  await sleep(1000);
}

function surroundings() {
  const folders = { HOME: join(place, "home"), XDG_RUNTIME_DIR: join(place, "run") };
  for (const folder of Object.values(folders)) mkdirSync(folder, { mode: 0o700 });
  const settings = join(folders.HOME, ".config/speech-dispatcher");
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, "speechd.conf"), 'AudioOutputMethod "pulse"\nDefaultModule espeak-ng\nDefaultLanguage "nl"\nAddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"\n');
  // Its record is written line by line, and not when it ends.
  return { ...process.env, ...folders, DISPLAY, PULSE_SERVER: `unix:${place}/sound`, PYTHONUNBUFFERED: "1", LC_ALL: "C.UTF-8" };
}

function start(program, ...options) {
  const running = spawn(program, options, { env: environment, stdio: "ignore" });
  running.on("error", (error) => { throw error; });
  started.push(running);
}

function tool(program, ...options) {
  return execFileSync(program, options, { env: environment, encoding: "utf8" });
}

function run(program, options, more) {
  return new Promise((done) => {
    const running = spawn(program, options, { env: { ...process.env, ...more }, stdio: "inherit" });
    running.on("exit", (status) => done({ status }));
  });
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
