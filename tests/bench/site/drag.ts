import type { Page } from "playwright-core";
import { PANEL } from "../../e2e/jupyterlab.ts";

const SECONDS = 3;

/**
 * Drags the slider of explore.ipynb's learning rate to and fro, each step to another value, and counts the frames with a new
 * picture.
 *
 * @returns milliseconds between two pictures
 */
export async function drag(page: Page): Promise<number> {
  const panel = page.locator(`${PANEL} .widget-interact`);
  await panel.locator("img").first().waitFor();
  const slider = panel.locator(".noUi-base").nth(2);
  await slider.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await slider.boundingBox())!;
  const pictures = await panel.evaluateHandle((element) => {
    const shown = {
      count: 0,
      last: "",
      look() {
        const image = element.querySelector("img");
        if (image?.complete && image.src !== shown.last) {
          shown.count++;
          shown.last = image.src;
        }
        requestAnimationFrame(() => shown.look());
      },
    };
    shown.look();
    return shown;
  });
  const count = () => pictures.evaluate(({ count }) => count);
  await slider.locator(".noUi-handle").hover();
  await page.mouse.down();
  const begun = performance.now();
  const before = await count();
  for (let step = 0; performance.now() - begun < 1000 * SECONDS; step++) {
    const part = Math.abs(1 - ((step / 15) % 2));
    await page.mouse.move(x + part * width, y + height / 2);
  }
  const shown = (await count()) - before;
  const milliseconds = performance.now() - begun;
  await page.mouse.up();
  return milliseconds / shown;
}

declare function requestAnimationFrame(call: () => void): void;
