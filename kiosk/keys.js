// The keypad: any keyboard, of which each key has one function, set by the operator. Keys that are held do not
// repeat, and nothing needs two keys at once.

const SHOWN_MS = 180;
const ACTIVATES = ["Enter", "NumpadEnter", "Space"];
const SCROLLS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

/** Lights up the button of what was pressed, at once, before the desk answers. */
export function showPress(name) {
  for (const button of document.querySelectorAll(`[data-press="${CSS.escape(name)}"]`)) {
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), SHOWN_MS);
  }
}

/** `keys()`: from code to function; `ready()`: whether the desk takes presses; `press(name)` does it. */
export function listenToKeys({ keys, ready, press }) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const name = keys()[event.code];
    if (!name || belongsToFocus(event)) return;
    event.preventDefault();
    if (event.repeat || !ready()) return;
    const panel = document.querySelector("dialog[open]");
    if (panel && name === "back") panel.close();
    else press(name);
  });
  // A button that was touched does not keep the focus: else the big key would press it once more.
  addEventListener("pointerup", () => {
    const { activeElement } = document;
    if (activeElement?.matches("button") && !activeElement.matches(":focus-visible")) activeElement.blur();
  });
}

/** Whether a key means something to what has the focus, for people who go through the page with Tab. */
function belongsToFocus({ code, shiftKey }) {
  const focused = document.activeElement;
  if (focused?.matches("textarea")) return code !== "Escape";
  if (shiftKey) return true;
  if (!focused?.matches(":focus-visible")) return false;
  if (focused.matches("button")) return ACTIVATES.includes(code);
  return focused.matches("#lines, dialog") && SCROLLS.includes(code);
}
