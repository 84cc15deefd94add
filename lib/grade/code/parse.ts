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

export interface Patience {
  steps: number;
}

export const patience = (): Patience => ({ steps: MOST_STEPS });

/**
 * Never throws: what the grammar does not know becomes an error node with the rest around it.
 *
 * @param left steps that may still be taken on what is no code; after that, the code ends
 */
export function parse(source: string, language: Language, left = patience()): Code {
  const text = language === "python" ? withoutMagics(source) : source;
  // Each step may look at all of the text.
  const cost = 1 + text.length / 4_000;
  const parser = language === "python" ? pythonParser : typescript;
  const unread = () => ({ language, source: "", tree: parser.parse(""), isWhole: false });
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

/** IPython's `%magic` and `!command` lines as comments, so that every other line keeps its place; `%time` runs its line. */
function withoutMagics(source: string): string {
  if (OTHER_LANGUAGE.test(source)) return source.replaceAll(/^.*$/gm, (line) => `#${line.slice(1)}`);
  return source
    .replace(/^([^\S\n]*)%time(?:it)?[^\S\n]+(?=[^\s-])/gm, "$1")
    .replace(
      /^(\s*)[%!?].*$/gm,
      (line, indent: string) => `${indent}#${" ".repeat(line.length - indent.length - 1)}`,
    );
}

/** An opened comment that nothing closes goes on to the end. */
export function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?(?:\*\/|$)|(?:\/\/|#)[^\n]*/g, "");
}
