// What the page does by itself: what it sends to the desk, and what it forgets.

import assert from "node:assert/strict";
import { withBrowser } from "./browser.mjs";
import { HELLO, line, openTold, visit } from "./told.mjs";

const KEYS = { Enter: "ok", Escape: "back", F9: "louder", F4: "staff", F12: "goodbye", F10: "other-language" };
const answered = visit({
  lines: [line(1, "person", "Mijn nummer is 123456782"), line(2, "desk", "U vraagt het aan bij de gemeente."), line(3, "desk", "Wilt u meer horen?")],
  answer: { number: 1, title: "Een paspoort aanvragen", source: { title: "Paspoort", url: "https://example.nl", organisation: "Rijksoverheid", checked: "2026-11-23" } },
  choices: ["Kosten", "Meenemen"],
  marked: 1,
});

await withBrowser(async (context) => {
  const { page, problems, told, send, show } = await openTold(context, { ...HELLO, keys: KEYS });
  /** The messages of a type; `none`: none is expected. */
  const sent = async (type, { none = false } = {}) => {
    for (let tries = 0; tries < 40 && !none && !told.some((message) => message.type === type); tries += 1) await page.waitForTimeout(100);
    await page.waitForTimeout(300);
    return told.splice(0).filter((message) => message.type === type);
  };

  // A key acts when released; held, it is explained, and acts on the next press; without a function it is reported.
  await show(answered);
  await page.keyboard.down("F9");
  assert.deepEqual(await sent("press", { none: true }), []);
  await page.keyboard.up("F9");
  assert.deepEqual(await sent("press"), [{ type: "press", function: "louder" }]);
  await page.keyboard.down("F12");
  await page.waitForTimeout(1200);
  await page.keyboard.up("F12");
  await page.waitForTimeout(200);
  assert.deepEqual(told.splice(0).filter(({ type }) => type !== "present"), [{ type: "explain", function: "goodbye" }]);
  await page.keyboard.press("F12");
  assert.deepEqual(await sent("press"), [{ type: "press", function: "goodbye" }]);
  await page.keyboard.press("F2");
  await page.keyboard.press("KeyP");
  assert.deepEqual((await sent("press")).map((message) => message.function), ["unknown", "letter-p"]);

  // Elements reached with Tab are spoken; a key held on one presses it once; without Tab, the large key is the large key.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.ok((await sent("tell")).every(({ text }) => text.length > 3));
  await page.locator("#tools [data-press=back]").focus();
  for (let times = 0; times < 5; times += 1) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  assert.deepEqual(await sent("press"), [{ type: "press", function: "back" }]);
  await page.mouse.click(5, 300);
  await page.locator("#tools [data-press=repeat]").focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await sent("press"), [{ type: "press", function: "ok" }]);

  // Letters and words are spoken, also erased ones; function keys work; too long a text is reported; the panel says how to
  // leave.
  await page.evaluate(() => document.activeElement.blur());
  await page.locator("[data-open=typing]").click();
  assert.match((await sent("tell")).at(-1).text, /Typ uw vraag.*sluit/);
  await page.keyboard.type("ik w");
  await page.keyboard.press("Backspace");
  const typed = (await sent("typed")).map(({ text, spelled }) => [text, spelled]);
  assert.deepEqual(typed, [["i", true], ["k", true], ["ik", false], ["w", true], ["w gewist", false]]);
  await page.keyboard.press("F4");
  assert.deepEqual(await sent("press"), [{ type: "press", function: "staff" }]);
  await page.locator("#letters button", { hasText: /^ABC$/ }).click();
  await page.locator("#letters button", { hasText: /^É$/ }).click();
  assert.equal(await page.locator("#question").inputValue(), "ik É");
  assert.deepEqual(await sent("typed", { none: true }), [], "what is touched is not said");
  await page.locator("#question").fill("a".repeat(298));
  await page.keyboard.type("bc");
  assert.equal((await sent("tell")).at(-1)?.text, "Nog 0 tekens.");

  // The warning is in the panel, counts down visibly, and is announced twice.
  const count = () => page.evaluate(() => {
    globalThis.changes = 0;
    new MutationObserver((changes) => { globalThis.changes += changes.length; }).observe(document.getElementById("warning-told"), { childList: true, characterData: true, subtree: true });
  });
  await count();
  await show({ ...answered, ends_in_s: 13 });
  assert.ok(await page.evaluate(() => document.getElementById("typing").contains(document.getElementById("warning"))));
  await page.waitForTimeout(4200);
  assert.ok((await page.evaluate(() => globalThis.changes)) <= 2, "it is told at its beginning and at ten seconds");

  // The end of a visit leaves nothing of it anywhere in the page: no panel, no text, no QR code.
  await show(null);
  assert.equal(await page.locator("dialog[open]").count(), 0);
  assert.equal(await page.locator("#question").inputValue(), "");
  const left = await page.evaluate(() => document.documentElement.outerHTML);
  for (const trace of ["123456782", "Een paspoort aanvragen", "Kosten", "/qr/"]) assert.ok(!left.includes(trace), `${trace} is left`);

  // Changing the language changes no earlier line; the same message twice is announced twice.
  await show(answered);
  const watch = (id) => page.evaluate((id) => {
    globalThis.changes = 0;
    new MutationObserver((changes) => { globalThis.changes += changes.length; }).observe(document.getElementById(id), { childList: true, characterData: true, subtree: true });
  }, id);
  await watch("lines");
  await show(answered, { language: "en" });
  assert.equal(await page.evaluate(() => globalThis.changes), 0, "the log would be read out again");
  await show(answered);
  assert.equal(await page.locator("#lines .desk .who:not(:empty)").count(), 1, "who speaks is told once a turn");
  send({ type: "refused", code: "text-empty" });
  await page.waitForTimeout(60);
  await watch("notice");
  send({ type: "refused", code: "text-empty" });
  await page.waitForTimeout(60);
  assert.ok((await page.evaluate(() => globalThis.changes)) > 0);
  assert.equal(await page.locator("#choices [aria-current=true]").innerText(), "2\nMeenemen");

  // Touching the start page outside its buttons triggers an invitation.
  await show(null);
  told.splice(0);
  await page.locator("#welcome").click();
  assert.deepEqual(await sent("near"), [{ type: "near" }]);

  // A minute after the last input the start page is reset, even with a panel open; each letter counts as input.
  await page.clock.install();
  await show(null);
  const letter = (sign) => page.locator("#letters button", { hasText: new RegExp(`^${sign}$`) }).click();
  await page.locator("[data-open=typing]").click();
  for (const sign of ["1", "2"]) {
    await letter(sign);
    await page.clock.fastForward(45_000);
    assert.equal(await page.locator("dialog[open]").count(), 1, "who types slowly is not interrupted");
  }
  assert.equal(await page.locator("#question").inputValue(), "12");
  await page.clock.fastForward(16_000);
  assert.equal(await page.locator("dialog[open]").count(), 0, "nobody is there any more");
  await page.waitForFunction(() => document.getElementById("question").value === "");
  assert.deepEqual(problems, []);
});
