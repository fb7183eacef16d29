// At 400 % zoom the page scrolls as a whole: new text is scrolled into view, and a person who scrolls elsewhere is left there.

import assert from "node:assert/strict";
import { withBrowser } from "./browser.mjs";
import { line, openTold, visit } from "./told.mjs";

// A quarter of the pixels, each four times as large.
const WINDOWS = [[270, 480], [480, 270], [341, 192], [320, 256], [256, 192]];

const asked = line(1, "person", "Hoe vraag ik een identiteitskaart aan voor mijn kind?");
const sentences = [
  "U doet dat bij de gemeente waar uw kind is ingeschreven in de Basisregistratie Personen.",
  "U gaat er samen met uw kind zelf heen.",
  "Wilt u meer horen over toestemming van ouders, wat u meeneemt of hoe lang het duurt?",
].map((text, index) => line(index + 2, "desk", text));
const source = { title: "Identiteitskaart", url: "https://www.rijksoverheid.nl/", organisation: "Rijksoverheid", checked: "2026-11-23" };
const answer = { number: 1, title: "Een identiteitskaart aanvragen", source };
const said = (count) => visit({ lines: [asked, ...sentences.slice(0, count)], answer, choices: ["Toestemming", "Meenemen"] });

await withBrowser(async (context) => {
  const { page, problems, show } = await openTold(context);
  for (const [width, height] of WINDOWS) {
    await page.setViewportSize({ width, height });
    for (const text_size of [0, 3]) {
      const name = `${width}x${height}, size ${text_size}`;
      const seen = async (selector, what) => {
        const place = await page.locator(selector).evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return { top, bottom, whole: bottom - top <= innerHeight };
        });
        const within = place.top >= -1 && (place.whole ? place.bottom <= height + 1 : place.top <= 4);
        assert.ok(within, `${name}: ${what} is at ${Math.round(place.top)} to ${Math.round(place.bottom)}`);
      };
      await show(null, { text_size });
      assert.equal(await page.evaluate(() => document.documentElement.dataset.layout), "flow");
      for (const count of [1, 2, 3]) {
        await show(said(count), { text_size });
        await seen("#lines p:last-child", `sentence ${count}`);
      }

      // A person who scrolls up to read is left there, until something new is said.
      await page.evaluate(() => scrollTo(0, 0));
      await show({ ...said(3), marked: 1 }, { text_size });
      assert.equal(await page.evaluate(() => scrollY), 0, `${name}: the page scrolled by itself`);
      await show({ ...said(3), hint: "noisy" }, { text_size });
      await seen("#notice", "the notice");
      await page.evaluate(() => scrollTo(0, 0));
      await show({ ...said(3), ends_in_s: 30 }, { text_size });
      await seen("#warning", "the warning");

      // The warning appears in front of what is being read in a panel.
      await show(said(3), { text_size });
      await page.locator("[data-open=functions]").evaluate((button) => button.click());
      await page.evaluate(() => { document.getElementById("functions").scrollTop = 10_000; });
      await show({ ...said(3), ends_in_s: 20 }, { text_size });
      await seen("#warning", "the warning in a panel");
      await page.evaluate(() => document.querySelector("dialog[open]").close());
    }
  }
  assert.deepEqual(problems, []);
});
