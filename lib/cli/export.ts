import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { Option } from "commander";
import { transform } from "esbuild";
import { chooseNotebooks, notebookPath } from "../day/notebook-file.ts";
import { writeFileAtomic } from "../files.ts";
import { generated, jupyterEnv, pythonCommand, root } from "../setup/paths.mjs";
import { runHere } from "../setup/run.mjs";
import { command } from "./command.ts";

const folder = join(generated, "export");

export const exportNotebooks = command("export", { 0: "written" })
  .argument("[notebook...]", "names such as ex04, or paths of other notebooks (default: the day's)")
  .addOption(
    new Option("--to <format>", "pages that work offline, or code")
      .choices(["html", "script"])
      .default("html"),
  )
  .addHelpText("after", "\nEverything is written to .day/export.")
  .action(async (words: string[], { to }: { to: string }) => {
    process.exitCode = await convert(words, to);
  });

async function convert(words: string[], to: string): Promise<number> {
  const files = words.filter((word) => word.endsWith(".ipynb") && existsSync(word));
  const others = words.filter((word) => !files.includes(word));
  const named = others.length > 0 || words.length === 0 ? chooseNotebooks(others).map(notebookPath) : [];
  if (to === "html") await makePlotlySmall();
  mkdirSync(folder, { recursive: true });
  const code = await runHere(
    [
      ...[pythonCommand(), "-m", "nbconvert", "--log-level=WARN"],
      `--config=${join(import.meta.dirname, "nbconvert", "config.py")}`,
      ...[`--to=${to}`, `--output-dir=${folder}`],
      ...files.map((file) => resolve(file)),
      ...named,
    ],
    jupyterEnv(),
  );
  if (code === 0) console.log(`${files.length + named.length} written to ${relative(process.cwd(), folder)}`);
  return code === 0 ? 0 : 2;
}

/** Minifies plotly.js, which halves the size of every page. `config.py` reads it from here. */
async function makePlotlySmall(): Promise<void> {
  const require = createRequire(import.meta.url);
  const { version } = require("plotly.js-dist/package.json");
  const target = join(root, ".day", "plotly", version, "plotly.js");
  if (existsSync(target)) return;
  const source = readFileSync(require.resolve("plotly.js-dist"), "utf8");
  const [banner] = /^\/\*[\s\S]*?\*\//.exec(source) ?? []; // copyright and licence
  const { code } = await transform(source, {
    minify: true,
    legalComments: "inline",
    charset: "utf8",
    banner,
  });
  writeFileAtomic(target, code);
}
