// The keypad: any keyboard on which the operator gives each key one function. A key acts when it is released; held for a
// second, it is explained instead, and then acts on the next press, however long. Held keys do not repeat, nothing
// requires two keys at once, and a key without a function gets a response too.

const SHOWN_MS = 180;
const HELD_MS = 1000;
const ACTIVATES = ["Enter", "NumpadEnter", "Space"];
const SCROLLS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "OS"];
const EDITS = ["Enter", "Backspace", "Delete", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Dead"];

/** Whether the focus was last moved with Tab: only then does the large key press the focused element. */
let tabbed = false;

export const wentByTab = () => tabbed;

/** Highlights the button of a pressed function at once, before the desk responds. */
export function showPress(name) {
  for (const button of document.querySelectorAll(`[data-press="${CSS.escape(name)}"]`)) {
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), SHOWN_MS);
  }
}

/** `keys()`: map from key code to function; `ready()`: whether the desk accepts presses; `press(name)` runs the function,
 *  `explain(name)` describes it. */
export function listenToKeys({ keys, ready, press, explain }) {
  let held = null;
  let explained = null;

  const act = (name) => {
    const panel = document.querySelector("dialog[open]");
    if (panel && name === "back") panel.close();
    else press(name);
  };
  const letGo = () => {
    if (!held) return;
    const { name, timer, done } = held;
    held = null;
    clearTimeout(timer);
    if (!done) act(name);
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || MODIFIERS.includes(event.key)) return;
    if (event.key === "Tab") {
      tabbed = true;
      return;
    }
    if (belongsToFocus(event)) {
      // A focused button is pressed once, however long the key is held.
      if (event.repeat && document.activeElement?.matches("button")) event.preventDefault();
      return;
    }
    const name = keys()[event.code] ?? unnamed(event);
    event.preventDefault();
    if (event.repeat || !ready()) return;
    letGo();
    showPress(name);
    if (explained === name) {
      explained = null;
      return act(name);
    }
    explained = null;
    const timer = setTimeout(() => {
      held.done = true;
      explained = name;
      explain(name);
    }, HELD_MS);
    held = { code: event.code, name, timer, done: false };
  });
  addEventListener("keyup", ({ code }) => { if (held?.code === code) letGo(); });
  addEventListener("blur", letGo);
  // A touched button does not keep the focus; otherwise the large key would press it again.
  addEventListener("pointerdown", () => { tabbed = false; });
  addEventListener("pointerup", () => {
    const { activeElement } = document;
    if (activeElement?.matches("button")) activeElement.blur();
  });
}

/** The function of a key that has none in the settings: a letter goes to the subjects that start with it. */
function unnamed({ key }) {
  return /^\p{L}$/u.test(key) ? `letter-${key.toLowerCase()}` : "unknown";
}

/** Whether a key belongs to the focused element: while typing, or while navigating with Tab. Function keys work
 *  everywhere. */
function belongsToFocus({ code, key, shiftKey }) {
  const focused = document.activeElement;
  if (focused?.matches("textarea")) return key.length === 1 || EDITS.includes(key);
  if (shiftKey) return true;
  if (!tabbed) return false;
  if (focused?.matches("button")) return ACTIVATES.includes(code);
  return Boolean(focused?.matches("#lines, dialog")) && SCROLLS.includes(code);
}
