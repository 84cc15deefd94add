/**
 * Builds test files, so that Node runs them and the built library (`lib/kernel/library.mjs`) without tsx. Saves half a second of
 * CPU time for a file that imports `lib/keras` (0.7 s of 0.85 s).
 */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin, transform } from "esbuild";
import { buildLibrary, type Library, libraryFolder } from "../lib/kernel/library.mjs";
import { root } from "../lib/setup/paths.mjs";

const lib = join(root, "lib");
const tests = join(root, "tests");
const folder = join(root, ".day/tests");

/** The path of the built file of a test file. */
export const builtTest = (file: string) => join(folder, `${relative(tests, file)}.mjs`);

/** Builds these test files, each with its helpers in one file, and the files of `lib` that have changed. */
export async function buildTests(files: readonly string[]): Promise<void> {
  await buildLibrary();
  await build({
    entryPoints: files.map((file) => ({ in: file, out: `${relative(tests, file)}` })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    // With `forceExit` Node ends a process before all it wrote is read, and its last tests would not be counted.
    banner: { js: "process.stdout._handle?.setBlocking?.(true);" },
    sourcemap: "external",
    sourcesContent: false,
    plugins: [fromSources(JSON.parse(readFileSync(join(libraryFolder, "files.json"), "utf8")))],
    logLevel: "error",
  });
}

/** Resolves imports of `lib` to the built library, and tells each file its own path. */
const fromSources = ({ files }: Library): Plugin => ({
  name: "from sources",
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      const name = relative(lib, file).replaceAll("\\", "/");
      if (name.startsWith("../")) return undefined;
      if (name.endsWith(".mjs")) return { path: pathToFileURL(file).href, external: true };
      const isBuilt = (files[name]?.modified ?? -1) >= 0;
      return isBuilt
        ? { path: pathToFileURL(join(libraryFolder, `${name}.mjs`)).href, external: true }
        : undefined;
    });
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), {
        loader: "ts",
        sourcefile: path,
        sourcemap: "inline",
        define: {
          "import.meta.url": JSON.stringify(pathToFileURL(path).href),
          "import.meta.dirname": JSON.stringify(dirname(path)),
        },
      });
      return { contents: code, loader: "js", resolveDir: dirname(path) };
    });
  },
});

/** The stack of an error with the places in the sources. */
export function sourceStack(stack: string): string {
  return stack.replace(
    /(?:file:\/\/)?(\/[^\s():]*\.day\/(?:tests|library)\/[^\s():]*)\.mjs:(\d+):(\d+)/g,
    (place, file, line, column) => {
      const built = decodeURI(file);
      const map = built.startsWith(folder) ? `${built}.mjs.map` : `${built}.map`;
      const found = new SourceMap(JSON.parse(readFileSync(map, "utf8"))).findEntry(line - 1, column - 1);
      if (!("originalSource" in found)) return place;
      // A URL, or relative to the built file.
      const source = fileURLToPath(new URL(found.originalSource, pathToFileURL(built)));
      return `${relative(root, source)}:${found.originalLine + 1}:${found.originalColumn + 1}`;
    },
  );
}
