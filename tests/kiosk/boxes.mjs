// Measures that everything important is in view: in every state, at every screen and text size, with an article of the
// maximum length. The page is the real one in a real browser; this test plays the desk.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";
import { line, openTold, visit } from "./told.mjs";

const SHOTS = process.env.KIOSK_SCREENSHOTS;
const SCREENS = [[1080, 1920], [1920, 1080], [1366, 768], [1280, 1024], [1024, 768]];
const ONLY = process.env.KIOSK_BOXES;

const SENTENCES = [
  "Het aanvragen van een Nederlandse identiteitskaart voor een kind dat jonger is dan twaalf jaar doet u bij de gemeente waar het kind is ingeschreven in de Basisregistratie Personen.",
  "U gaat er samen met uw kind zelf heen, en maakt daarvoor eerst een afspraak op de website of per telefoon.",
  "Dit komt van Rijksoverheid.",
  "Misschien hebt u ook recht op kindgebonden budget.",
  "Wilt u meer horen over toestemming van ouders, wat u meeneemt of hoe lang het duurt?",
];
const asked = line(1, "person", "Hoe vraag ik een identiteitskaart aan voor mijn kind van drie jaar?");
const answer = {
  number: 1,
  title: "Een identiteitskaart voor een kind aanvragen",
  source: { title: "Paspoort of identiteitskaart voor een kind aanvragen", url: "https://www.rijksoverheid.nl/", organisation: "Rijksoverheid", checked: "2026-11-23" },
};
const parts = ["Toestemming van ouders", "Wat u meeneemt", "Hoe lang het duurt"];
const turn = [asked, ...SENTENCES.map((text, index) => line(index + 2, "desk", text, index === 4))];
const subjects = ["Een geboorte aangeven", "Een kind erkennen", "De achternaam van een kind kiezen", "Kinderopvangtoeslag", "Kindgebonden budget"];
const STATES = {
  greeting: visit({ state: "speaking", lines: [line(1, "desk", "Welkom."), line(2, "desk", "De grote knop onderbreekt mij, en kiest.", true)] }),
  first: visit({ state: "speaking", lines: turn.slice(0, 2), answer, choices: parts }),
  answer: visit({ state: "listening", lines: turn, answer, choices: parts }),
  browsing: visit({ lines: [line(9, "desk", "De achternaam van een kind kiezen, 3 van 17.", true)], choices: subjects, marked: 2, state: "speaking" }),
  "yes-no": visit({ lines: [...turn, line(9, "desk", "Was dit duidelijk? Zeg ja of nee.")], answer, choices: ["Ja", "Nee"] }),
  warning: visit({ lines: [line(9, "desk", "Over 30 seconden sluit ik af. Zeg ja of druk op een toets, dan wacht ik.")], choices: ["Ja", "Nee"], ends_in_s: 30 }),
  hint: visit({ lines: turn, answer, choices: parts, hint: "noisy" }),
};

await withBrowser(async (context) => {
  const { page, problems, show: tell } = await openTold(context);
  const wrong = [];
  let shown = 0;
  for (const [width, height] of SCREENS) {
    if (ONLY && !ONLY.split(",").includes(`${width}`)) continue;
    await page.setViewportSize({ width, height });
    for (const text_size of [0, 1, 2, 3]) {
      const show = (visit) => tell(visit, { text_size });
      const name = (state) => `${width}x${height}-${[100, 125, 150, 200][text_size]}-${state}`;
      for (const [state, told] of Object.entries({ start: null, ...STATES })) {
        shown += 1;
        await show(told && { ...told, number: shown });
        const found = await page.evaluate(inSight);
        wrong.push(...found.map((problem) => `${name(state)}: ${problem}`));
        await shoot(page, name(state));
      }
      for (const panel of ["typing", "settings", "functions"]) {
        await show(STATES.warning);
        await page.evaluate((panel) => document.querySelector(`[data-open=${panel}]`).click(), panel);
        await page.waitForTimeout(60);
        const found = await page.evaluate(panelInSight, panel);
        wrong.push(...found.map((problem) => `${name(panel)}: ${problem}`));
        await shoot(page, name(panel));
        await page.evaluate(() => document.querySelector("dialog[open]").close());
      }
    }
  }
  assert.deepEqual(problems, []);
  assert.deepEqual(wrong, [], wrong.join("\n"));
});

async function shoot(page, name) {
  if (!SHOTS || !process.env.KIOSK_PICTURES) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** In the page: what should be in view but is not. */
function inSight() {
  const whole = (element, what) => {
    if (!element) return [`${what} is not there`];
    const box = element.getBoundingClientRect();
    if (box.width === 0) return [`${what} is not shown`];
    const problems = [];
    if (box.top < -1 || box.left < -1 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1) problems.push(`${what} is off the screen: ${Math.round(box.top)} to ${Math.round(box.bottom)}`);
    for (let around = element.parentElement; around; around = around.parentElement) {
      const edge = around.getBoundingClientRect();
      const clips = getComputedStyle(around).overflowY !== "visible" && around !== document.body && around !== document.documentElement;
      if (clips && (box.top < edge.top - 2 || box.bottom > edge.bottom + 2)) problems.push(`${what} is cut by ${around.id || around.tagName}`);
    }
    if (element.scrollWidth > element.clientWidth + 1 && element.matches("button")) problems.push(`${what}: words are cut off`);
    return problems;
  };
  const visit = document.documentElement.dataset.page === "visit";
  const problems = whole(document.getElementById("key"), "the large key");
  for (const button of document.querySelectorAll("#tools button, #language, #warning:not([hidden]) button")) {
    if (button.checkVisibility()) problems.push(...whole(button, `the button ${button.innerText}`));
  }
  if (!visit) return [...problems, ...whole(document.querySelector("#welcome h1"), "the welcome"), ...whole(document.querySelector("#promise p"), "the promise")];
  problems.push(...whole(document.querySelector("#lines p:last-child"), "the newest sentence"));
  const warned = document.documentElement.hasAttribute("data-warned");
  for (const button of warned ? [] : document.querySelectorAll("#choices:not([hidden]) button")) problems.push(...whole(button, `the choice ${button.innerText}`));
  // Nothing is cut off: a line is visible completely or not at all.
  const { top } = document.getElementById("lines").getBoundingClientRect();
  for (const part of document.querySelectorAll("#lines p")) {
    const box = part.getBoundingClientRect();
    if (box.bottom > top + 2 && box.top < top - 2 && part.checkVisibility({ visibilityProperty: true })) problems.push(`“${part.innerText.slice(0, 30)}” is cut through`);
  }
  if (document.getElementById("notice").textContent) problems.push(...whole(document.getElementById("notice"), "the notice"));
  return problems;
}

/** In the page: what of a panel, or the warning in it, is not in view. */
function panelInSight(name) {
  const panel = document.getElementById(name);
  const inside = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.top >= -1 && box.bottom <= innerHeight + 1;
  };
  const problems = [];
  if (!inside(panel.querySelector("[data-close]"))) problems.push("Sluit is out of sight");
  if (!panel.contains(document.getElementById("warning"))) problems.push("the warning is behind the panel");
  if (panel.scrollWidth > panel.clientWidth + 1) problems.push("it is wider than it should be");
  if (name === "typing" && !inside(document.getElementById("question"))) problems.push("the field is out of sight");
  return problems;
}
