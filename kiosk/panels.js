// The panels, for what is not needed all the time. Each has a title, says that it opened and how to leave it, and closes
// with its button, with the key "back", and by touching beside it.

import { say } from "/draw.js";

const SETTINGS = [
  ["volume", "softer", "louder"],
  ["speed", "slower", "faster"],
  ["text", "smaller-text", "larger-text"],
  ["look", "contrast", "blank"],
];
const FUNCTIONS = [
  "subjects", "repeat", "start-over", "more", "easier", "where-is-that", "repeat-sentence", "spell", "stop", "pause", "more-time",
  "continue",
  "no", "up", "down", "other-language", "no-suggestions", "staff", "help", "goodbye", "emergency",
];

/** `opened[name]()` after a panel has opened; `tell(text)` has text of the page spoken; `changed()` when one opens or closes. */
export function makePanels(strings, { opened, tell, changed }) {
  document.getElementById("settings-list").append(...SETTINGS.map((setting) => makeSetting(setting)));
  document.getElementById("functions-list").append(...FUNCTIONS.map((name) => makeFunction(name)));
  const language = () => document.documentElement.lang;
  addEventListener("click", ({ target }) => {
    const opener = target.closest?.("[data-open]");
    if (opener) open(opener.dataset.open);
    if (target.matches?.("dialog") || target.closest?.("[data-close]")) target.closest("dialog").close();
    if (target.closest?.("#functions-list [data-press], #languages-list [data-press]")) target.closest("dialog").close();
  });
  const open = (name) => {
    closePanels();
    const panel = document.getElementById(name);
    panel.showModal();
    opened[name]?.();
    tell(say(strings, language(), "panel-open", { title: panel.querySelector("h2").textContent.trim() }));
    changed();
  };
  for (const panel of document.querySelectorAll("dialog")) {
    panel.addEventListener("close", () => changed());
    // Escape is a key like any other: the browser must not close a panel by itself.
    panel.addEventListener("cancel", (event) => event.preventDefault());
  }
  const told = new MutationObserver(() => tellWords(strings));
  told.observe(document.documentElement, { attributes: true, attributeFilter: ["lang", "data-texts"] });
}

export function closePanels() {
  for (const panel of document.querySelectorAll("dialog[open]")) panel.close();
}

function makeSetting([name, less, more]) {
  const group = document.createElement("div");
  group.className = "setting";
  const title = document.createElement("h3");
  const label = document.createElement("span");
  label.dataset.text = name;
  const value = document.createElement("output");
  value.id = `value-${name}`;
  title.append(label, " ", value);
  group.append(title, ...[less, more].map(makeButton));
  return group;
}

function makeButton(name) {
  const button = document.createElement("button");
  Object.assign(button.dataset, { press: name, text: name });
  button.type = "button";
  return button;
}

/** A function, with the spoken command that does the same. */
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
    const words = say(strings, language, `say-${place.dataset.words}`);
    // Subjects can be asked about by name and need no command of their own.
    place.textContent = words ? say(strings, language, "say", { words }).trim() : "";
  }
}
