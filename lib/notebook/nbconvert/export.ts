/**
 * Notebooks as pages that hold all they need, or as TypeScript:
 *
 *     npm run export                         the day's notebooks, as HTML
 *     npm run export -- ex04                 one of them
 *     npm run export -- ex04 --to script     its code
 *     npm run export -- path/to/my.ipynb     any other
 *
 * Everything goes to `.day/export`. Exit code 2 when it was not possible, with the remedy.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { transform } from "esbuild";
import { chooseNotebooks, notebookPath } from "../../day/notebook-file.ts";
import { refusal, UserError } from "../../errors.ts";
import { generated, jupyterEnv, pythonCommand, root } from "../../setup/paths.mjs";
import { runHere } from "../../setup/run.mjs";

const FORMATS = ["html", "script"];
const folder = join(generated, "export");

async function main(args: string[]): Promise<number> {
  const { words, to } = readOptions(args);
  const files = words.filter((word) => word.endsWith(".ipynb") && existsSync(word));
  const others = words.filter((word) => !files.includes(word));
  const named = others.length > 0 || words.length === 0 ? chooseNotebooks(others).map(notebookPath) : [];
  if (to === "html") await makePlotlySmall();
  mkdirSync(folder, { recursive: true });
  const code = await runHere(
    [
      ...[pythonCommand(), "-m", "nbconvert", "--log-level=WARN"],
      `--config=${join(import.meta.dirname, "config.py")}`,
      ...[`--to=${to}`, `--output-dir=${folder}`],
      ...files.map((file) => resolve(file)),
      ...named,
    ],
    jupyterEnv(),
  );
  if (code === 0) console.log(`${files.length + named.length} written to ${relative(process.cwd(), folder)}`);
  return code === 0 ? 0 : 2;
}

function readOptions(args: string[]): { words: string[]; to: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { to: { type: "string", default: "html" } },
    });
    const to = values.to as string;
    if (!FORMATS.includes(to)) throw new Error(`--to wants one of ${FORMATS.join(", ")}, got "${to}"`);
    return { words: positionals, to };
  } catch (error) {
    throw new UserError(`${refusal(error)} (usage: npm run export [-- ex04 …] [--to html|script])`);
  }
}

/** plotly.js-dist without blanks and comments: half the size of every page. `config.py` finds it here. */
async function makePlotlySmall(): Promise<void> {
  const require = createRequire(import.meta.url);
  const { version } = require("plotly.js-dist/package.json");
  const target = join(root, ".day", "plotly", version, "plotly.js");
  if (existsSync(target)) return;
  const source = readFileSync(require.resolve("plotly.js-dist"), "utf8");
  const [banner] = /^\/\*[\s\S]*?\*\//.exec(source) ?? []; // whose it is, and under which licence
  const { code } = await transform(source, {
    minify: true,
    legalComments: "inline",
    charset: "utf8",
    banner,
  });
  mkdirSync(join(target, ".."), { recursive: true });
  // In one step, so that nobody reads half of it.
  writeFileSync(`${target}.${process.pid}`, code);
  renameSync(`${target}.${process.pid}`, target);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
