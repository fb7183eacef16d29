// Shared by the browser tests: a browser, a page of the kiosk, and what every state of the page must satisfy.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PX_PER_MM = 96 / 25.4;
// The height of a capital letter of the page's font.
const CAPITAL = 0.668;

export const URL = process.env.KIOSK_URL;
export const TALL = { width: 1080, height: 1920 };
export const WIDE = { width: 1920, height: 1080 };
const SHOTS = process.env.KIOSK_SCREENSHOTS;
if (SHOTS) mkdirSync(SHOTS, { recursive: true });

/** Runs a test with a browser of its own, which leaves nothing behind. */
export async function withBrowser(test) {
  const home = mkdtempSync(join(tmpdir(), "kiosk-browser-"));
  const context = await chromium.launchPersistentContext(home, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
    viewport: TALL,
    locale: "nl-NL",
  });
  try {
    await test(context);
  } finally {
    await context.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Opens the kiosk's page; script errors and anything that its policy blocks fail the test. */
export async function openPage(context) {
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/WebSocket|ERR_CONNECTION/.test(message.text())) page.problems.push(message.text());
  });
  await page.goto(URL);
  await state(page, "start");
  return page;
}

/** Waits until the desk is in a state; `start` is the start page. */
export async function state(page, name) {
  await page.waitForFunction((name) => document.getElementById("state").dataset.state === name, name);
}

/** Waits until a text is visible on the page. */
export async function reads(page, text) {
  await page.getByText(text).first().waitFor({ state: "visible" });
}

export async function type(page, text) {
  await page.locator("[data-open=typing]").click();
  await page.locator("#question").fill(text);
  await page.keyboard.press("Enter");
}

/** axe's findings, except the size of elements scrolled partly behind a panel's closing row. */
async function runAxe(tags) {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const row = document.querySelector("dialog[open] .row")?.getBoundingClientRect();
  const isBehind = ({ target }) => {
    const button = document.querySelector(target[0]);
    return row && button.closest("dialog[open]") && !button.closest(".row") && button.getBoundingClientRect().bottom > row.top;
  };
  for (const violation of found.violations) {
    if (violation.id === "target-size") violation.nodes = violation.nodes.filter((node) => !isBehind(node));
  }
  return { violations: found.violations.filter(({ nodes }) => nodes.length > 0) };
}

/** What must hold in every state, whatever is on the page. */
export async function check(page, name, { letters = true } = {}) {
  await page.waitForTimeout(250);
  await page.evaluate(AXE);
  const found = await page.evaluate(runAxe, TAGS);
  const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
  assert.deepEqual(told, [], `${name}: axe`);
  const measured = await page.evaluate(measure);
  assert.deepEqual(measured.small, [], `${name}: targets smaller than 44 px`);
  assert.deepEqual(measured.cut, [], `${name}: words that are cut off`);
  assert.deepEqual(measured.covered, [], `${name}: buttons that something else covers`);
  assert.ok(measured.overflow <= 1, `${name}: the page is ${measured.overflow} px wider than the screen`);
  if (letters) {
    const height = (measured.smallest * CAPITAL) / PX_PER_MM;
    assert.ok(height >= 7.3, `${name}: a capital letter is ${height.toFixed(2)} mm high`);
  }
  assert.deepEqual(page.problems, [], `${name}: errors`);
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

function measure() {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert], .unseen, noscript");
  const buttons = [...document.querySelectorAll("button, textarea")].filter(seen);
  const of = (element) => element.id || element.dataset.press || element.dataset.open || element.textContent;
  const small = buttons.filter((button) => {
    const { width, height } = button.getBoundingClientRect();
    return width < 44 || height < 44;
  });
  const cut = buttons.filter((button) => button.matches("button") && button.scrollWidth > button.clientWidth + 1);
  // A button counts as covered if touching its centre would not hit it.
  const covered = buttons.filter((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const scrollers = ["main", "#offer"].map((place) => button.closest(place)?.getBoundingClientRect());
    if (scrollers.some((place) => place && (y > place.bottom || y < place.top))) return false;
    const touched = document.elementFromPoint(x, y);
    // In a scrolling panel, the closing row stays in view and the rest scrolls behind it.
    if (touched?.closest("dialog .row") && !button.closest(".row")) return false;
    const panel = document.querySelector("dialog[open]");
    if (!touched || (panel && !panel.contains(button)) || touched.contains(button)) return false;
    return !button.contains(touched);
  });
  const texts = [...document.querySelectorAll("body *")].filter(
    (element) => seen(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
  );
  const root = document.documentElement;
  return {
    small: small.map(of),
    cut: cut.map(of),
    covered: covered.map(of),
    overflow: root.scrollWidth - root.clientWidth,
    smallest: Math.min(...texts.map((element) => Number.parseFloat(getComputedStyle(element).fontSize))),
  };
}
