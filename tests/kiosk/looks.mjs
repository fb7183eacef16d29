// Checks every state in every size, by touch alone, so this is also a visit without keys or voice.

import { check, openPage, reads, state, TALL, type, WIDE, withBrowser } from "./browser.mjs";

const SIZES = {
  wide: { viewport: WIDE },
  tall: { viewport: TALL },
  laptop: { viewport: { width: 1366, height: 768 } },
  // 400 % zoom: a quarter of the pixels, each four times as large.
  "zoom-tall": { viewport: { width: 270, height: 480 }, letters: false },
  "zoom-wide": { viewport: { width: 480, height: 270 }, letters: false },
  "zoom-desk": { viewport: { width: 320, height: 256 }, letters: false },
};

await withBrowser(async (context) => {
  for (const [name, { viewport, letters }] of Object.entries(SIZES)) {
    const page = await openPage(context);
    await page.setViewportSize(viewport);
    const look = (state) => check(page, `${name}-${state}`, { letters });
    const touch = (selector) => page.locator(selector).first().click();
    await look("start");
    await touch("#key");
    await state(page, "listening");
    await type(page, "!hear");
    await state(page, "hearing");
    await look("hearing");
    await type(page, "!think");
    await state(page, "thinking");
    await look("thinking");
    await type(page, "!speak");
    await state(page, "speaking");
    await look("speaking");
    await type(page, "Mag ik een paspoort voor mijn kind?");
    await reads(page, "Dit komt van Rijksoverheid.");
    await look("answer");
    await touch("[data-press=choose-2]");
    await reads(page, "Neem uw oude paspoort mee.");
    await state(page, "listening");
    await type(page, "!hint");
    await reads(page, "Kom dichterbij");
    await look("hint");
    for (const panel of ["typing", "settings", "functions"]) {
      await touch(`[data-open=${panel}]`);
      await look(panel);
      if (panel === "settings") {
        await touch("#settings [data-press=contrast]");
        await page.waitForFunction(() => document.documentElement.dataset.dark === "");
      }
      await touch(`#${panel} [data-close]`);
    }
    await look("dark");
    await type(page, "!warn");
    await reads(page, "Bent u er nog?");
    await look("dark-warning");
    await touch("#warning [data-press=goodbye]");
    await state(page, "start");
    await page.close();
  }
});
