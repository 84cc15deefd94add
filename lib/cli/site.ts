import { relative } from "node:path";
import { checkPort } from "../setup/machine.mjs";
import { buildSite } from "../site/build.ts";
import { serveSite } from "../site/serve.ts";
import { command, wholeNumber } from "./command.ts";

interface Options {
  serve?: boolean;
  port: number;
}

export const site = command("site", { 0: "built" })
  .option("--serve", "show it on this machine until Ctrl-C")
  .option("--port <number>", "port for --serve", wholeNumber, 8000)
  .addHelpText("after", "\nThe site is written to .day/site; any host of static pages can serve it.")
  .action(async ({ serve, port }: Options) => {
    if (serve) await checkPort(port, "Choose another: npm run site -- --serve --port=8001");
    const folder = await buildSite((step) => console.log(`Building ${step} …`));
    console.log(`Written: ${relative(process.cwd(), folder)}`);
    if (!serve) return;
    const { address } = await serveSite(folder, port);
    console.log(`The site is at ${address}?path=notebooks/index.ipynb\nTo stop it, press Ctrl-C here.`);
    await new Promise(() => {});
  });
