/** The worker that runs TypeScript: it answers `Language`'s methods, in order. */
import "../node/globals.ts";
import { failureText } from "../../kernel/typescript/language.ts";
import type { createMethods } from "../../kernel/typescript/methods.ts";
import { addFiles, isFile, isFolder, names, read } from "../node/files.ts";

declare const self: {
  onmessage: ((event: { data: Request }) => void) | null;
  postMessage(message: object): void;
};

type Request = { files: string } | { id: number; method: string; parameters: never[] };

const notebooks = "/day/notebooks";
let methods: Promise<ReturnType<typeof createMethods>> | undefined;

async function start(files: string): Promise<ReturnType<typeof createMethods>> {
  const response = await fetch(files);
  if (!response.ok) throw new Error(`status ${response.status}`);
  addFiles(Object.entries((await response.json()) as Record<string, string>));
  const ts = require("typescript") as typeof import("typescript") & { setSys(system: object): void };
  ts.setSys(system(ts));
  const { CompilerReplacements } = require("../../kernel/typescript/compiler-replacements.ts");
  const { createMethods } = require("../../kernel/typescript/methods.ts");
  return createMethods(new CompilerReplacements());
}

/** TypeScript's view of the files. */
function system(ts: typeof import("typescript")): object {
  const decoder = new TextDecoder();
  const { matchFiles } = ts as unknown as {
    matchFiles(...values: unknown[]): string[];
  };
  const entries = (path: string) => {
    const all = names(path);
    const start = path.endsWith("/") ? path : `${path}/`;
    return {
      files: all.filter((name) => isFile(start + name)),
      directories: all.filter((name) => isFolder(start + name)),
    };
  };
  return {
    args: [],
    newLine: "\n",
    useCaseSensitiveFileNames: true,
    write: () => {},
    readFile: (path: string) => {
      const bytes = read(path);
      return bytes && decoder.decode(bytes);
    },
    writeFile: () => {},
    fileExists: isFile,
    directoryExists: isFolder,
    createDirectory: () => {},
    getCurrentDirectory: () => notebooks,
    getExecutingFilePath: () => "/day/node_modules/typescript/lib/typescript.js",
    getDirectories: (path: string) => entries(path).directories,
    readDirectory: (
      path: string,
      extensions: unknown,
      excludes: unknown,
      includes: unknown,
      depth: unknown,
    ) =>
      matchFiles(
        path,
        extensions,
        excludes,
        includes,
        true,
        notebooks,
        depth,
        entries,
        (name: string) => name,
      ),
    realpath: (path: string) => path,
    resolvePath: (path: string) => path,
    exit: () => {},
    setTimeout: (call: () => void, ms: number) => setTimeout(call, ms),
    clearTimeout: (id: number) => clearTimeout(id),
  };
}

self.onmessage = async ({ data }) => {
  if ("files" in data) {
    methods = start(data.files);
    methods.then(
      () => self.postMessage({ ready: true }),
      (error) => self.postMessage({ ready: false, error: error.message }),
    );
    return;
  }
  const { id, method, parameters } = data;
  try {
    const known = (await methods!) as unknown as Record<string, (...parameters: never[]) => unknown>;
    self.postMessage({ id, value: known[method](...parameters) });
  } catch (error) {
    self.postMessage({ id, error: failureText(error) });
  }
};
