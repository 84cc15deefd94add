import type { Diagnostic } from "@tslab/typescript-for-tslab";

/** What a cell may have been meant as, by what is in it. */
const meant: [pattern: RegExp, hint: string][] = [
  [
    /^\s*%/,
    "A line that begins with % is a command of IPython, which this kernel does not have: a cell is TypeScript.",
  ],
  [
    /^\s*![a-z.~/]/,
    'A line that begins with ! is a command of IPython. In TypeScript: import { execSync } from "node:child_process"; console.log(String(execSync("…")));',
  ],
  [/^\s*#(?![\w!])/m, "A comment begins with // in TypeScript."],
  [
    /^\s*(def \w+\(.*:|class \w+.*:\s*$|for \w+ in .*:|(if|elif|while|else|try) ?.*:\s*$|import \w[\w.]* as \w+|from [\w.]+ import )/m,
    "This looks like Python: a cell is TypeScript.",
  ],
  [
    /\busing \w+ =/,
    "`using` came with TypeScript 5.2, and this kernel has 5.0: close what is open in `finally`.",
  ],
  [/<([A-Za-z][\w.]*)?[^<>]*>[\s\S]*<\/\1>|<[A-Z]\w*[^<>]*\/>/, "A cell is TypeScript without JSX."],
];

/** Names of Python's that TypeScript does not know, with its own. */
const pythons: Record<string, string> = {
  True: "`true`",
  False: "`false`",
  None: "`null` or `undefined`",
  print: "`console.log`",
  len: "`.length`",
  range: "`for (let i = 0; i < n; i++)`",
  str: "`String`",
  int: "`Math.trunc`",
  self: "`this`",
};

/** What helps beyond TypeScript's own words; nothing where they do. */
export function hint(source: string, diagnostics: readonly Diagnostic[]): string | undefined {
  const isSyntax = diagnostics.some(({ code }) => code < 2000);
  if (isSyntax || /^\s*!/.test(source)) {
    const [, found] = meant.find(([pattern]) => pattern.test(source)) ?? [];
    if (found !== undefined) return found;
  }
  for (const { code, messageText } of diagnostics) {
    const [, name = ""] = /'([^']*)'/.exec(String(messageText)) ?? [];
    if (code === 2304 && Object.hasOwn(pythons, name))
      return `\`${name}\` is Python's: here it is ${pythons[name]}.`;
    if (code === 2307 && /^(https?|npm|jsr):/.test(name))
      return "Node imports packages by their names alone, once they are installed.";
    if (code === 2307 && /^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(name))
      return `If there is a package of that name, \`npm install ${name}\` in the notebook's project adds it.`;
  }
  return undefined;
}
