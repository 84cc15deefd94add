import { readdirSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { libraryModules } from "../kernel/typescript/library-modules.ts";
import { readProject } from "../project.ts";
import { root } from "../setup/paths.mjs";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const lib = join(root, "lib");

/** Node's modules that the page replaces, with the names of their files in `node/`. */
const builtins = new Map(
  readdirSync(join(here, "node"))
    .map((file) => [file.replace(/\.ts$/, "").replace("-", "/"), file] as const)
    .filter(([name]) => isBuiltin(name)),
);

/** Files of `lib` that have another form in the page. */
const pageForms: Record<string, string> = {
  "keras/saving/archive.ts": "worker/archive.ts",
  "kernel/missing-package.ts": "worker/missing-package.ts",
  "kernel/session/parent.ts": "worker/parent.ts",
  "kernel/typescript/project-check.ts": "worker/project-check.ts",
  "notebook/versions.ts": "worker/versions.ts",
  "plot/page-code.ts": "worker/page-code.ts",
  "queue/packages.ts": "worker/queue-packages.ts",
  "tfjs/index.ts": "worker/tfjs.ts",
  "tfjs/tensorflow.ts": "worker/tfjs.ts",
  "tfjs/prepare.ts": "worker/tfjs.ts",
};

/** Packages that have another form in the page, or none. */
const packages: Record<string, string> = {
  path: require.resolve("pathe"),
  "path/posix": require.resolve("pathe"),
  buffer: require.resolve("buffer/"),
  "danfojs-node": join(here, "worker", "danfojs.ts"),
  "@tensorflow/tfjs-node": require.resolve("@tensorflow/tfjs"),
  undici: join(here, "node", "undici.cjs"),
  // Its ES modules look for JSON files beside themselves.
  "css-tree": createRequire(require.resolve("jsdom")).resolve("css-tree"),
};

/** Packages that the page does not have. Each is loaded only for what a page cannot do. */
const absent = new Set(["plotly.js-dist-min", "tsx/esm/api", "source-map-support", "canvas"]);

/** Puts the page's forms in place of Node's modules and of some files of `lib`. */
function pagePlugin(): Plugin {
  return {
    name: "page",
    setup(build) {
      build.onResolve({ filter: /^(node:)?[a-z_@][\w/.-]*$/ }, ({ path, importer }) => {
        const name = path.replace(/^node:/, "");
        const builtin = builtins.get(name);
        if (builtin !== undefined) return { path: join(here, "node", builtin) };
        if (packages[name] !== undefined && importer !== packages[name]) return { path: packages[name] };
        if (isBuiltin(path) || absent.has(name)) return { path: name, namespace: "unavailable" };
        return undefined;
      });
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, resolveDir }) => {
        const file = relative(lib, join(resolveDir, path)).replaceAll("\\", "/");
        const form = pageForms[file];
        if (form === undefined || importer === join(here, form)) return undefined;
        return { path: join(here, form) };
      });
      // Each of these functions throws, when it is called, an error that says that the page does not have it.
      build.onLoad({ filter: /.*/, namespace: "unavailable" }, ({ path }) => ({
        contents: `module.exports = new Proxy(function () {}, { get: (_, name) => name === "__esModule" || typeof name === "symbol" || name === "then" ? undefined
          : Object.assign(function () { throw new Error(name + "() of node:${path} needs Node, which a page does not have. Run the notebook on your computer: npm run lab."); }) });`,
      }));
      // jsdom looks for its style sheet and a worker's program beside its own files.
      build.onLoad(
        { filter: /jsdom[\\/]lib[\\/].*(?:computed-style|XMLHttpRequest-impl)\.js$/ },
        ({ path }) => ({
          contents: readFileSync(path, "utf8")
            .replace(
              /fs\.readFileSync\([^;]*?"(\.[^"]*)"[^;]*;/,
              (_, file) => `${JSON.stringify(readFileSync(join(dirname(path), file), "utf8"))};`,
            )
            .replaceAll("require.resolve", "String"),
          loader: "js",
        }),
      );
      // A bundle has one address; each file of lib finds its data beside itself.
      build.onLoad({ filter: /\.m?[jt]s$/ }, ({ path }) => {
        if (!path.startsWith(lib) || path.startsWith(here)) return undefined;
        const own = `/day/${relative(root, path).replaceAll("\\", "/")}`;
        const [, module] = /const module: string = "([^"]+)";/.exec(readFileSync(path, "utf8")) ?? [];
        const contents = readFileSync(path, "utf8")
          .replaceAll("import.meta.dirname", JSON.stringify(dirname(own)))
          .replaceAll("import.meta.url", JSON.stringify(`file://${own}`))
          .replaceAll("import(module)", module === undefined ? "import(module)" : `import("${module}")`);
        return { contents, loader: path.endsWith("ts") ? "ts" : "js" };
      });
    },
  };
}

