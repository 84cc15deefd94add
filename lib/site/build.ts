import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { transform } from "esbuild";
import { installedPackages } from "../setup/environment.mjs";
import { condaEnvironment, generated, jupyterEnv, pythonCommand, root, venv } from "../setup/paths.mjs";
import { UserError } from "../setup/user-error.mjs";
import { bundleCells, bundleExtension, bundleTypeScript } from "./bundle.ts";
import { typescriptFiles } from "./typescript-files.ts";

const require = createRequire(import.meta.url);

/** The name that JupyterLite knows the extension by, and its folder. */
const EXTENSION = "keras-day-kernel";

const siteFolder = join(generated, "site");

/**
 * Builds the site: JupyterLite with the notebooks, `lib` and the datasets as its files, and the kernel as an extension. Fetches
 * nothing, and the site fetches nothing from elsewhere.
 *
 * @param say called with each step
 * @returns the folder
 * @throws UserError if JupyterLite is not installed or fails
 */
export async function buildSite(say: (step: string) => void, folder = siteFolder): Promise<string> {
  const versions = siteVersions();
  say("JupyterLite");
  rmSync(folder, { recursive: true, force: true });
  // JupyterLite takes other files in its folder for settings.
  const source = `${folder}-source`;
  rmSync(source, { recursive: true, force: true });
  copyContents(join(source, "contents"));
  // By default it ignores folders with names such as lib.
  const config = { LiteBuildConfig: { ignore_contents: [] } };
  writeFileSync(join(source, "jupyter_lite_config.json"), JSON.stringify(config));
  jupyterLite(folder, source);
  rmSync(source, { recursive: true, force: true });

  makeReadOnly(join(folder, "api", "contents", "lib"));

  say("the kernel");
  await buildKernel(folder, versions);
  configure(folder);
  return folder;
}

/** Bundles the kernel and what it needs into the folder of its extension. */
async function buildKernel(folder: string, versions: ReturnType<typeof siteVersions>): Promise<void> {
  const out = join(folder, "extensions", EXTENSION, "static");
  mkdirSync(out, { recursive: true });
  const [modules] = await Promise.all([bundleCells(out, versions), bundleTypeScript(out)]);
  const files = await copyFiles(out);
  await bundleExtension(out, EXTENSION, { modules, files, typescript: versions.TypeScript });
  writeFileSync(join(out, "typescript-files.json"), JSON.stringify(await typescriptFiles()));
}

function siteVersions(): { TypeScript: string; JupyterLab: string } {
  const { version } = require("typescript/package.json");
  const lite = installedPackages(condaEnvironment() ?? venv).get("jupyterlab");
  if (lite === undefined) throw new UserError("JupyterLab is not installed", "Run npm run setup");
  return { TypeScript: version, JupyterLab: lite };
}

/** The folders of `lib` that readers see. */
const shownFolders = ["keras", "sklearn", "plot", "notebook", "table", "exercise", "engine"];

/** The files that readers see, under the paths that they have in the project. */
function copyContents(folder: string): void {
  for (const name of readdirSync(join(root, "notebooks"))) {
    if (!/^(?:ex\d\d_\w+|index|explore)\.ipynb$/.test(name)) continue;
    mkdirSync(join(folder, "notebooks"), { recursive: true });
    copyFileSync(join(root, "notebooks", name), join(folder, "notebooks", name));
  }
  for (const part of ["errors.ts", "ndarray.ts", ...shownFolders]) {
    cpSync(join(root, "lib", part), join(folder, "lib", part), { recursive: true });
  }
  cpSync(join(root, "datasets"), join(folder, "datasets"), { recursive: true });
}

/** Marks the files of a folder as read-only in JupyterLite's listings, so that readers are told before they edit one. */
function makeReadOnly(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith("all.json")) continue;
    const file = join(folder, name);
    const listing = JSON.parse(readFileSync(file, "utf8"));
    for (const entry of listing.content) entry.writable = false;
    writeFileSync(file, JSON.stringify(listing));
  }
}

function jupyterLite(folder: string, source: string): void {
  const build = ["-m", "jupyterlite_core", "build", `--output-dir=${folder}`];
  const { error, status, stdout, stderr } = spawnSync(
    pythonCommand(),
    [...build, "--contents=contents", "--apps=lab", "--no-sourcemaps"],
    { cwd: source, env: jupyterEnv(), encoding: "utf8" },
  );
  if (status === 0 && existsSync(join(folder, "jupyter-lite.json"))) return;
  const lines = `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`.trim().split("\n");
  throw new UserError(
    `JupyterLite did not build the site:\n${lines.slice(-15).join("\n")}`,
    "Run npm run setup, then npm run site again",
  );
}

/** Copies the files that code in the page reads. @returns their paths in the page, each with its address */
async function copyFiles(out: string): Promise<[path: string, url: string][]> {
  const files: [string, string][] = [];
  const add = (path: string, name: string) => {
    files.push([`/day/${path}`, name]);
    return join(out, name);
  };
  copyFileSync(join(root, "lib/engine/engine.wasm"), add("lib/engine/engine.wasm", "engine.wasm"));
  for (const name of readdirSync(join(root, "datasets"))) {
    if (name.endsWith(".csv")) copyFileSync(join(root, "datasets", name), add(`datasets/${name}`, name));
  }
  for (const name of readdirSync(join(root, "notebooks"))) {
    if (/^ex\d\d_\w+\.ipynb$/.test(name)) add(`notebooks/${name}`, `../../../files/notebooks/${name}`);
  }
  const plotly = readFileSync(require.resolve("plotly.js-dist"), "utf8");
  const { code } = await transform(plotly, { minify: true, legalComments: "inline" });
  writeFileSync(add("node_modules/plotly.js-dist/plotly.js", "plotly.js"), code);
  const wasm = dirname(require.resolve("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm"));
  for (const name of readdirSync(wasm)) {
    if (name.endsWith(".wasm")) copyFileSync(join(wasm, name), join(out, name));
  }
  return files;
}

/** Adds the extension to those that JupyterLite loads, and makes its kernel the only one. */
function configure(folder: string): void {
  const file = join(folder, "jupyter-lite.json");
  const site = JSON.parse(readFileSync(file, "utf8"));
  const config = site["jupyter-config-data"];
  const own = { name: EXTENSION, load: "static/remoteEntry.js", extension: "./extension" };
  config.federated_extensions = [...config.federated_extensions, own];
  config.defaultKernelName = "tslab";
  config.appName = "A day of Keras";
  // For the tests, which run what a reader clicks.
  config.exposeAppInBrowser = true;
  // Nothing of the site is on another server.
  config.disabledExtensions = [
    ...(config.disabledExtensions ?? []),
    "@jupyterlab/extensionmanager-extension",
  ];
  writeFileSync(file, JSON.stringify(site));

  const page = join(folder, "lab", "index.html");
  const html = readFileSync(page, "utf8");
  const before = `<head><script src="../extensions/${EXTENSION}/static/before.js"></script>`;
  if (!html.includes("<head>")) throw new Error(`${page} has no <head>`);
  writeFileSync(page, html.replace("<head>", before));
}
