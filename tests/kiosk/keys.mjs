// A whole visit by keys alone, checking every state; no pointer is used.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { check, openPage, reads, state, withBrowser } from "./browser.mjs";

const JSQR = readFileSync(createRequire(import.meta.url).resolve("jsqr/dist/jsQR.js"), "utf8");

await withBrowser(async (context) => {
  const page = await openPage(context);
  const press = (code) => page.keyboard.press(code);
  await check(page, "tall-start");

  await press("Enter");
  await state(page, "speaking");
  await reads(page, "U praat met een computer.");
  await press("Enter");
  await state(page, "listening");
  await check(page, "tall-listening");

  await ask(page, "Hoe vraag ik een paspoort aan?");
  await reads(page, "Bron: Rijksoverheid");
  await reads(page, "Nagekeken op 23 november 2026.");
  await reads(page, "Dit komt van Rijksoverheid.");
  await check(page, "tall-answer");
  const address = await readCode(page);
  assert.equal(address, "https://www.rijksoverheid.nl/onderwerpen/paspoort-en-identiteitskaart/paspoort-aanvragen");

  await press("2");
  await reads(page, "Neem uw oude paspoort mee.");
  await press("NumpadAdd");
  await page.waitForFunction(() => document.getElementById("value-volume").textContent === "125 procent");
  await press("Pause");
  await state(page, "paused");
  await check(page, "tall-paused");
  await press("F6");
  await state(page, "listening");

  // A key that is held, or hit twice by a trembling hand, counts once.
  const before = await page.locator("#lines p").count();
  await page.keyboard.down("F1");
  for (let times = 0; times < 5; times += 1) await page.keyboard.down("F1");
  await page.keyboard.up("F1");
  await press("F1");
  await reads(page, "Command(Help)");
  await state(page, "listening");
  assert.equal(await page.locator("#lines p").count(), before + 1, "once");
  // Key combinations do nothing.
  await page.keyboard.press("Control+F4");
  await page.keyboard.press("Shift+F4");
  await state(page, "listening");

  await press("F10");
  await reads(page, "I speak English now.");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.deepEqual(
    await page.evaluate(() => [...document.querySelectorAll("#lines .desk > span:last-child")].map((words) => words.lang).at(-1)),
    "en",
  );
  await check(page, "tall-english");
  await press("Backslash");
  await press("Equal");
  await page.waitForFunction(() => document.documentElement.dataset.dark === "");
  await check(page, "tall-dark-larger");
  await press("Backquote");
  await reads(page, "The screen is off.");
  await check(page, "tall-blank");
  await page.waitForTimeout(500);
  await press("Backquote");
  await state(page, "listening");

  // Every key gets a response, even one without a function; held, it is explained and not run.
  await press("F5");
  await reads(page, "Subjects");
  await press("KeyX");
  await reads(page, "Letter('x')");
  await press("Quote");
  await reads(page, "Unknown");
  await page.keyboard.down("F12");
  await reads(page, "Uitleg Command(Goodbye)");
  await page.keyboard.up("F12");
  assert.equal(await page.locator("html[data-page=visit]").count(), 1, "it was not done");
  await page.evaluate(() => document.activeElement.blur());
  await press("Enter");
  await state(page, "listening");

  // After Tab, the focused element is pressed, not the large key.
  await tabTo(page, "[data-open=settings]");
  await press("Enter");
  await check(page, "tall-settings");
  // Function keys work in every panel, and a held key on a button presses it once.
  await press("F9");
  await page.waitForFunction(() => document.getElementById("value-volume").textContent === "150 percent");
  await press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);

  await ask(page, "!warn");
  await reads(page, "Are you still there?");
  await check(page, "tall-warning");
  await press("Enter");
  await page.locator("#warning").waitFor({ state: "hidden" });

  await press("F4");
  await reads(page, "Nobody is free.");
  await press("F12");
  await reads(page, "Goodbye.");
  await state(page, "start");
  const reset = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.dark ?? "light"]);
  assert.deepEqual(reset, ["nl", "light"], "the next visitor finds the desk as it was");
  assert.equal(await page.locator("#lines p").count(), 0, "nothing of the visit stays");
  await check(page, "tall-start-again");
});

async function tabTo(page, selector) {
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
  }
  assert.fail(`${selector} cannot be reached with Tab`);
}

async function ask(page, text) {
  await tabTo(page, "[data-open=typing]");
  await page.keyboard.press("Enter");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await page.evaluate(() => document.activeElement.blur());
}

/** Reads the QR code from its picture, as a telephone would. */
async function readCode(page) {
  await page.evaluate(JSQR);
  return page.evaluate(async () => {
    const image = document.getElementById("answer-code");
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 480 });
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0, 480, 480);
    return jsQR(pen.getImageData(0, 0, 480, 480).data, 480, 480)?.data;
  });
}
