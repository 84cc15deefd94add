import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const here = import.meta.dirname;
/** What goes into the bundle. */
const sources = [here, join(here, "../backend"), join(here, "../table")];
const builds = join(here, "../../.day/kernel");

/**
 * Bundles the kernel into plain JavaScript, one file for each of its three parts: a thread or process that
 * starts with a TypeScript loader starts a quarter of a second later. Done when the sources have changed
 * since, so it costs a kernel a few looks at files.
 *
 * @returns the folder with `main.mjs`, `wire.mjs` and `typescript.mjs`
 */
export function buildKernel() {
  const folder = join(builds, sourcesDigest());
  if (existsSync(folder)) return folder;
  mkdirSync(builds, { recursive: true });
  const draft = `${folder}.${process.pid}`;
  // Not imported above: a kernel that is built already starts without it.
  const esbuild = createRequire(import.meta.url)("esbuild");
  esbuild.buildSync({
    entryPoints: {
      main: join(here, "main.ts"),
      wire: join(here, "wire/wire.ts"),
      typescript: join(here, "typescript/server.ts"),
      "interrupt-signal": join(here, "wire/interrupt-signal.ts"),
      "reload-hook": join(here, "cells/reload-hook.ts"),
    },
    outdir: draft,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
  removeOld();
  try {
    renameSync(draft, folder);
  } catch {
    // Another kernel that starts at the same time was first.
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** Removes what was built more than a day ago; a younger one may still be running. */
function removeOld() {
  for (const name of readdirSync(builds)) {
    const old = join(builds, name);
    if (Date.now() - statSync(old).mtimeMs > 24 * 3600 * 1000) rmSync(old, { recursive: true, force: true });
  }
}

/** Stands for the sources by their sizes and times of change. */
function sourcesDigest() {
  const digest = createHash("sha256");
  for (const folder of sources) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      const { mtimeMs, size } = statSync(join(folder, name));
      if (name.endsWith("s")) digest.update(`${name} ${size} ${mtimeMs}\n`);
    }
  }
  return digest.digest("hex").slice(0, 16);
}
