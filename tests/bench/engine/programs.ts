import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { buildLibrary, libraryFolder } from "../../../lib/kernel/library.mjs";
import { root } from "../../../lib/setup/paths.mjs";

/** Imports of `lib` become those of a cell: of its built files, see lib/kernel/library.mjs. */
const builtLibrary: Plugin = {
  name: "built library",
  setup({ onResolve }) {
    onResolve({ filter: /\/lib\// }, ({ path, resolveDir }) => {
      const source = join(resolveDir, path);
      const isSource = source.endsWith(".ts");
      const file = isSource ? join(libraryFolder, `${relative(join(root, "lib"), source)}.mjs`) : source;
      // `sideEffects`: what a program does not use is not imported.
      return { path: pathToFileURL(file).href, external: true, sideEffects: false };
    });
  },
};

/**
 * Builds programs of this folder as JavaScript, so that they run without tsx and on the library that cells import.
 *
 * @param files names of their TypeScript files
 * @param folder gets `NAME.mjs` for `NAME.ts`
 */
export async function buildPrograms(files: readonly string[], folder: string): Promise<void> {
  await buildLibrary();
  await build({
    entryPoints: files.map((file) => join(import.meta.dirname, file)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [builtLibrary],
  });
}
