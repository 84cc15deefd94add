import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { root } from "../../setup/paths.mjs";
import { NO_NATIVE } from "../../tfjs/addon.ts";

/** An npm package bundled into a few files by `pack-package.ts`. */
export interface Pack {
  /** The path of its files without their extensions. */
  path: string;
  /** The package's main file, which `<path>.main.js` is mounted over. */
  main: string;
}

/**
 * The slowest to load: danfojs has over a thousand files, and plotly.js renders into jsdom. Saves 215 ms of ex04, 35 ms of ex02
 * (medians of 7 pairs on two quiet cores).
 */
const PACKAGES = ["@tensorflow/tfjs", "danfojs-node", "jsdom"];

/** Packs the packages that are not yet in `folder`. One that cannot be packed is loaded as usual. */
export async function packPackages(folder: string, signal: AbortSignal): Promise<Pack[]> {
  const { resolve } = createRequire(import.meta.url);
  const packs: Pack[] = [];
  for (const name of PACKAGES) {
    const path = join(folder, basename(name));
    if (existsSync(`${path}.main.js`) || (await pack(name, path, signal)))
      packs.push({ path, main: resolve(name) });
  }
  return packs;
}

function pack(name: string, path: string, signal: AbortSignal): Promise<boolean> {
  const program = ["--import", "tsx", join(import.meta.dirname, "pack-package.ts"), name, path];
  const options = { cwd: root, env: { ...process.env, [NO_NATIVE]: "1" }, signal, maxBuffer: 1e8 };
  return new Promise((done, reject) => {
    execFile(process.execPath, program, options, (error) => {
      if (error?.name === "AbortError") reject(error);
      else done(error === null);
    });
  });
}

/** bubblewrap arguments that mount the packs read-only. */
export const mountPacks = (packs: readonly Pack[]): string[] =>
  packs.flatMap(({ path, main }) => [
    ...[".js", ".code"].flatMap((ending) => ["--ro-bind", path + ending, path + ending]),
    ...["--ro-bind", `${path}.main.js`, main],
  ]);
