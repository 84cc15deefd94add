import type { Language } from "../code/parse.ts";

interface Code {
  path: string;
  text: string;
  language?: Language;
}

/** `from module import a, b` and `import a, b`, at the beginning of a line. */
const PYTHON =
  /^[^\S\n]*(?:from[^\S\n]*([^\s#;]{1,200})[^\S\n]+)?import\b[^\S\n]*(\([^)]{0,2000}|[^\n#;(][^\n#;]*)/gm;
/** `import … from "./module"` and `import "./module"`, or the last line of one. */
const TYPESCRIPT = /^[^\S\n]*(?:import\b|export\b|\})[^\n"']*["']\.{1,2}\/([^\n"']{1,200})["']/gm;

/**
 * The paths of the files that import a module, by its dotted name. Reads lines alone: there may be thousands of files.
 *
 * @example importersOf([{ path: "ex02.py", text: "import tools", language: "python" }]).get("tools") // Set { "ex02.py" }
 */
export function importersOf(files: readonly Code[]): Map<string, Set<string>> {
  const importers = new Map<string, Set<string>>();
  for (const { path, text, language } of files)
    for (const module of language === "typescript" ? typescriptModules(text) : pythonModules(text))
      importers.set(module, (importers.get(module) ?? new Set()).add(path));
  return importers;
}

/**
 * The names by which a script can be imported.
 *
 * @example namesOf("day/tools.py") // ["day.tools", "tools"]
 */
export function namesOf(path: string): string[] {
  const parts = withoutEnding(path)
    .replace(/\/(?:__init__|index)$/, "")
    .split("/");
  return parts.map((_, at) => parts.slice(at).join("."));
}

const withoutEnding = (path: string) => path.replace(/\.(?:py|[cm]?[jt]sx?)$/, "");

const typescriptModules = (text: string) =>
  [...text.matchAll(TYPESCRIPT)].map(([, path]) =>
    withoutEnding(path.replace(/^(?:\.{1,2}\/)+/, "")).replaceAll("/", "."),
  );

function pythonModules(text: string): string[] {
  return [...text.matchAll(PYTHON)].flatMap(([, from, list]) => {
    const names = list.split(/[,(\n]/).flatMap((part) => /^\s*(\S+)/.exec(part)?.[1] ?? []);
    const modules = from === undefined ? names : [from, ...names.map((name) => `${from}.${name}`)];
    return modules.flatMap((module) => {
      const parts = module.replace(/^\.+/, "").split(".");
      // A module's packages are imported with it.
      return parts.map((_, at) => parts.slice(0, at + 1).join("."));
    });
  });
}
