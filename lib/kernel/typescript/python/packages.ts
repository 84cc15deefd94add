/** The counterparts of Python's packages, by their names. */
const instead: Record<string, string> = {
  numpy: "In place of numpy there are arrays, `[1, 2]`, their methods, and `Math`.",
  pandas: 'In place of pandas there is danfojs: `import { DataFrame } from "danfojs-node";`.',
  matplotlib: 'Figures are in lib/plot: `import { histplot, learningCurves } from "../lib/plot";`.',
  random:
    "In place of random there is `Math.random()`, from 0 to 1; `Math.floor(n * Math.random())` is an integer below n.",
  math: "In place of math there is `Math`: `Math.sqrt(2)`, `Math.PI`.",
  time: "In place of time there is `performance.now()`, in milliseconds: the difference of two is what lies between them.",
  json: "In place of json there is `JSON`: `JSON.stringify(value)`, `JSON.parse(text)`.",
  os: 'In place of os there are `import os from "node:os";`, `import fs from "node:fs";`, `import path from "node:path";`.',
  sys: "In place of sys there is `process`: `process.argv`, `process.env`, `process.version`.",
  re: 'In place of re there are regular expressions: `/a+/.test(text)`, `text.match(/a+/)`, `text.replace(/a+/g, "b")`.',
};
for (const name of ["seaborn", "plotly"]) instead[name] = instead.matplotlib;
for (const name of ["pathlib", "shutil"]) instead[name] = instead.os;

/** The names under which notebooks import packages. */
const shortNames: Record<string, string> = {
  np: "numpy",
  pd: "pandas",
  plt: "matplotlib",
  sns: "seaborn",
  px: "plotly",
  go: "plotly",
};

/** True for a name that only a package of Python goes by. */
export const isShortName = (name: string): boolean => Object.hasOwn(shortNames, name);

/** The counterpart of a package, by its name or the one that notebooks give it. */
export function insteadOf(name: string): string | undefined {
  const full = isShortName(name) ? shortNames[name] : name;
  return Object.hasOwn(instead, full) ? instead[full] : undefined;
}

/** The same for the first import of Python in a cell that names such a package. */
export function insteadOfImported(source: string): string | undefined {
  for (const [, list] of source.matchAll(/^[ \t]*(?:import|from)[ \t]+([\w., \t]+)/gm)) {
    for (const [name] of list.matchAll(/\w+/g)) {
      const found = insteadOf(name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
