import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { buildKernel } from "../kernel/build.mjs";
import { libraryDeclarations } from "../kernel/snapshot.mjs";
import { libraryModules } from "../kernel/typescript/library-modules.ts";
import { root } from "../setup/paths.mjs";
import { runQuietly } from "../setup/run.mjs";

/** Packages whose types cells can import. */
const packages = ["tslab", "danfojs-node", "@tensorflow/tfjs-node", "@tensorflow/tfjs"];

/**
 * The texts of the files that TypeScript reads for the notebooks, by their paths in the page: the declarations of JavaScript and
 * Node, those of packages and of the modules of `lib` that cells import.
 */
export async function typescriptFiles(): Promise<Record<string, string>> {
  const config = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), {}, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: () => {},
  } as unknown as ts.ParseConfigFileHost)!;
  const options = { ...config.options, noEmit: true };
  const host = ts.createCompilerHost(options);
  const cell = join(root, "notebooks", "cell.ts");
  const imports = [...libraryModules.map((path) => `../lib/${path}/index.ts`), ...packages];
  const text = imports.map((name) => `import ${JSON.stringify(name)};`).join("\n");
  const texts = new Map([[cell, text]]);
  for (const [path, declarations] of await libraryDeclarations(buildKernel(), runQuietly))
    texts.set(join(root, path), declarations);
  const getSourceFile: typeof host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? host.getSourceFile(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
  };
  const fileExists = (name: string) => texts.has(name) || host.fileExists(name);
  const program = ts.createProgram([cell], options, { ...host, getSourceFile, fileExists });

  const files = new Set(program.getSourceFiles().map(({ fileName }) => fileName));
  files.delete(cell);
  for (const file of [...files]) {
    for (let folder = dirname(file); folder.includes("node_modules/"); folder = dirname(folder)) {
      const manifest = join(folder, "package.json");
      if (existsSync(manifest)) files.add(manifest);
    }
  }
  const libs = join(root, "node_modules/typescript/lib");
  for (const name of readdirSync(libs)) {
    if (/^lib\.(es|decorators).*\.d\.ts$/.test(name) && !name.endsWith(".full.d.ts"))
      files.add(join(libs, name));
  }
  files.add(join(root, "tsconfig.json"));
  files.add(join(root, "package.json"));
  return Object.fromEntries(
    [...files]
      .sort()
      .map((file) => [
        `/day/${relative(root, file).replaceAll("\\", "/")}`,
        texts.get(file) ?? readFileSync(file, "utf8"),
      ]),
  );
}
