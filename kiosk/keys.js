// The keypad: any keyboard, of which each key has one function, set by the operator. A key does its work when it is
// let go; held for a second it is explained instead, and then does it at the next press, however long. Held keys do
// not repeat, nothing needs two keys at once, and a key without a function is answered too.

const SHOWN_MS = 180;
const HELD_MS = 1000;
const ACTIVATES = ["Enter", "NumpadEnter", "Space"];
const SCROLLS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "OS"];
const EDITS = ["Enter", "Backspace", "Delete", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Dead"];

/** Whether the focus was last moved with Tab: only then does it own the large key. */
let tabbed = false;

export const wentByTab = () => tabbed;

/** Lights up the button of what was pressed, at once, before the desk answers. */
export function showPress(name) {
  for (const button of document.querySelectorAll(`[data-press="${CSS.escape(name)}"]`)) {
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), SHOWN_MS);
  }
}

/** `keys()`: from code to function; `ready()`: whether the desk takes presses; `press(name)` does it, `explain(name)`
 *  tells what it does. */
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
      // A button that has the focus is pressed once, however long the key is held.
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
  // A button that was touched does not keep the focus: else the big key would press it once more.
  addEventListener("pointerdown", () => { tabbed = false; });
  addEventListener("pointerup", () => {
    const { activeElement } = document;
    if (activeElement?.matches("button")) activeElement.blur();
  });
}

/** What a key without a function asks for: a letter goes to the subjects that begin with it. */
function unnamed({ key }) {
  return /^\p{L}$/u.test(key) ? `letter-${key.toLowerCase()}` : "unknown";
}

/** Whether a key means something to what has the focus: to what is being typed, or to who goes through the page with
 *  Tab. Function keys work everywhere. */
function belongsToFocus({ code, key, shiftKey }) {
  const focused = document.activeElement;
  if (focused?.matches("textarea")) return key.length === 1 || EDITS.includes(key);
  if (shiftKey) return true;
  if (!tabbed) return false;
  if (focused?.matches("button")) return ACTIVATES.includes(code);
  return Boolean(focused?.matches("#lines, dialog")) && SCROLLS.includes(code);
}
