// Every language is chosen by its own name, by keys alone and by touch, and shown whole: words, letters to type with,
// direction and fonts, all of which the page brings with it.

import assert from "node:assert/strict";
import { check, openPage, state, TALL, WIDE, withBrowser } from "./browser.mjs";

const DIRECTIONS = { nl: "ltr", en: "ltr", de: "ltr", fr: "ltr", es: "ltr", pl: "ltr", tr: "ltr", uk: "ltr", ar: "rtl" };
const NAMES = {
  nl: "Nederlands", en: "English", de: "Deutsch", fr: "Français", es: "Español", pl: "Polski", tr: "Türkçe",
  uk: "Українська", ar: "العربية",
};
/** Letters that a language cannot be written without. */
const OWN = { de: "ß", fr: "é", es: "ñ", pl: "ł", tr: "ğ", uk: "ї", ar: "ض" };

await withBrowser(async (context) => {
  for (const [turn, code] of Object.keys(DIRECTIONS).entries()) {
    const page = await openPage(context);
    await page.setViewportSize(turn % 2 ? WIDE : TALL);
    if (turn % 3 === 0) await byKeys(page, code);
    else await byTouch(page, code);
    await page.waitForFunction((code) => document.documentElement.lang === code, code);
    assert.equal(await page.evaluate(() => document.documentElement.dir), DIRECTIONS[code], `${code}: direction`);
    const captions = page.locator(`#lines [lang=${code}]:not(.who)`);
    await captions.first().waitFor();
    await check(page, `language-${code}`);
    await onlyOwnFonts(page, code);
    await page.locator("[data-open=typing]").click();
    const label = (await page.locator("label[for=question]").innerText()).trim();
    assert.ok(code === "nl" || label !== "Typ uw vraag", `${code}: the panel is in Dutch`);
    if (OWN[code]) {
      await page.locator("#letters button", { hasText: new RegExp(`^${OWN[code]}$`, "u") }).first().click();
      assert.equal(await page.locator("#question").inputValue(), OWN[code]);
    }
    await check(page, `language-${code}-typing`);
    await onlyOwnFonts(page, `${code}, typing`);
    await page.locator("#typing [data-close]").click();
    await page.locator("[data-open=functions]").click();
    await check(page, `language-${code}-functions`);
    await page.locator("#functions-list [data-press=goodbye]").click();
    await state(page, "start");
    // The next visitor is met in Dutch.
    await page.waitForFunction(() => document.documentElement.lang === "nl");
    await page.close();
  }
  const page = await openPage(context);
  await page.locator("#language").click();
  await check(page, "languages");
  await page.close();
});

/** With Tab and the large key only; every name is also what a screen reader says. */
async function byKeys(page, code) {
  const focusOn = async (selector) => {
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    }
    assert.fail(`${selector} cannot be reached with Tab`);
  };
  await focusOn("#language");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: NAMES[code], exact: true }).waitFor();
  await focusOn(`[data-press=language-${code}]`);
  await page.keyboard.press("Enter");
}

async function byTouch(page, code) {
  await page.locator("#language").click();
  await page.getByRole("button", { name: NAMES[code], exact: true }).click();
}

/** No letter is drawn with a font of this machine, which a kiosk may not have. */
async function onlyOwnFonts(page, name) {
  await page.evaluate(() => document.fonts.ready);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("DOM.enable");
  await cdp.send("CSS.enable");
  const { root } = await cdp.send("DOM.getDocument", { depth: -1 });
  const { nodeIds } = await cdp.send("DOM.querySelectorAll", {
    nodeId: root.nodeId,
    selector: "#lines span, [data-text], #letters button, #languages-list button, #promise p",
  });
  const borrowed = new Set();
  for (const nodeId of nodeIds) {
    const { fonts } = await cdp.send("CSS.getPlatformFontsForNode", { nodeId });
    const { outerHTML } = await cdp.send("DOM.getOuterHTML", { nodeId });
    // Digits come from the system on purpose.
    const words = outerHTML.replace(/<[^>]*>/g, "").trim();
    if (/\d/.test(words)) continue;
    for (const { familyName, isCustomFont } of fonts) if (!isCustomFont) borrowed.add(`${familyName}: ${words}`);
  }
  await cdp.detach();
  assert.deepEqual([...borrowed], [], `${name}: letters of other fonts`);
}
