// Connects the parts of the page: messages from the server are drawn, presses are sent to it.

import { draw, say } from "/draw.js";
import { fit } from "/fit.js";
import { listenToKeys, showPress, wentByTab } from "/keys.js";
import { Line } from "/line.js";
import { closePanels, makePanels } from "/panels.js";
import { makeTyping } from "/typing.js";

/** After this time without input, the start page is reset for the next visitor. */
const FORGOTTEN_MS = 60_000;
/** Minimum interval between messages that somebody is there. */
const PRESENT_MS = 1_000;

const strings = await (await fetch("/strings.json")).json();
const page = { hello: null, view: null, connected: false, driving: true, refused: null, refusals: 0 };
const language = () => page.view?.language ?? "nl";
let hadVisit = false;
let presentAt = 0;
let forgetting = null;

const line = new Line({
  hello: (hello) => { page.hello = hello; },
  view: ({ view }) => {
    const ended = page.view?.visit && page.view.visit.number !== view.visit?.number;
    if (!page.view?.visit !== !view.visit) page.refused = null;
    if (!page.connected && hadVisit && !view.visit) line.send({ type: "lost" });
    hadVisit = false;
    Object.assign(page, { view, connected: true });
    if (ended) forget();
  },
  driving: ({ driving }) => { page.driving = driving; },
  refused: ({ code }) => {
    page.refused = code;
    page.refusals += 1;
    if (code.startsWith("text-")) tell(say(strings, language(), `refused-${code}`));
  },
  lost: () => {
    if (page.connected) hadVisit = Boolean(page.view?.visit);
    page.connected = false;
  },
}, redraw);

function redraw() {
  draw(page, strings);
  typing.write();
  typing.limit(page.hello?.text_characters ?? 300);
  fit(page);
}

/** Leaves nothing of a visitor for the next one. */
function forget() {
  closePanels();
  document.activeElement?.blur?.();
  getSelection()?.removeAllRanges();
  scrollTo(0, 0);
}

function press(name) {
  page.refused = null;
  showPress(name);
  line.send({ type: "press", function: name });
}

/** Has text of the page spoken. */
function tell(text) {
  line.send({ type: "tell", text });
}

function present() {
  const now = performance.now();
  if (now - presentAt < PRESENT_MS) return;
  presentAt = now;
  line.send({ type: "present" });
}

function somethingHappens() {
  clearTimeout(forgetting);
  forgetting = setTimeout(() => { if (!page.view?.visit) forget(); }, FORGOTTEN_MS);
}

const typing = makeTyping({
  strings,
  language,
  tell,
  present,
  typed: (text, spelled) => line.send({ type: "typed", text, spelled }),
  ask: (text) => { page.refused = null; line.send({ type: "text", text }); },
});
makePanels(strings, { opened: { typing: typing.begin }, tell, changed: redraw });

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-press]");
  if (button) press(button.dataset.press);
  if (event.target.closest?.("#cover-key")) {
    if (page.driving) press("blank");
    else line.send({ type: "drive" });
  }
});
listenToKeys({
  keys: () => page.hello?.keys ?? {},
  ready: () => page.connected && page.driving,
  press,
  explain: (name) => line.send({ type: "explain", function: name }),
});
// Elements reached with Tab are spoken.
addEventListener("focusin", ({ target }) => {
  if (wentByTab() && !target.matches("dialog")) tell(nameOf(target));
});
addEventListener("pointerdown", ({ target }) => {
  somethingHappens();
  if (page.view?.visit) present();
  else if (!target.closest("button, dialog, textarea")) line.send({ type: "near" });
});
for (const kind of ["keydown", "input"]) addEventListener(kind, somethingHappens);
addEventListener("resize", redraw);

/** The element's accessible name. */
function nameOf(element) {
  const by = element.getAttribute("aria-labelledby") ?? "";
  const labels = [...(element.labels ?? []), ...by.split(" ").filter(Boolean).map((id) => document.getElementById(id))];
  const name = element.getAttribute("aria-label") ?? labels.map((label) => label.textContent).join(" ");
  return (name || element.innerText || element.textContent).replace(/\s+/g, " ").trim();
}

line.open();
