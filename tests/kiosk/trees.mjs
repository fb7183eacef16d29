// What a screen reader sees: the accessibility tree of the page in each of its states. `UPDATE_TREES=1` rewrites them;
// review the difference before keeping it.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { withBrowser } from "./browser.mjs";
import { HELLO, line, openTold, visit } from "./told.mjs";

const TREES = new globalThis.URL("./trees/", import.meta.url);
const source = { title: "Paspoort", url: "https://example.nl", organisation: "Rijksoverheid", checked: "2026-11-23" };
const answered = visit({
  lines: [line(1, "person", "Mijn nummer is 123456782"), line(2, "desk", "U vraagt het aan bij de gemeente."), line(3, "desk", "Wilt u meer horen?")],
  answer: { number: 1, title: "Een paspoort aanvragen", source },
  choices: ["Kosten", "Meenemen"],
  marked: 1,
});
const heard = { ...line(4, "person", "En wat kost"), provisional: true };
const asked = [...answered.lines, line(4, "person", "En wat kost dat?")];
const subjects = ["Meest gevraagd", "Geboorte en gezin", "Weinig geld"];
const STATES = {
  start: null,
  greeting: visit({ state: "speaking", lines: [line(1, "desk", "Welkom. U praat met een computer.", true)] }),
  listening: visit({ lines: [line(1, "desk", "Stel uw vraag.")] }),
  hearing: { ...answered, state: "hearing", lines: [...answered.lines, heard], choices: [], marked: null },
  thinking: { ...answered, state: "thinking", lines: asked, answer: null, choices: [], marked: null },
  answer: answered,
  "yes-no": visit({ lines: [line(1, "desk", "Was dit duidelijk?")], choices: ["Ja", "Nee"] }),
  subjects: visit({ state: "speaking", lines: [line(1, "desk", "Meest gevraagd, 1 van 3.", true)], choices: subjects, marked: 0 }),
  hint: { ...answered, hint: "noisy" },
  warning: { ...answered, ends_in_s: 30 },
  paused: { ...answered, state: "paused" },
  staff: visit({ state: "transferring", lines: [line(1, "desk", "Een ogenblik, ik zoek een medewerker.", true)] }),
};

await withBrowser(async (context) => {
  const { page, problems, send, show } = await openTold(context);
  const same = (name) => sameTree(page, name);
  for (const [number, [name, shown]] of Object.entries(STATES).entries()) {
    await show(shown && { ...shown, number });
    await same(name);
  }
  for (const panel of ["typing", "settings", "functions"]) {
    await show(answered);
    await page.locator(`[data-open=${panel}]`).click();
    await same(panel);
    if (panel === "typing") {
      await show({ ...answered, ends_in_s: 30 });
      await same("typing-warning");
    }
    await page.locator(`#${panel} [data-close]`).click();
  }
  await show(null, { problem: "no-microphone" });
  await same("problem");
  await show(answered, { language: "en" });
  await same("english");

  // What covers the page hides the rest of it.
  send({ type: "driving", driving: false });
  await page.locator("#cover").waitFor({ state: "visible" });
  await same("elsewhere");
  const reachable = await page.evaluate(() => [...document.querySelectorAll("body > :not(#cover, dialog, noscript)")].filter((part) => !part.inert).length);
  assert.equal(reachable, 0, "what lies under the cover can be reached");
  send({ type: "driving", driving: true });
  await page.locator("#cover").waitFor({ state: "hidden" });
  assert.deepEqual(problems, []);

  // A desk without sound reads out what is new.
  const mute = await openTold(context, { ...HELLO, has_sound: false, starts_by_voice: false });
  const { page: silent } = mute;
  await mute.show(null);
  await sameTree(silent, "mute-start");
  await mute.show({ ...answered, ends_in_s: 30 });
  await sameTree(silent, "mute-warning");
  const live = await silent.evaluate(() => ["lines", "state"].map((id) => document.getElementById(id).getAttribute("aria-live")));
  assert.deepEqual(live, ["polite", "polite"]);
  assert.deepEqual(mute.problems, []);
});

async function sameTree(page, name) {
  const tree = `${await page.locator("body").ariaSnapshot()}\n`;
  const place = new globalThis.URL(`${name}.yaml`, TREES);
  if (process.env.UPDATE_TREES || !existsSync(place)) {
    mkdirSync(TREES, { recursive: true });
    writeFileSync(place, tree);
  }
  assert.equal(tree, readFileSync(place, "utf8"), name);
}
