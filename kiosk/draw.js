// Draws the view that the server sends. It always sends the whole view; only differences are applied, so that screen
// readers, the focus and the scroll position are not disturbed. All text is set as text, never as HTML.

const ICONS = { listening: "ear", hearing: "hearing", thinking: "thinking", speaking: "speaking", paused: "paused", transferring: "person", ended: "check" };
export const TEXT_SIZES = [1, 1.25, 1.5, 2];
/** The seconds that are left are told once more at so many. */
const TOLD_AGAIN_S = 10;
const LOCALES = { nl: "nl-NL", en: "en-GB" };

const root = document.documentElement;
const by = (id) => document.getElementById(id);
let warnedAt = null;
let countdown = null;
let refusals = 0;
/** Whether the desk has no sound: then no sentence speaks of hearing and talking. */
let mute = false;

/** A sentence of the page, with its arguments filled in. */
export function say(strings, language, key, values = {}) {
  const own = strings[language] ?? strings.en;
  const quiet = mute ? own[`${key}-mute`] : undefined;
  const text = quiet ?? own[key] ?? own[`${key.split("-")[0]}-other`] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function draw(page, strings) {
  const { view } = page;
  mute = page.hello?.has_sound === false;
  const language = view?.language ?? "nl";
  const text = (key, values) => say(strings, language, key, values);
  drawLanguages(page.hello?.languages ?? [], language);
  drawTexts(language, page.hello, text);
  drawCover(page, text);
  if (!view) return;
  const live = page.hello?.has_sound ? "off" : "polite";
  for (const id of ["lines", "state"]) set(by(id), "aria-live", live);
  for (const id of ["warning-told", "typing-told"]) set(by(id), "role", page.hello?.has_sound ? null : "status");
  set(root, "data-page", view.visit ? "visit" : "start");
  set(by("lines"), "tabindex", view.visit ? "0" : null);
  set(root, "data-dark", view.screen.dark ? "" : null);
  set(root, "data-large", view.screen.text_size > 0 ? "" : null);
  by("headphones").hidden = !view.headphones;
  put(by("promise").firstElementChild, text(page.hello?.keeps_questions ? "promise-review" : "promise"));
  drawState(view.visit, text);
  drawNotice(page, text);
  drawLines(view.visit, text);
  drawAnswer(view.visit, language, text);
  drawChoices(view.visit?.choices ?? [], view.visit?.marked ?? null);
  drawWarning(view.visit, text);
  drawSettings(view, text);
}

function drawTexts(language, hello, text) {
  const form = [language, mute && "mute", hello?.starts_by_voice && "voice"].filter(Boolean).join(" ");
  if (root.dataset.texts === form) return;
  root.dataset.texts = form;
  root.lang = language;
  root.dir = hello?.languages.find(({ code }) => code === language)?.direction ?? "ltr";
  for (const place of document.querySelectorAll("[data-text]")) place.textContent = text(place.dataset.text);
  put(by("welcome-how"), text(hello?.starts_by_voice ? "welcome-how" : "welcome-how-key"));
  by("tools").setAttribute("aria-label", text("keys"));
  by("letters").setAttribute("aria-label", text("letters"));
  // Whoever does not read the present language may know this word.
  by("language").querySelector("[lang]").hidden = language === "en";
}

/** Every language by its own name, spoken and written as that language is. */
function drawLanguages(languages, present) {
  const list = by("languages-list");
  if (list.childElementCount !== languages.length) {
    list.replaceChildren(...languages.map(({ code, name, direction }) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      Object.assign(button, { type: "button", lang: code, dir: direction, textContent: name });
      button.dataset.press = `language-${code}`;
      item.append(button);
      return item;
    }));
  }
  for (const button of list.querySelectorAll("button")) set(button, "aria-current", button.lang === present ? "true" : null);
}

function drawCover({ connected, driving, view }, text) {
  const kind = !connected ? "lost" : !driving ? "elsewhere" : view?.screen.blank ? "blank" : null;
  const cover = by("cover");
  const first = kind === "lost" && !view;
  cover.hidden = !kind || first;
  if (cover.dataset.kind === String(kind)) return;
  cover.dataset.kind = String(kind);
  for (const part of document.querySelectorAll("body > :not(#cover, dialog)")) part.inert = Boolean(kind) && !first;
  if (!kind || first) return;
  if (kind !== "blank") for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  icon(cover, kind === "blank" ? "eye" : "clock");
  cover.querySelector("p").textContent = text(`cover-${kind}`);
  const key = by("cover-key");
  key.hidden = kind === "lost";
  key.textContent = text(kind === "blank" ? "light" : "drive");
}

function drawState(visit, text) {
  const state = visit?.state ?? "start";
  const place = by("state");
  if (place.dataset.state !== state) {
    place.dataset.state = state;
    icon(place, ICONS[state] ?? "ear");
    if (visit) place.querySelector("span").textContent = text(`state-${state}`);
  }
  icon(by("key"), state === "paused" ? "check" : "microphone");
  put(place.querySelector("span"), visit ? text(`state-${state}`) : "");
  put(by("key").querySelector("span"), text(`key-${state}`));
}

function drawNotice({ view, refused, refusals: count }, text) {
  const { visit, problem } = view;
  const code = refused ? `refused-${refused}` : visit?.hint ? `hint-${visit.hint}` : problem ? `problem-${problem}` : null;
  // A message that is repeated is announced again.
  if (count !== refusals) announce(by("notice"), "");
  refusals = count;
  announce(by("notice"), code ? text(code) : "");
}

