import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { reachable } from "../setup/reachable.mjs";

/**
 * A file of `lib` as JavaScript.
 *
 * @typedef {object} Code
 * @property {string} text as esbuild writes it, with URLs of built files in its imports of `lib`
 * @property {string} map its source map
 * @property {string[]} loads URLs of the files of `lib` that are loaded with it
 */

/** The names that such code exports, and the files whose names it exports too. */
const exported =
  /^export (?:(?:async )?(?:class|const|function\*?|let|var) ([\w$]+)|\{([^}]*)\}|\* from "([^"]+)")/gm;

/**
 * Moves the code of the files of a folder that its `index.ts` loads into `bundle.mjs`, as Node takes 0.35 ms for each file that
 * it imports. The file of each, which others import, then exports its part of the bundle: as before, it is one module, which can
 * be imported alone. Changes nothing if one of the files could not be built.
 *
 * @param {string} folder its URL in the built library, with a slash at its end
 * @param {Map<string, Code>} codes by URL of the built file
 * @param {string[]} [apart] paths in the folder of files that others import without the rest: with what they load, they stay as they are
 */
export async function bundleFolder(folder, codes, apart = []) {
  const index = `${folder}index.ts.mjs`;
  /** @param {string[]} files */
  const loadedBy = (files) =>
    reachable(files, (file) => codes.get(file)?.loads.filter((loaded) => loaded.startsWith(folder)) ?? []);
  const files = loadedBy([index]);
  for (const file of loadedBy(apart.map((path) => `${folder}${path}.mjs`))) files.delete(file);
  if ([...files].some((file) => !codes.has(file))) return;
  const codeOf = (/** @type {string} */ file) => /** @type {Code} */ (codes.get(file));
  // It stays: a namespace that is exported would become an object with getters.
  if (/^import \* as /m.test(codeOf(index).text)) files.delete(index);
  const bundle = `${folder}bundle.mjs`;
  /** @type {(file: string) => Set<string>} */
  const namesOf = (file) =>
    new Set(
      [...codeOf(file).text.matchAll(exported)].flatMap(([, name, list, other]) =>
        other ? [...namesOf(other)] : (name ?? list.match(/[\w$]+(?=,|\s*$)/g) ?? []),
      ),
    );
  const parts = [...files].map((file) => {
    const names = [...namesOf(file)];
    const inBundle = (/** @type {string} */ name) => `"${file.slice(folder.length)} ${name}"`;
    return {
      file,
      toBundle: `export { ${names.map((name) => `${name} as ${inBundle(name)}`)} } from "${file}";\n`,
      fromBundle: `export { ${names.map((name) => `${inBundle(name)} as ${name}`)} } from "${bundle}";\n`,
    };
  });
  const { outputFiles } = await createRequire(import.meta.url)("esbuild").build({
    stdin: { contents: parts.map(({ toBundle }) => toBundle).join("") },
    outfile: fileURLToPath(bundle),
    write: false,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "external",
    sourcesContent: false,
    plugins: [{ name: "folder", setup }],
    logLevel: "error",
  });
  /** @param {import("esbuild").PluginBuild} build */
  function setup({ onResolve, onLoad }) {
    onResolve({ filter: /^file:/ }, ({ path, kind }) =>
      kind === "import-statement" && files.has(path) ? { path, namespace: folder } : { path, external: true },
    );
    onLoad({ filter: /^/, namespace: folder }, ({ path }) => {
      const { text, map } = codeOf(path);
      return { contents: `${text}//# sourceMappingURL=data:application/json;base64,${btoa(map)}` };
    });
  }
  const [map, text] = outputFiles.map((/** @type {import("esbuild").OutputFile} */ file) => file.text);
  const { sources, ...rest } = JSON.parse(map);
  const urls = sources.map((/** @type {string} */ path) => new URL(path, bundle).href);
  const texts = [...files].map((file) => codeOf(file).text);
  const named = keepNames(text, texts);
  codes.set(bundle, { text: named, map: JSON.stringify({ ...rest, sources: urls }), loads: [] });
  for (const { file, fromBundle } of parts) codes.set(file, { ...codeOf(file), text: fromBundle });
}

/**
 * Lets classes and functions keep their names: esbuild numbers those that several files use (Keras has losses and metrics of the
 * same name), and puts `_` before those of classes. Its own option `keepNames` would name each function within a function too,
 * whenever the outer one is called.
 *
 * @param {string} text of the bundle
 * @param {string[]} texts of its files
 */
function keepNames(text, texts) {
  const declared = /^(?:export )?(?:async )?(?:class|const|function\*?|let|var) ([\w$]+)/gm;
  const names = new Set(texts.flatMap((text) => [...text.matchAll(declared)].map(([, name]) => name)));
  const define = (/** @type {string} */ value, /** @type {string} */ name) =>
    `Object.defineProperty(${value}, "name", { value: "${name}", configurable: true });`;
  let functions = "";
  const classes = text.replace(/^(?:async )?(?:function\*?|var) ([\w$]+)(.*)/gm, (line, name, rest) => {
    const original = names.has(name) ? name : name.replace(/\d+$/, "");
    if (/^ = class .*\{$/.test(rest)) return `${line} static { ${define("this", original)} }`;
    if (original !== name) functions += `if (${name}?.name === "${name}") ${define(name, original)}\n`;
    return line;
  });
  return classes + functions;
}
