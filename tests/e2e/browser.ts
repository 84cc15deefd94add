import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Paths of Chromium in distributions; `CHROMIUM` names another. */
const path = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

/** Why there is no browser; `false` if there is one. */
export const noBrowser = path === undefined && "sudo apt-get install chromium";

/** Starts Chromium. No request leaves this machine. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ],
  });
}
