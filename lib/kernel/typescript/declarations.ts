import type {
  Bundle,
  ClassDeclaration,
  ClassElement,
  Diagnostic,
  Node,
  Program,
  SourceFile,
  TransformerFactory,
  WriteFileCallback,
} from "typescript";
import { forcedEmit, ts } from "./compiler.ts";
import { ImportedFiles } from "./imported-files.ts";

/** A file that is read as its declarations, or one that such a file imports. */
export interface Declared {
  /** Its declarations with their documentation; `undefined` if it has to be read as it is. */
  text: string | undefined;
  /** The names of the files that it imports. */
  imports: Set<string>;
  /** The modification time and size of the file it was made from. */
  state: string;
}

/**
 * The declarations of the project's files in a program, by their names: what other files need of them.
 *
 * @param check returns the errors in files; those with errors are read as they are
 * @param stateOf of a file as the program has read it
 */
export function declarations(
  program: Program,
  check: (files: readonly SourceFile[]) => Diagnostic[],
  stateOf: (name: string) => string,
): Map<string, Declared> {
  const own = program
    .getSourceFiles()
    .filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && !fileName.includes("/node_modules/"));
  const faulty = new Set(check(own).map(({ file }) => file));
  const imports = new ImportedFiles(program);
  return new Map(
    own.map((file) => [
      file.fileName,
      {
        text: faulty.has(file) ? undefined : declarationsOf(program, file),
        imports: new Set(imports.by(file).map(({ fileName }) => fileName)),
        state: stateOf(file.fileName),
      },
    ]),
  );
}

/** The declarations of a file; none of JavaScript and JSON, and of a file that exports a type which others cannot name. */
export function declarationsOf(program: Program, file: SourceFile): string | undefined {
  if (!file.fileName.endsWith(".ts")) return undefined;
  let text: string | undefined;
  const write: WriteFileCallback = (_name, written) => {
    text = written;
  };
  const { diagnostics } = forcedEmit(program, file, write, true, transformers);
  return diagnostics.length === 0 ? text : undefined;
}

/** TypeScript leaves out the documentation of a property that is declared as a parameter: `constructor(readonly shape: number[])`. */
const documentProperties: TransformerFactory<SourceFile | Bundle> = () => (file) => {
  for (const node of ts.isSourceFile(file) ? file.statements : []) {
    if (!ts.isClassDeclaration(node)) continue;
    for (const member of node.members) {
      const text = documentation(ts.getOriginalNode(node) as ClassDeclaration, member);
      if (text === undefined) continue;
      ts.addSyntheticLeadingComment(member, ts.SyntaxKind.MultiLineCommentTrivia, `* ${text} `, true);
    }
  }
  return file;
};

const transformers = { afterDeclarations: [documentProperties] };

/** The documentation of the constructor's parameter that declares this member. */
function documentation(original: ClassDeclaration, { name }: ClassElement): string | undefined {
  const constructors = original.members.filter(ts.isConstructorDeclaration);
  const parameter = constructors
    .flatMap(({ parameters }) => [...parameters])
    .find((one) => ts.isParameterPropertyDeclaration(one, one.parent) && nameOf(one.name) === nameOf(name));
  const [tag] = parameter === undefined ? [] : ts.getJSDocParameterTags(parameter);
  return ts.getTextOfJSDocComment(tag?.comment);
}

const nameOf = (name: Node | undefined) =>
  name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
