// What must not break or enter a visit: a reload, a second window, hostile text, other origins.

import assert from "node:assert/strict";
import http from "node:http";
import { openPage, reads, state, type, URL, withBrowser } from "./browser.mjs";

const HOSTILE = [
  "<img src=x onerror=\"document.title='taken'\">",
  "<script>document.title='taken'</script>",
  "'; DROP TABLE articles; --",
  "{{constructor.constructor('document.title=1')()}} ${document.title='taken'}",
  "../../../../etc/passwd\u0000",
  "\u202eneerhcsrov\u202c \u001b[2J",
  "a".repeat(300),
];

await withBrowser(async (context) => {
  const page = await openPage(context);
  await page.locator("#key").click();
  await state(page, "listening");
  await type(page, "Hoe vraag ik een paspoort aan?");
  await reads(page, "Dit komt van Rijksoverheid.");
  const conversation = () => page.locator("#lines p").allTextContents();
  const said = await conversation();

  // A reload shows the same visit.
  await page.reload();
  await reads(page, "Dit komt van Rijksoverheid.");
  assert.deepEqual(await conversation(), said);
  assert.equal(await page.locator("#choices button").count(), 3);

  // A second window takes control; the first says so and can take it back. When the second closes, the first is in control.
  const second = await context.newPage();
  await second.goto(URL);
  await reads(second, "Dit komt van Rijksoverheid.");
  await reads(page, "Dit loket is in een ander venster in gebruik.");
  await page.bringToFront();
  await page.keyboard.press("Pause");
  await page.waitForTimeout(300);
  assert.notEqual(await second.evaluate(() => document.getElementById("state").dataset.state), "paused");
  await page.locator("#cover-key").click();
  await reads(second, "Dit loket is in een ander venster in gebruik.");
  await page.locator("#cover").waitFor({ state: "hidden" });
  await page.keyboard.press("Pause");
  await state(page, "paused");
  await second.locator("#cover-key").click();
  await reads(page, "Dit loket is in een ander venster in gebruik.");
  await second.close();
  await page.locator("#cover").waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await state(page, "listening");

  // Hostile text is shown as it was written, and does nothing.
  const elements = () => page.evaluate(() => document.querySelectorAll("img, script, iframe, style, link").length);
  const before = await elements();
  for (const text of HOSTILE) {
    await type(page, text);
    await page.waitForFunction(
      (start) => [...document.querySelectorAll("#lines .person")].at(-1).textContent.includes(start),
      text.replace(/[\u0000\u001b\u202c\u202e]/g, " ").trim().replace(/\s+/g, " ").slice(0, 20),
    );
    await page.keyboard.press("Enter");
    await state(page, "listening");
  }
  assert.equal(await elements(), before);
  assert.equal(await page.title(), "Spraakloket");
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);

  // The server also refuses text that is too long or empty, and invalid messages, and continues to work.
  assert.match(await answerTo(page, JSON.stringify({ type: "text", text: "b".repeat(301) })), /text-too-long/);
  await type(page, "?!");
  await reads(page, "Typ eerst uw vraag.");
  for (const message of ["{", "[]", "null", '{"type":"press","function":"explode"}', '{"type":"press","function":7}', '{"type":"text"}']) {
    assert.match(await answerTo(page, message), /not-understood/, message);
  }
  assert.equal(await answerTo(page, "x".repeat(5000)), "closed", "a message that is too large");
  await page.reload();
  await state(page, "listening");
  assert.deepEqual(page.problems.filter((problem) => !problem.includes("WebSocket")), []);

  // Another origin gets nothing: no page, no connection, no hook; nor does a name that was made to resolve to this machine.
  const port = Number(new globalThis.URL(URL).port);
  const elsewhere = await serveElsewhere();
  const stranger = await context.newPage();
  await stranger.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  const tried = await stranger.evaluate(async (desk) => {
    const line = await new Promise((done) => {
      const socket = new WebSocket(`ws://${desk}/page`);
      socket.onopen = () => done("open");
      socket.onerror = () => done("refused");
    });
    const fetched = await fetch(`http://${desk}/health.json`).then(() => "read", () => "refused");
    const posted = await fetch(`http://${desk}/hook`, { method: "POST", body: "press ok", mode: "no-cors" }).then(() => "sent", () => "refused");
    return { line, fetched, posted };
  }, `127.0.0.1:${port}`);
  assert.equal(tried.line, "refused");
  assert.equal(tried.fetched, "refused");
  elsewhere.close();
  for (const [headers, method, status] of [
    [{ host: `127.0.0.1:${port}` }, "GET", 200],
    [{ host: `rebound.example:${port}` }, "GET", 403],
    [{ host: `127.0.0.1:${port}`, origin: "http://rebound.example" }, "GET", 403],
    [{ host: `127.0.0.1:${port}`, origin: "null" }, "POST", 403],
    [{ host: `127.0.0.1:${port}`, "sec-fetch-site": "same-origin" }, "POST", 403],
    [{ host: `127.0.0.1:${port}` }, "POST", 200],
  ]) {
    const got = await request(port, method, method === "POST" ? "/hook" : "/health.json", headers, "press contrast");
    assert.equal(got.status, status, JSON.stringify(headers));
    assert.match(got.headers["content-security-policy"], /default-src 'none'/);
  }
  await page.bringToFront();
  await page.waitForFunction(() => document.documentElement.dataset.dark === "", null, { timeout: 5000 });
});

function answerTo(page, message) {
  return page.evaluate((message) => new Promise((done) => {
    const socket = new WebSocket(`ws://${location.host}/page`);
    socket.onopen = () => socket.send(message);
    socket.onmessage = ({ data }) => {
      if (JSON.parse(data).type === "refused") { done(data); socket.close(); }
    };
    socket.onclose = () => done("closed");
  }), message);
}

function serveElsewhere() {
  return new Promise((done) => {
    const server = http.createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html><title>Elsewhere</title>"));
    server.listen(0, "127.0.0.1", () => done(server));
  });
}

function request(port, method, path, headers, body) {
  return new Promise((done, failed) => {
    const sent = http.request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      response.resume();
      response.on("end", () => done({ status: response.statusCode, headers: response.headers }));
    });
    sent.on("error", failed);
    sent.end(method === "POST" ? body : undefined);
  });
}
