// Puts the page together: what comes over the line is drawn, what is pressed goes over the line.

import { draw, fitLetters } from "/draw.js";
import { listenToKeys, showPress } from "/keys.js";
import { Line } from "/line.js";
import { makePanels } from "/panels.js";
import { makeTyping } from "/typing.js";

const strings = await (await fetch("/strings.json")).json();
const page = { hello: null, view: null, connected: false, driving: true, refused: null };

const line = new Line({
  hello: (hello) => { page.hello = hello; },
  view: ({ view }) => {
    if (!page.view?.visit !== !view.visit) page.refused = null;
    Object.assign(page, { view, connected: true });
  },
  driving: ({ driving }) => { page.driving = driving; },
  refused: ({ code }) => { page.refused = code; },
  lost: () => { page.connected = false; },
}, redraw);

function redraw() {
  draw(page, strings);
  typing.limit(page.hello?.text_characters ?? 300);
}

function press(name) {
  page.refused = null;
  showPress(name);
  line.send({ type: "press", function: name });
}

const typing = makeTyping({
  strings,
  language: () => page.view?.language ?? "nl",
  ask: (text) => { page.refused = null; line.send({ type: "text", text }); },
});
makePanels(strings, { opened: { typing: typing.begin } });

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-press]");
  if (button) press(button.dataset.press);
  if (event.target.closest?.("#cover-key")) {
    if (page.driving) press("blank");
    else line.send({ type: "drive" });
  }
});
listenToKeys({ keys: () => page.hello?.keys ?? {}, ready: () => page.connected && page.driving, press });
addEventListener("resize", () => fitLetters(page));

line.open();
