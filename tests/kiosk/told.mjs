// The real page in a real browser, with a desk played by the test, for states that are hard to reach.

import { readFileSync } from "node:fs";
import { extname } from "node:path";

const PAGE = new globalThis.URL("../../kiosk/", import.meta.url);
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const CODE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9'/></svg>";
export const HELLO = { type: "hello", keys: {}, has_sound: true, starts_by_voice: true, calls_staff: true, keeps_questions: false, text_characters: 300, capital_height_mm: 7.4, screen_width_mm: 0, languages: [{ code: "nl", name: "Nederlands", direction: "ltr" }, { code: "en", name: "English", direction: "ltr" }] };

/** The page's sentences by language, as the server serves them. */
function sentences() {
  const of = (code) => JSON.parse(readFileSync(new globalThis.URL(`strings/${code}.json`, PAGE), "utf8"));
  return JSON.stringify(Object.fromEntries(HELLO.languages.map(({ code }) => [code, of(code)])));
}

/** Opens the page. `show(visit, changes)` shows a visit, or the start page; `told` contains what the page has sent. */
export async function openTold(context, hello = HELLO) {
  const page = await context.newPage();
  const [problems, told] = [[], []];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.route("**/*", (route) => {
    const { pathname } = new globalThis.URL(route.request().url());
    if (pathname.startsWith("/qr/")) return route.fulfill({ contentType: KINDS[".svg"], body: CODE });
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    if (name === "strings.json") return route.fulfill({ contentType: "application/json", body: sentences() });
    return route.fulfill({ contentType: KINDS[extname(name)], body: readFileSync(new globalThis.URL(name, PAGE)) });
  });
  let desk = null;
  const opened = new Promise((done) => {
    page.routeWebSocket("**/page", (socket) => {
      desk = socket;
      socket.onMessage((message) => told.push(JSON.parse(message)));
      done();
    });
  });
  await page.goto("http://127.0.0.1:7311/");
  await opened;
  const send = (message) => desk.send(JSON.stringify(message));
  const show = async (visit, { language = "nl", text_size = 0, problem = null } = {}) => {
    send(hello);
    send({ type: "driving", driving: true });
    send({ type: "view", view: { visit, language, screen: { text_size, dark: false, blank: false }, problem, headphones: false } });
    const drawn = ([kind, language]) => document.documentElement.dataset.page === kind && document.documentElement.lang === language && document.documentElement.dataset.layout && document.getElementById("key").innerText;
    await page.waitForFunction(drawn, [visit ? "visit" : "start", language]);
    await page.waitForTimeout(60);
  };
  return { page, problems, told, send, show };
}

export const line = (id, who, text, sounding = false) => ({ id, who, text, language: "nl", provisional: false, sounding });

export const visit = (changes) => ({
  number: 1, state: "listening", lines: [], answer: null, choices: [], marked: null, rate: 1, volume: 100, ends_in_s: null, hint: null, ...changes,
});