/** The options that all bundles share, and more. */
const common = (more: BuildOptions = {}): BuildOptions => ({
  bundle: true,
  platform: "browser",
  target: "es2022",
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  mainFields: ["module", "main"],
  conditions: ["browser"],
  plugins: [pagePlugin()],
  define: { "process.env.NODE_ENV": '"production"' },
  ...more,
});

/** The files that cells import, by their path in the project. */
const libraryFiles = [
  ...libraryModules.map((path) => `lib/${path}/index.ts`),
  "lib/errors.ts",
  "lib/ndarray.ts",
];

/** The programs of worker threads, and their form in the page. */
const threads: Record<string, string> = {
  "lib/engine/threads/worker.mjs": join(root, "lib/engine/threads/worker.mjs"),
  "lib/plot/drawing-thread.ts": join(here, "worker", "drawing-thread.ts"),
};

/** Packages and modules of Node that cells can import. */
const cellPackages: Record<string, string> = {
  "danfojs-node": packages["danfojs-node"],
  "@tensorflow/tfjs": require.resolve("@tensorflow/tfjs"),
  ...Object.fromEntries(
    ["fs", "os", "util", "crypto"].map((name) => [name, join(here, "node", `${name}.ts`)]),
  ),
  "fs/promises": join(here, "node", "fs-promises.ts"),
  path: packages.path,
};

/**
 * Bundles the worker for cells with the modules that they import.
 *
 * @param more further options of esbuild
 * @returns by path or package, the file of its code in `outdir`
 */
export async function bundleCells(
  outdir: string,
  versions: Record<string, string>,
  more?: BuildOptions,
): Promise<Record<string, string>> {
  // A page that was opened before the site changed does not find these, and says so, instead of mixing two versions of lib.
  const version = readProject().code.slice(0, 8);
  const named = (name: string) => `m/${name.replace(/[^\w]+/g, "-")}-${version}`;
  const modules: Record<string, string> = {};
  const entryPoints: Record<string, string> = {
    cells: join(here, "worker", "cells.ts"),
  };
  const workers: Record<string, string> = {};
  for (const [path, file] of Object.entries(threads)) {
    entryPoints[named(path)] = file;
    workers[`file:///day/${path}`] = `${named(path)}.js`;
  }
  for (const path of libraryFiles) {
    entryPoints[named(path)] = join(root, path);
    modules[`/day/${path}`] = `${named(path)}.js`;
  }
  for (const [name, file] of Object.entries(cellPackages)) {
    entryPoints[named(name)] = file;
    modules[name] = `${named(name)}.js`;
  }
  modules["@tensorflow/tfjs-node"] = modules["@tensorflow/tfjs"];
  const options = common(more);
  await build({
    ...options,
    entryPoints,
    outdir,
    format: "esm",
    splitting: true,
    chunkNames: "c/[hash]",
    define: {
      ...options.define,
      VERSIONS: JSON.stringify(versions),
      WORKERS: JSON.stringify(workers),
    },
  });
  return modules;
}

/**
 * Bundles the worker for TypeScript.
 *
 * @param more further options of esbuild
 */
export async function bundleTypeScript(outdir: string, more?: BuildOptions): Promise<void> {
  const options = common(more);
  await build({
    ...options,
    entryPoints: { typescript: join(here, "worker", "typescript.ts") },
    outdir,
    format: "iife",
    alias: { "@tslab/typescript-for-tslab": join(lib, "kernel/typescript/shim.cjs") },
    define: {
      ...options.define,
      __dirname: '"/day/node_modules/tslab/dist"',
      __filename: '"/day/.day/kernel/site/typescript.js"',
    },
  });
}

/** Bundles the extension that JupyterLite loads */
export async function bundleExtension(outdir: string, name: string, site: object): Promise<void> {
  const options = common();
  await build({
    ...options,
    entryPoints: {
      remoteEntry: join(here, "page", "extension.ts"),
      before: join(here, "page", "before.ts"),
    },
    outdir,
    format: "iife",
    define: { ...options.define, EXTENSION: JSON.stringify(name), SITE: JSON.stringify(site) },
  });
}
