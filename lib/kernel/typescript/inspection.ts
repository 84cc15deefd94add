import type { Node, QuickInfo } from "typescript";
import { ts } from "./compiler.ts";
import type { CellView } from "./compiler-replacements.ts";
import { optionsText } from "./options-text.ts";

/**
 * The text that Jupyter shows on Shift+Tab: type, documentation and tags of the name at `position`, or of the call around it,
 * and the options of what is called. The code may be unfinished, such as `new Dense(8, {`.
 */
export function inspection(view: CellView, source: string, position: number): string | undefined {
  const { service, file, offset } = view;
  for (const at of targets(source, position)) {
    const info = service.getQuickInfoAtPosition(file, offset + at);
    if (info === undefined) continue;
    const text = infoText(info, calledAt(view, offset + at));
    // TypeScript's answers for an unknown name and for a half-written option.
    if (text !== "any" && !(/^\(property\) [\w$]+: any$/.test(text) && isShorthand(view, offset + at)))
      return text;
  }
  return undefined;
}

/**
 * The positions of the names that a learner may be asking about at `position`, the likeliest first: the one at `position`, then
 * the surrounding calls from the inside out.
 */
function targets(source: string, position: number): number[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const calls: number[] = [];
  const visit = (node: Node): void => {
    // An unfinished node ends before trailing spaces.
    if (position < node.pos || source.slice(node.end, position).trim() !== "") return;
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    const { expression, arguments: values } = node;
    // `new Dense` may be without parentheses.
    if (values === undefined || position < values.pos) return;
    if (source[node.end - 1] === ")" && position >= node.end) return;
    calls.push((ts.isPropertyAccessExpression(expression) ? expression.name : expression).getStart(file));
  };
  visit(file);
  return [position, ...calls];
}

/** Documentation and options of a function or class. */
interface Called {
  about: string;
  options: string;
}

const nodeAt = ({ service, file }: CellView, at: number) =>
  ts.getTouchingPropertyName(service.getProgram()!.getSourceFile(file)!, at);

const isShorthand = (view: CellView, at: number) => ts.isShorthandPropertyAssignment(nodeAt(view, at).parent);

/** The function or class that is named at a position of the file. */
function calledAt(view: CellView, at: number): Called | undefined {
  const checker = view.service.getProgram()!.getTypeChecker();
  const node = nodeAt(view, at);
  let symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  if (symbol === undefined) return undefined;
  symbol = ts.skipAlias(symbol, checker);
  const type = checker.getTypeOfSymbolAtLocation(symbol, node);
  return {
    // TypeScript describes the constructor after `new`, but the class has the documentation.
    about: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    options: optionsText(checker, type, node),
  };
}

function infoText(
  { displayParts = [], documentation = [], tags = [] }: QuickInfo,
  { about, options }: Called = { about: "", options: "" },
): string {
  const notes = tags.map(({ name, text }) => {
    const written = ts.displayPartsToString(text);
    // The lines of an example stand below each other.
    return name === "example"
      ? `@example\n${written.replace(/^(?=.)/gm, "    ")}`
      : `@${name} ${written}`.trimEnd();
  });
  const parts = [
    ts.displayPartsToString(displayParts),
    about,
    ts.displayPartsToString(documentation),
    notes.join("\n"),
    options,
  ];
  return [...new Set(parts)].filter((part) => part !== "").join("\n\n");
}