function drawLines(visit, text) {
  const list = by("lines");
  const lines = visit?.lines ?? [];
  // Lines are numbered per visit: the next visit must not reuse those of this one.
  const idOf = (line) => `line-${visit.number}-${line.id}`;
  const kept = new Set(lines.map(idOf));
  for (const item of [...list.children]) if (!kept.has(item.id)) item.remove();
  const asked = lines.findLastIndex((line) => line.who === "person");
  for (const [place, line] of lines.entries()) {
    let item = by(idOf(line));
    if (!item) {
      item = document.createElement("p");
      item.id = idOf(line);
      const who = document.createElement("span");
      who.className = "who";
      // The speaker is named once per turn, and never translated later: a log that changes is read out again.
      if (line.who !== lines[place - 1]?.who) who.textContent = text(line.who === "person" ? "you" : "desk");
      who.lang = root.lang;
      item.append(who, " ", document.createElement("span"));
    }
    const marks = [line.who, place >= asked && "turn", line.provisional && "provisional", line.sounding && "sounding"];
    item.className = [...marks, item.matches(".cut") && "cut"].filter(Boolean).join(" ");
    const words = item.lastElementChild;
    put(words, line.text);
    [words.lang, words.dir] = [line.language, "auto"];
    // Appended only with its words: screen readers skip what was empty when it was added.
    if (!item.parentElement) list.append(item);
  }
}

function drawAnswer(visit, language, text) {
  const answer = visit?.answer;
  by("answer").hidden = !answer;
  if (!answer) {
    // Nothing of the last answer may remain in the page.
    for (const id of ["answer-title", "answer-source", "answer-checked"]) put(by(id), "");
    by("answer-code").removeAttribute("src");
    by("answer-code").alt = "";
    return;
  }
  const { title, organisation, checked } = answer.source;
  put(by("answer-title"), answer.title);
  put(by("answer-source"), text("source", { organisation, page: title }));
  put(by("answer-checked"), text("checked", { date: day(checked, language) }));
  const code = by("answer-code");
  const address = `/qr/${visit.number}-${answer.number}.svg`;
  if (code.getAttribute("src") !== address) code.src = address;
  code.alt = text("scan-of", { page: title });
}

function drawChoices(names, marked) {
  const place = by("choices");
  place.hidden = names.length === 0;
  set(root, "data-offer", names.length || !by("answer").hidden ? "" : null);
  const list = place.querySelector("ol");
  const mark = () => {
    for (const [index, button] of [...list.querySelectorAll("button")].entries()) {
      set(button, "aria-current", index === marked ? "true" : null);
    }
  };
  if (list.dataset.names === JSON.stringify(names)) return mark();
  list.dataset.names = JSON.stringify(names);
  list.replaceChildren(...names.slice(0, 9).map((name, index) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const number = document.createElement("span");
    const words = document.createElement("span");
    [button.type, button.dataset.press] = ["button", `choose-${index + 1}`];
    [number.className, number.textContent, words.textContent] = ["number", String(index + 1), name];
    button.append(number, words);
    item.append(button);
    return item;
  }));
  mark();
}

/** Counts down from the moment the warning arrived. The seconds are always visible, and announced twice. */
function drawWarning(visit, text) {
  const seconds = visit?.ends_in_s ?? null;
  const warning = by("warning");
  warning.hidden = seconds === null;
  set(root, "data-warned", seconds === null ? null : "");
  // An open panel covers everything else.
  const place = document.querySelector("dialog[open]") ?? document.body;
  if (warning.parentElement !== place) {
    if (place === document.body) by("tools").before(warning);
    else place.prepend(warning);
  }
  if (seconds === null) {
    clearInterval(countdown);
    [warnedAt, countdown] = [null, null];
    put(by("warning-left"), "");
    announce(by("warning-told"), "");
    return;
  }
  if (warnedAt?.seconds === seconds) return;
  warnedAt = { seconds, at: performance.now(), told: [] };
  const count = () => {
    const left = Math.max(0, Math.round(seconds - (performance.now() - warnedAt.at) / 1000));
    put(by("warning-left"), text("warning-left", { count: left }));
    // `<=`, as the browser may skip a second.
    const due = [seconds, TOLD_AGAIN_S].filter((from) => left <= from && !warnedAt.told.includes(from));
    if (due.length > 0) {
      warnedAt.told.push(...due);
      announce(by("warning-told"), `${text("warning")} ${text("warning-left", { count: left })}`);
    }
  };
  clearInterval(countdown);
  countdown = setInterval(count, 1000);
  count();
}

function drawSettings(view, text) {
  const percent = (value) => text("percent", { value: Math.round(value) });
  const values = {
    volume: percent(view.visit?.volume ?? 100),
    speed: percent((view.visit?.rate ?? 1) * 100),
    text: percent(TEXT_SIZES[view.screen.text_size] * 100),
    look: text(view.screen.dark ? "look-dark" : "look-light"),
  };
  for (const [name, value] of Object.entries(values)) {
    const place = by(`value-${name}`);
    if (place) put(place, value);
  }
}

function day(date, language) {
  const [year, month, number] = date.split("-").map(Number);
  if (!number) return date;
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[language] ?? language, form).format(Date.UTC(year, month - 1, number));
}

function icon(place, name) {
  const use = place.querySelector("use");
  const address = `/icons.svg#${name}`;
  if (use.getAttribute("href") !== address) use.setAttribute("href", address);
}

/** What a screen reader reads out: a new element each time, since a text that changes in its place is not read by all. */
export function announce(place, text) {
  if (place.textContent === text) return;
  const words = document.createElement("p");
  words.textContent = text;
  place.replaceChildren(...(text ? [words] : []));
}

function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function set(place, name, value) {
  if (value === null) place.removeAttribute(name);
  else if (place.getAttribute(name) !== value) place.setAttribute(name, value);
}
