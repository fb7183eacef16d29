// Makes letters as large as the kiosk's settings and the visitor want, and puts everything that matters in sight: the
// newest sentence, the choices and the large key, and as much of the answer as there is room for. Where room is short
// the source card folds first.

import { TEXT_SIZES } from "/draw.js";

// The height of a capital letter in the font, as a part of its size.
const CAPITAL = 0.668;
/** How the card of the source is shown: whole, without its code, not at all. */
const FOLDS = [0, 1, 2];
/** The whole answer stays in sight down to this part of the size that is wanted. */
const WHOLE_DOWN_TO = 0.7;
const STEP = 0.1;
/** Below this all letters are as small as they may be. */
const SMALLEST = 0.8;
/** Choices are not enlarged beyond this. */
const LARGEST_CHOICES = 1.6;

const root = document.documentElement;
const by = (id) => document.getElementById(id);

export function fit({ hello, view }) {
  if (!view) return;
  const perMm = hello?.screen_width_mm ? screen.width / hello.screen_width_mm : 96 / 25.4;
  const size = Math.min(((hello?.capital_height_mm ?? 7.4) * perMm) / CAPITAL, innerWidth * 0.09);
  root.style.fontSize = `${size.toFixed(2)}px`;
  const layout = layoutFor(innerWidth / size, innerHeight / size);
  root.dataset.layout = layout;
  const wanted = TEXT_SIZES[view.screen.text_size] ?? 1;
  root.style.setProperty("--wanted", wanted);
  if (layout === "flow") {
    apply(0, Math.min(wanted, (innerWidth * 0.12) / size), 1);
  } else if (view.visit) {
    const found = arrangements(wanted).find(({ fold, scale, choices, whole }) => {
      apply(fold, scale, choices);
      return fits(whole);
    });
    if (!found) apply(2, SMALLEST, 1);
  } else {
    apply(0, Math.min(wanted, 1.25), 1);
  }
  bringIntoSight(layout);
}

function layoutFor(width, height) {
  if (width >= 20 && height >= 34) return "tall";
  if (width >= 34 && height >= 20) return "wide";
  if (width >= 16 && height >= 13) return "short";
  return "flow";
}

/** What is tried, best first. */
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

/** Whether everything is in sight: the whole turn, or at least its newest sentence. */
function fits(whole) {
  const lines = by("lines");
  const main = lines.closest("main");
  if (main.scrollHeight > main.clientHeight + 1) return false;
  const offer = by("offer");
  if (offer.scrollHeight > offer.clientHeight + 1) return false;
  const shown = [...lines.querySelectorAll(whole ? ".turn" : "p:last-child")];
  if (shown.length === 0) return true;
  const top = shown[0].getBoundingClientRect().top;
  return shown.at(-1).getBoundingClientRect().bottom - top <= lines.clientHeight + 1;
}

/** What is new is in sight, and no line of text is cut through at the edge. */
function bringIntoSight(layout) {
  const lines = by("lines");
  const newest = lines.lastElementChild;
  if (!newest) return;
  for (const line of lines.children) line.classList.remove("cut");
  if (layout === "flow") {
    if (newest.id !== lines.dataset.newest) newest.scrollIntoView({ block: "nearest" });
  } else if (newest.id !== lines.dataset.newest || !lines.dataset.browsed) {
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

// Who scrolls back reads what they want, until something new is said.
for (const kind of ["wheel", "touchmove", "keydown"]) {
  by("lines").addEventListener(kind, () => {
    by("lines").dataset.browsed = "";
    for (const line of by("lines").children) line.classList.remove("cut");
  }, { passive: true });
}
