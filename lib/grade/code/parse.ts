import type { Tree } from "@lezer/common";
import { parser as javascript } from "@lezer/javascript";
import { parser as pythonParser } from "@lezer/python";

export type Language = "typescript" | "python";

/** A cell's code as a tree. Both grammars share their words: `CallExpression`, `MemberExpression`, `ArgList` and so on. */
export interface Code {
  language: Language;
  source: string;
  tree: Tree;
  /** All of it is in the tree. */
  isWhole: boolean;
}

const typescript = javascript.configure({ dialect: "ts" });

/** Steps on what is no code that the parser may take in one notebook: each takes many times longer than on code. */
const MOST_STEPS = 5_000;

export interface ParseBudget {
  steps: number;
}

export const parseBudget = (): ParseBudget => ({ steps: MOST_STEPS });

/**
 * Never throws: what the grammar does not know becomes an error node with the rest around it.
 *
 * @param left steps that may still be taken on what is no code; after that, the code ends
 */
export function parse(source: string, language: Language, left = parseBudget()): Code {
  const text = language === "python" ? withoutMagics(source) : source;
  // Each step may look at all of the text.
  const cost = 1 + text.length / 4_000;
  const parser = language === "python" ? pythonParser : typescript;
  const unread = () => ({ language, source: text, tree: parser.parse(""), isWhole: false });
  if (left.steps <= 0) return unread();
  const parsing = parser.startParse(text);
  try {
    for (;;) {
      const tree = parsing.advance();
      if (tree) return { language, source: text, tree, isWhole: left.steps > 0 };
      if (left.steps <= 0 || !(parsing as { recovering?: number }).recovering) continue;
      left.steps -= cost;
      if (left.steps <= 0) parsing.stopAt(parsing.parsedPos);
    }
  } catch (error) {
    // Thousands of templates within templates: Lezer copies trees by recursion.
    if (error instanceof RangeError) return unread();
    throw error;
  }
}

/** Cells in another language than the notebook's. */
const OTHER_LANGUAGE = /^\s*%%(?!time|capture|prun|python|memit)/;

/** Begins a comment that stands for a line of another language. */
const MAGIC = "#\0";

/** IPython's `%magic` and `!command` lines as comments; `%time` runs its line. */
function withoutMagics(source: string): string {
  if (OTHER_LANGUAGE.test(source)) return source.replaceAll(/^(?=.)/gm, MAGIC);
  return source
    .replace(/^([^\S\n]*)%time(?:it)?[^\S\n]+(?=[^\s-])/gm, "$1")
    .replace(/^([^\S\n]*)(?=[%!?])/gm, `$1${MAGIC}`);
}

/** The code without its comments, and without the contents of its plain strings: a template's or an f-string's expressions stay. */
export function withoutComments({ source, tree }: Code): { plain: string; bare: string } {
  const [plain, bare]: string[][] = [[], []];
  let at = 0;
  const add = (from: number, to: number, inPlain: string, inBare: string) => {
    const before = source.slice(at, from);
    plain.push(before, inPlain);
    bare.push(before, inBare);
    at = to;
  };
  tree.cursor().iterate(({ name, from, to }) => {
    if (from < at) return;
    const text = () => source.slice(from, to);
    if (name === "String") add(from, to, text(), '""');
    else if (name === "BlockComment") add(from, to, " ", " ");
    else if (/Comment$/.test(name))
      add(from, to, text().startsWith(MAGIC) ? text().slice(MAGIC.length) : "", "");
  });
  add(source.length, source.length, "", "");
  return { plain: plain.join(""), bare: bare.join("") };
}
