import type { Diagnostic } from "typescript";

/** Hints for cells in another language, by a pattern in the cell. */
const languageHints: [pattern: RegExp, hint: string][] = [
  [
    /^\s*%/,
    "Lines that begin with % are IPython magics, which this kernel does not have: cells are TypeScript.",
  ],
  [
    /^\s*![a-z.~/]/,
    'Lines that begin with ! are IPython shell commands. In TypeScript: import { execSync } from "node:child_process"; console.log(String(execSync("…")));',
  ],
  [/^\s*#(?![\w!])/m, "Comments begin with // in TypeScript."],
  [
    /^\s*(def \w+\(.*:|class \w+.*:\s*$|for \w+ in .*:|(if|elif|while|else|try) ?.*:\s*$|import \w[\w.]* as \w+|from [\w.]+ import )/m,
    "This looks like Python, but cells are TypeScript.",
  ],
  [/<([A-Za-z][\w.]*)?[^<>]*>[\s\S]*<\/\1>|<[A-Z]\w*[^<>]*\/>/, "Cells are TypeScript without JSX."],
];

/** Python's built-in names, and what to write in TypeScript. */
const pythonNames: Record<string, string> = {
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

/** A hint beyond TypeScript's own message; `undefined` if there is none. */
export function hint(source: string, diagnostics: readonly Diagnostic[]): string | undefined {
  const isSyntax = diagnostics.some(({ code }) => code < 2000);
  if (isSyntax || /^\s*!/.test(source)) {
    const [, found] = languageHints.find(([pattern]) => pattern.test(source)) ?? [];
    if (found !== undefined) return found;
  }
  for (const { code, messageText } of diagnostics) {
    const [, name = ""] = /'([^']*)'/.exec(String(messageText)) ?? [];
    if (code === 2304 && Object.hasOwn(pythonNames, name))
      return `\`${name}\` is Python. In TypeScript use ${pythonNames[name]}.`;
    if (code === 2307 && /^(https?|npm|jsr):/.test(name))
      return "Node imports packages by their plain names, once they are installed.";
    if (code === 2307 && /^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(name))
      return `If it is an npm package, install it in the notebook's project: \`npm install ${name}\`.`;
  }
  return undefined;
}
