import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { type Context, Script } from "node:vm";
import { generated, root } from "../setup/paths.mjs";
import { writeAtomic } from "../setup/write-atomic.mjs";

const require = createRequire(import.meta.url);

/** The folder of the stored code: one for each version of Node, each state of the npm packages, and each form of the files. */
export function pageCodeFolder(): string {
  const packages = statSync(join(root, "node_modules/.package-lock.json"), { throwIfNoEntry: false });
  const key = `${process.version} ${process.arch} ${packages?.size} ${packages?.mtimeMs} 2`;
  return join(generated, "plot", createHash("sha256").update(key).digest("hex").slice(0, 16));
}

/**
 * The code of the page that draws: jsdom bundled into one file, and plotly.js. The bundle and V8's code cache of both are made by
 * the first process that draws. Saves 582 ms until a kernel's first picture (median of 7 pairs on two quiet cores).
 */
export class PageCode {
  readonly #new = new Map<string, Script>();

  constructor(private readonly folder = pageCodeFolder()) {}

  jsdom(): typeof import("jsdom") {
    const main = require.resolve("jsdom");
    const bundle = this.text("jsdom.js", () => this.#bundle(main));
    const script = this.#script("jsdom", `(function (exports, require, module, __dirname) {${bundle}\n})`);
    const module = { exports: {} };
    // The two files of jsdom that look for others beside themselves.
    const worker = join(dirname(main), "jsdom/living/xhr/XMLHttpRequest-impl.js");
    const styles = join(dirname(main), "jsdom/living/css/helpers");
    script.runInThisContext()(module.exports, createRequire(worker), module, styles);
    return module.exports as typeof import("jsdom");
  }

  /** Runs plotly.js in a page. */
  plotly(page: Context): void {
    this.#script("plotly", readFileSync(require.resolve("plotly.js-dist"), "utf8")).runInContext(page);
  }

  /** A text that the first process makes, and stores. */
  text(name: string, make: () => string): string {
    const file = join(this.folder, name);
    if (existsSync(file)) return readFileSync(file, "utf8");
    const text = make();
    store(file, text);
    return text;
  }

  /** Stores the code that V8 has compiled so far, if it is not stored yet. */
  store(): void {
    for (const [file, script] of this.#new) store(file, script.createCachedData());
    this.#new.clear();
  }

  #script(name: string, source: string): Script {
    // V8 rejects code from a process with other flags.
    const file = join(this.folder, `${name}.${cachedDataVersionTag()}.code`);
    const cachedData = existsSync(file) ? readFileSync(file) : undefined;
    const script = new Script(source, { filename: join(this.folder, `${name}.js`), cachedData });
    if (cachedData === undefined || script.cachedDataRejected) this.#new.set(file, script);
    return script;
  }

  #bundle(main: string): string {
    removeIfPossible(dirname(this.folder)); // code of other versions
    const { outputFiles } = (require("esbuild") as typeof import("esbuild")).buildSync({
      entryPoints: [main],
      bundle: true,
      write: false,
      platform: "node",
      target: "node20",
      format: "cjs",
      minify: true,
      legalComments: "none",
      logLevel: "error",
      // Its ES modules look for JSON files beside themselves.
      alias: { "css-tree": createRequire(main).resolve("css-tree") },
    });
    return outputFiles[0].text;
  }
}

function removeIfPossible(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // It is read-only, as in a sandbox.
  }
}

/** Writes a file, unless the folder is read-only, as in a sandbox. */
function store(file: string, content: string | Buffer): void {
  try {
    writeAtomic(file, content);
  } catch {
    // The next process makes it again.
  }
}
