import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { Option } from "commander";
import { transform } from "esbuild";
import {
  chooseNotebooks,
  namesBeginning,
  notebookNames,
  notebookPath,
  notebooksFolder,
} from "../day/notebook-file.ts";
import { writeFileAtomic } from "../files.ts";
import { generated, jupyterEnv, pythonCommand, root } from "../setup/paths.mjs";
import { runHere } from "../setup/run.mjs";
import { command } from "./command.ts";

const folder = join(generated, "export");

export const exportNotebooks = command("export", { 0: "written" })
  .argument(
    "[notebook...]",
    "names such as ex04 or my_ex04, or paths of other notebooks (default: the day's)",
  )
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
  const files = notebooks(words);
  if (to === "html") await makePlotlySmall();
  mkdirSync(folder, { recursive: true });
  const start = Date.now();
  const code = await runHere(
    [
      pythonCommand(),
      "-m",
      "nbconvert",
      "--log-level=WARN",
      `--config=${join(import.meta.dirname, "nbconvert", "config.py")}`,
      `--to=${to}`,
      `--output-dir=${folder}`,
      ...files,
    ],
    jupyterEnv(),
  );
  if (code !== 0) return 2;
  // A script gets the file extension of the notebook's language.
  const names = files.map((file) => basename(file, ".ipynb"));
  const written = readdirSync(folder).filter(
    (file) =>
      names.includes(file.replace(/\.\w+$/, "")) && statSync(join(folder, file)).mtimeMs >= start - 1000,
  );
  for (const file of written) console.log(`Written: ${relative(process.cwd(), join(folder, file))}`);
  return 0;
}

/** The notebooks of these names and paths: the day's, those beside them, and others by their paths. */
function notebooks(words: string[]): string[] {
  if (words.length === 0) return chooseNotebooks([]).map(notebookPath);
  const there = readdirSync(notebooksFolder).filter((file) => file.endsWith(".ipynb"));
  const names = [...new Set([...notebookNames(), ...there.map((file) => basename(file, ".ipynb")).sort()])];
  const files = words.flatMap((word) => {
    if (word.endsWith(".ipynb") && existsSync(word)) return [resolve(word)];
    return namesBeginning(word, names, ", or give the path of another").map(notebookPath);
  });
  return [...new Set(files)];
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
