// Typed questions, with an on-screen keyboard for a kiosk without a real one. What is typed on a real keyboard is spoken,
// letter by letter and word by word; what is typed by touch is not, because others may be listening.

import { announce, say } from "/draw.js";

const LOW = 50;
/** Numbers of remaining characters that are announced. */
const TOLD = [50, 10, 0];

/** `ask(text)` asks; `tell(text)` has text of the page spoken; `typed(text, spelled)` has typed text spoken; `present()`
 *  only reports that somebody is there. */
export function makeTyping({ strings, language, ask, tell, typed, present }) {
  const panel = document.getElementById("typing");
  const field = document.getElementById("question");
  const left = document.getElementById("typing-left");
  const status = document.getElementById("typing-told");
  const text = (key, values) => say(strings, language(), key, values);

  const count = (told) => {
    const characters = field.maxLength - field.value.length;
    const words = text(characters === 1 ? "left-one" : "left", { count: characters });
    left.textContent = characters <= LOW ? words : "";
    if (!TOLD.includes(characters) || !told) return;
    announce(status, words);
    tell(words);
  };
  /** Has typed text spoken: a letter or, at its end, the word. */
  const echo = (letters, byKey) => {
    count(true);
    if (!byKey) return present();
    const before = field.value.slice(0, field.selectionStart);
    const word = /[\s.,?!]$/u.test(letters) && /([^\s.,?!]+)[\s.,?!]+$/u.exec(before)?.[1];
    if (word) typed(word, false);
    else if (letters.trim()) typed(letters, true);
    else present();
  };
  const type = (letters, byKey) => {
    if (field.value.length + letters.length > field.maxLength) return tell(text("left", { count: 0 }));
    field.setRangeText(letters, field.selectionStart, field.selectionEnd, "end");
    echo(letters, byKey);
  };
  const erase = (byKey) => {
    const { selectionStart: start, selectionEnd: end } = field;
    const from = start === end ? Math.max(0, start - 1) : start;
    const gone = field.value.slice(from, end);
    field.setRangeText("", from, end, "end");
    count(false);
    erased(gone, byKey);
  };
  const erased = (gone, byKey) => {
    if (byKey && gone) typed(text("erased", { letters: gone }), false);
    else present();
  };
  const send = () => {
    ask(field.value);
    panel.close();
  };

  let letters = [];
  let written = null;
  /** The letters of the present language. */
  const write = () => {
    if (written === language()) return;
    written = language();
    letters = makeLetters(type, erase, text, written);
    document.getElementById("letters").replaceChildren(...letters);
  };
  let gone = "";
  field.addEventListener("beforeinput", () => {
    const { selectionStart: start, selectionEnd: end } = field;
    gone = field.value.slice(start === end ? Math.max(0, start - 1) : start, end);
  });
  field.addEventListener("input", ({ inputType, data }) => {
    if (inputType.startsWith("delete")) {
      count(false);
      erased(gone, true);
    } else echo(data ?? "", true);
  });
  field.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    const room = field.maxLength - field.value.length + (field.selectionEnd - field.selectionStart);
    if (pasted.length <= room) return;
    const words = text("pasted-too-much", { count: field.maxLength });
    // After the browser has handled the paste.
    setTimeout(() => {
      left.textContent = words;
      announce(status, words);
      tell(words);
    });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (!event.repeat) send();
    }
  });
  panel.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  const forget = () => {
    field.value = "";
    announce(status, "");
    [left.textContent, gone] = ["", ""];
    for (const key of letters) key.dispatchEvent(new Event("lower"));
  };
  // Closing the panel discards the text, sent or not.
  panel.addEventListener("close", forget);

  return {
    begin: () => { forget(); field.focus(); },
    limit: (characters) => { field.maxLength = characters; },
    write,
  };
}

function makeLetters(type, erase, text, language) {
  let upper = false;
  const keys = [];
  const shift = key(text("letter-capital"), () => turn(!upper), "letter-capital");
  const turn = (to) => {
    upper = to;
    shift.setAttribute("aria-pressed", String(upper));
    for (const button of keys) button.textContent = upper ? button.dataset.letter.toLocaleUpperCase(language) : button.dataset.letter;
  };
  const letter = (sign) => {
    const button = key(sign, (byKey) => {
      type(button.textContent, byKey);
      if (upper) turn(false);
    });
    button.dataset.letter = sign;
    keys.push(button);
    return button;
  };
  const rows = text("letter-rows").split(" ").map((letters) => row([...letters].map(letter)));
  const space = key(text("letter-space"), (byKey) => type(" ", byKey), "letter-space");
  space.classList.add("space");
  const shifts = keys.some(({ dataset: { letter } }) => letter.toLocaleUpperCase(language) !== letter) ? [shift] : [];
  rows.push(row([...shifts, ...[...text("letter-accents").trim()].map(letter), letter(","), letter("-"), space, letter("."), key(text("letter-erase"), erase, "letter-erase")]));
  turn(false);
  for (const place of rows) place.addEventListener("lower", () => turn(false));
  return rows;
}

function row(keys) {
  const place = document.createElement("div");
  place.append(...keys);
  return place;
}

/** `press(byKey)`: whether the button was pressed by key rather than by touch. */
function key(letter, press, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = letter;
  if (text) button.dataset.text = text;
  // The field keeps focus and cursor.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", ({ detail }) => press(detail === 0));
  return button;
}
