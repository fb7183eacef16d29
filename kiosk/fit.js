// Makes text as large as the kiosk's settings and the visitor want, while keeping everything that matters in view: the
// newest sentence, the choices, the large key, and as much of the answer as fits. If space is short, the source card is
// folded first.

import { TEXT_SIZES } from "/draw.js";

// Height of a capital letter relative to the font size.
const CAPITAL = 0.668;
/** How the source card is shown: in full, without its QR code, or not at all. */
const FOLDS = [0, 1, 2];
/** The whole answer stays in view down to this fraction of the wanted size. */
const WHOLE_DOWN_TO = 0.7;
const STEP = 0.1;
/** Smallest scale of all text. */
const SMALLEST = 0.8;
/** Choices are not enlarged beyond this. */
const LARGEST_CHOICES = 1.6;
/** Nor is a scrolling list, of which more than the first line has to be visible. */
const LARGEST_LIST = 1.6;

/** What was last scrolled into view: markers of the warning, the notice and the newest sentence. */
let inWindow = [];

const root = document.documentElement;
const by = (id) => document.getElementById(id);

export function fit({ hello, view }) {
  if (!view) return;
  const perMm = hello?.screen_width_mm ? screen.width / hello.screen_width_mm : 96 / 25.4;
  const size = Math.min(((hello?.capital_height_mm ?? 7.4) * perMm) / CAPITAL, innerWidth * 0.09, innerHeight * 0.11);
  root.style.fontSize = `${size.toFixed(2)}px`;
  const layout = layoutFor(innerWidth / size, innerHeight / size);
  root.dataset.layout = layout;
  const wanted = TEXT_SIZES[view.screen.text_size] ?? 1;
  if (layout === "flow") {
    apply(0, Math.min(wanted, (innerWidth * 0.12) / size), 1);
  } else if (view.visit) {
    const found = arrangements(wanted).find(({ fold, scale, choices, whole }) => {
      apply(fold, scale, choices);
      return fits(whole);
    });
    if (!found) apply(2, SMALLEST, 1);
  } else {
    largest(wanted, 1, (scale) => apply(0, scale, 1), startFits);
  }
  fitPanel(wanted);
  bringIntoSight(layout);
}

/** Fits the start page so that all of its parts are in view. */
function startFits() {
  const welcome = by("welcome");
  const main = welcome.closest("main");
  const below = by("promise").getBoundingClientRect().bottom <= innerHeight + 1;
  return below && main.scrollHeight <= main.clientHeight + 1 && welcome.scrollWidth <= welcome.clientWidth + 1;
}

/** Makes a panel as large as fits; a list that is too long scrolls, without cutting off words. */
function fitPanel(wanted) {
  const panel = document.querySelector("dialog[open]");
  if (!panel) return;
  const set = (scale) => root.style.setProperty("--panel", scale.toFixed(3));
  const whole = () => [...panel.querySelectorAll("button, h3")].every((part) => part.scrollWidth <= part.clientWidth + 1);
  const room = () => panel.scrollWidth <= panel.clientWidth + 1 && whole();
  const list = panel.id === "functions";
  largest(list ? Math.min(wanted, LARGEST_LIST) : wanted, 1, set, () => room() && (list || panel.scrollHeight <= panel.clientHeight + 1));
}

/** Sets the largest scale that fits, or the smallest if none does. */
function largest(from, to, set, fits) {
  for (let scale = from; scale > to; scale -= STEP) {
    set(scale);
    if (fits()) return;
  }
  set(to);
}

function layoutFor(width, height) {
  if (width >= 20 && height >= 34) return "tall";
  if (width >= 34 && height >= 20) return "wide";
  if (width >= 16 && height >= 13) return "short";
  return "flow";
}

/** The layouts to try, best first. */
function arrangements(wanted) {
  const all = [];
  const add = (scale, whole) => {
    for (const choices of new Set([Math.max(1, Math.min(scale, LARGEST_CHOICES)), 1])) {
      for (const fold of FOLDS) all.push({ fold, scale, choices, whole });
    }
  };
  for (let scale = wanted; scale >= Math.max(SMALLEST, wanted * WHOLE_DOWN_TO) - 0.001; scale -= STEP) add(scale, true);
  for (let scale = wanted; scale >= SMALLEST; scale -= STEP) add(scale, false);
  return all;
}

function apply(fold, scale, choices) {
  root.dataset.fold = fold;
  root.style.setProperty("--scale", scale.toFixed(3));
  root.style.setProperty("--choices", choices.toFixed(3));
}

/** Whether everything is in view: the whole turn, or at least its newest sentence. */
function fits(whole) {
  const lines = by("lines");
  const main = lines.closest("main");
  if (main.scrollHeight > main.clientHeight + 1) return false;
  const offer = by("offer");
  if (offer.scrollHeight > offer.clientHeight + 1) return false;
  const names = [...offer.querySelectorAll("#choices:not([hidden]) button span")];
  if (names.some((name) => name.scrollWidth > name.clientWidth + 1)) return false;
  const shown = [...lines.querySelectorAll(whole ? ".turn" : "p:last-child")];
  if (shown.length === 0) return true;
  const top = shown[0].getBoundingClientRect().top;
  return shown.at(-1).getBoundingClientRect().bottom - top <= lines.clientHeight + 1;
}

/** Scrolls new text into view, with no line cut off at the edge. */
function bringIntoSight(layout) {
  const lines = by("lines");
  const newest = lines.lastElementChild;
  for (const line of lines.children) line.classList.remove("cut");
  if (layout === "flow") return bringIntoWindow(newest);
  if (!newest) return;
  if (newest.id !== lines.dataset.newest || !lines.dataset.browsed) {
    lines.scrollTop = lines.scrollHeight;
    const { top } = lines.getBoundingClientRect();
    for (const line of lines.children) {
      const box = line.getBoundingClientRect();
      if (line !== newest && box.top < top - 1 && box.bottom > top) line.classList.add("cut");
    }
  }
  if (newest.id !== lines.dataset.newest) delete lines.dataset.browsed;
  lines.dataset.newest = newest.id;
}

/** If the page scrolls as a whole, scrolls to what is new, and then leaves it where the person scrolls. */
function bringIntoWindow(newest) {
  const warning = by("warning");
  const parts = [
    [warning, warning.hidden ? "" : "warned"],
    [by("notice"), by("notice").textContent],
    [newest, newest?.id ?? ""],
  ];
  const isNew = ([, mark], place) => mark && mark !== inWindow[place];
  const [found] = parts.find(isNew) ?? [];
  inWindow = parts.map(([, mark]) => mark);
  if (!found) return;
  // The start of what does not fit completely.
  found.scrollIntoView({ block: found.offsetHeight > innerHeight ? "start" : "nearest" });
}

// A person who scrolls back reads what they want, until something new is said.
for (const kind of ["wheel", "touchmove", "keydown"]) {
  by("lines").addEventListener(kind, () => {
    by("lines").dataset.browsed = "";
    for (const line of by("lines").children) line.classList.remove("cut");
  }, { passive: true });
}
