import type {
  ModuleDeclaration,
  Program,
  SourceFile,
  Statement,
  Symbol as TypeScriptSymbol,
} from "typescript";
import { textChange, ts, withChanges } from "./compiler.ts";

const parse = (text: string) => ts.createSourceFile("declarations.d.ts", text, ts.ScriptTarget.ESNext, true);

/** True for `declare global` and `declare module "…"`, which add to declarations outside the cell. */
export const isAugmentation = (statement: Statement): statement is ModuleDeclaration =>
  ts.isModuleDeclaration(statement) &&
  (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0);

/**
 * The earlier declarations that tslab forgets after a cell: namespaces, `import A = …` and augmentations. A name that the cell
 * declares again is left out.
 */
export function forgottenDeclarations(declarations: string, program: Program, cell: SourceFile): string {
  if (!/\b(namespace|module|global|import [\w$]+ =)/.test(declarations)) return "";
  const checker = program.getTypeChecker();
  const { locals } = cell as SourceFile & { locals?: Map<string, TypeScriptSymbol> };
  /** The meanings that the cell gives a name. */
  const meaning = (name: string): number => {
    const symbol = locals?.get(name);
    if (symbol === undefined) return 0;
    return ts.skipAlias(symbol, checker).flags;
  };
  const file = parse(declarations);
  const types = new Set(
    file.statements.flatMap((one) =>
      ts.isClassDeclaration(one) || ts.isEnumDeclaration(one) ? (one.name?.text ?? []) : [],
    ),
  );
  const isKept = (statement: Statement): boolean => {
    if (ts.isImportEqualsDeclaration(statement)) return meaning(statement.name.text) === 0;
    if (isAugmentation(statement)) return true;
    if (!ts.isModuleDeclaration(statement)) return false;
    const name = statement.name.text;
    const { Namespace, Type, Value } = ts.SymbolFlags;
    // tslab forgets the class or enum of a merged namespace when the cell declares a type of this name.
    const replacing = Namespace | Value | (types.has(name) ? Type : 0);
    return (meaning(name) & replacing) === 0;
  };
  const kept = file.statements.filter(isKept);
  return kept.map((statement) => `${statement.getText(file)}\n`).join("");
}

/**
 * The declarations without the parts of `declare global` and `declare module "…"` that a cell declares again: the cell may have
 * been edited, and both would count.
 */
export function withoutRepeatedAugmentations(declarations: string, source: string): string {
  const isAugmenting = /\bdeclare\s+(global|module)\b/;
  if (!isAugmenting.test(declarations) || !isAugmenting.test(source)) return declarations;
  const repeated = new Set<string>();
  for (const statement of parse(source).statements.filter(isAugmentation)) {
    for (const { path } of partsOf(statement)) repeated.add(path);
  }
  const file = parse(declarations);
  const parts = file.statements.filter(isAugmentation).flatMap((statement) => [...partsOf(statement)]);
  return withChanges(
    declarations,
    parts.flatMap(({ path, start, end }) => (repeated.has(path) ? textChange(start, end, "") : [])),
  );
}

interface Part {
  /** For example `global Array foo`. */
  path: string;
  start: number;
  end: number;
}

/** The declarations in an augmentation; of an interface, which adds to those of the same name, its members. */
function* partsOf(augmentation: ModuleDeclaration): Iterable<Part> {
  const { body } = augmentation;
  if (body === undefined || !ts.isModuleBlock(body)) return;
  for (const statement of body.statements) {
    const [start, end] = [statement.pos, statement.end];
    const path = (...names: string[]) => [augmentation.name.text, ...names].join(" ");
    if (ts.isInterfaceDeclaration(statement)) {
      for (const member of statement.members) {
        const name = member.name?.getText() ?? member.getText();
        yield { path: path(statement.name.text, name), start: member.pos, end: member.end };
      }
    } else if (ts.isVariableStatement(statement)) {
      const names = statement.declarationList.declarations.map(({ name }) => name.getText());
      yield { path: path(names.join()), start, end };
    } else {
      yield { path: path((statement as { name?: { text: string } }).name?.text ?? ""), start, end };
    }
  }
}
