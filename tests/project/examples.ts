import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../lib/setup/paths.mjs";

/** The examples in the docstrings of a public module. */
export interface Module {
  /** Its folder, relative to the root. Its `index.ts` exports the names that the examples can use. */
  folder: string;
  examples: Example[];
}

export interface Example {
  /** The name that the docstring is about. */
  name: string;
  code: string;
}

const FOLDERS = [
  "lib/keras",
  ...readdirSync(join(root, "lib/sklearn"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `lib/sklearn/${name}`),
  "lib/table",
  "lib/plot",
  "lib/notebook",
  "lib/notebook/widgets",
];

/** A docstring with an example, and the name behind it: exported, or of a method. */
const DOCSTRING =
  /\/\*\*((?:(?!\*\/)[\s\S])*?@example(?:(?!\*\/)[\s\S])*)\*\/\s*(?:export (?:declare |abstract |async )*(?:class|function|const) |async )?(\w+)/g;

/** The public modules, and all examples in them. */
export function modules(): Module[] {
  return FOLDERS.map((folder) => ({
    folder,
    examples: [...readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }), ...beside(folder)]
      .filter((file) => file.endsWith(".ts") && !isOtherModule(folder, file))
      .sort()
      .flatMap((file) => examplesIn(readFileSync(join(root, folder, file), "utf8"))),
  }));
}

/** True if a file of the folder belongs to a module further down. */
const isOtherModule = (folder: string, file: string) =>
  FOLDERS.some(
    (other) =>
      other.startsWith(`${folder}/`) && `${folder}/${file}`.replaceAll("\\", "/").startsWith(`${other}/`),
  );

/** `display`, which lib/notebook exports, lies beside it, as the kernel has it too. */
const beside = (folder: string) => (folder === "lib/notebook" ? ["../display.ts"] : []);

/** The examples of a source file: from `@example` to the next empty line before prose, the next tag, or the end. */
export function examplesIn(source: string): Example[] {
  return [...source.matchAll(DOCSTRING)].flatMap(([, comment, name]) => {
    const text = comment.replace(/^ *\* ?/gm, "");
    return text
      .split(/^@example\b/m)
      .slice(1)
      .map((rest) => ({ name, code: codeOf(rest.split(/^@\w/m)[0]) }));
  });
}

/** Without a fence, and without a last paragraph of prose, such as the source of a formula. */
function codeOf(text: string): string {
  const fenced = /^```\w*\n([\s\S]*?)^```/m.exec(text);
  if (fenced) return fenced[1];
  const paragraphs = text.trim().split(/\n\s*\n/);
  if (paragraphs.length > 1 && /^(After|Port of|Named after|Modelled on) /.test(paragraphs.at(-1)!))
    paragraphs.pop();
  return paragraphs.join("\n\n");
}

/**
 * The example as a function: imports, which notebooks write at the top of a cell, become dynamic ones.
 *
 * @param names exported names of the module
 */
export function asFunction({ code }: Example, names: readonly string[]): string {
  const imported = code.replace(
    /^import (?:\{([^}]*)\}|\* as (\w+)) from (".*?");?$/gm,
    (_, list: string | undefined, namespace: string | undefined, from: string) =>
      `const ${list === undefined ? namespace : `{${list.replaceAll(" as ", ": ")}}`} = await import(${from});`,
  );
  return `async ({ ${names.join(", ")} }) => {\n{\n${imported}\n}\n}`;
}
