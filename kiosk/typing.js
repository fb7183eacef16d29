// A question in writing, with letters on the screen for a kiosk that has no keyboard.

import { say } from "/draw.js";

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm?"];
const LOW = 50;

export function makeTyping({ strings, language, ask }) {
  const panel = document.getElementById("typing");
  const field = document.getElementById("question");
  const left = document.getElementById("typing-left");

  const told = () => {
    const count = field.maxLength - field.value.length;
    left.textContent = count <= LOW ? say(strings, language(), "left", { count }) : "";
  };
  const type = (letters) => {
    if (field.value.length + letters.length > field.maxLength) return;
    field.setRangeText(letters, field.selectionStart, field.selectionEnd, "end");
    told();
  };
  const erase = () => {
    const { selectionStart: start, selectionEnd: end } = field;
    field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
    told();
  };
  const send = () => {
    ask(field.value);
    panel.close();
  };

  document.getElementById("letters").append(...makeRows(type, erase));
  field.addEventListener("input", told);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  panel.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  // Whatever was written is gone when the panel closes, sent or not.
  panel.addEventListener("close", () => { field.value = ""; });

  return {
    begin: () => { field.value = ""; told(); field.focus(); },
    limit: (characters) => { field.maxLength = characters; },
  };
}

function makeRows(type, erase) {
  const rows = ROWS.map((letters) => row([...letters].map((letter) => key(letter, () => type(letter)))));
  const space = key(null, () => type(" "), "letter-space");
  space.classList.add("space");
  rows.push(row([key(",", () => type(",")), key("-", () => type("-")), space, key(".", () => type(".")), key(null, erase, "letter-erase")]));
  return rows;
}

function row(keys) {
  const place = document.createElement("div");
  place.append(...keys);
  return place;
}

function key(letter, press, text) {
  const button = document.createElement("button");
  button.type = "button";
  if (text) button.dataset.text = text;
  else button.textContent = letter;
  // The field keeps the focus and its cursor.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", press);
  return button;
}
