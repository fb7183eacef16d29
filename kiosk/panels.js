// The panels: what is not needed all the time, out of the way. Each has its own title, and closes by its
// button, by the key "back" and by a touch beside it.

import { say } from "/draw.js";

const SETTINGS = [
  ["volume", "softer", "louder"],
  ["speed", "slower", "faster"],
  ["text", "smaller-text", "larger-text"],
  ["look", "contrast", "blank"],
];
const FUNCTIONS = [
  "start-over", "more", "where-is-that", "repeat-sentence", "spell", "stop", "pause", "continue", "no", "up", "down",
  "no-suggestions", "help", "goodbye", "emergency",
];

export function makePanels(strings, { opened }) {
  document.getElementById("settings-list").append(...SETTINGS.map((setting) => makeSetting(strings, setting)));
  document.getElementById("functions-list").append(...FUNCTIONS.map((name) => makeFunction(name)));
  addEventListener("click", ({ target }) => {
    const opener = target.closest?.("[data-open]");
    if (opener) open(opener.dataset.open, opened);
    if (target.matches?.("dialog") || target.closest?.("[data-close]")) target.closest("dialog").close();
    if (target.closest?.("#functions-list [data-press]")) document.getElementById("functions").close();
  });
  const told = new MutationObserver(() => tellWords(strings));
  told.observe(document.documentElement, { attributes: true, attributeFilter: ["lang", "data-texts"] });
}

function open(name, opened) {
  document.getElementById(name).showModal();
  opened[name]?.();
}

function makeSetting(strings, [name, less, more]) {
  const group = document.createElement("div");
  group.className = "setting";
  const title = document.createElement("h3");
  const label = document.createElement("span");
  label.dataset.text = name;
  title.append(label);
  if (name !== "look") {
    const value = document.createElement("output");
    value.id = `value-${name}`;
    title.append(" ", value);
  }
  group.append(title, ...[less, more].map(makeButton));
  return group;
}

function makeButton(name) {
  const button = document.createElement("button");
  Object.assign(button.dataset, { press: name, text: name });
  button.type = "button";
  return button;
}

/** A function with the words that do the same by voice. */
function makeFunction(name) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const [label, words] = [document.createElement("span"), document.createElement("span")];
  button.type = "button";
  button.dataset.press = name;
  label.dataset.text = name;
  words.dataset.words = name;
  button.append(label, words);
  item.append(button);
  return item;
}

function tellWords(strings) {
  const language = document.documentElement.lang;
  for (const place of document.querySelectorAll("[data-words]")) {
    place.textContent = say(strings, language, "say", { words: say(strings, language, `say-${place.dataset.words}`) });
  }
}
