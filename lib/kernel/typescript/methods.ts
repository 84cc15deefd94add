import { dirname } from "node:path";
import { withBlockVariables } from "./block-variables.ts";
import { cellCode } from "./cell-code.ts";
import { cellErrors } from "./cell-errors.ts";
import { cellPosition } from "./cell-position.ts";
import { loadConverter } from "./compiler.ts";
import type { CellView, CompilerReplacements } from "./compiler-replacements.ts";
import { completeness } from "./completeness.ts";
import { completions } from "./completions.ts";
import { diagnosticsContent } from "./diagnostics.ts";
import { inspection } from "./inspection.ts";
import { withoutRepeatedAugmentations } from "./kept-declarations.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Completions, Conversion } from "./language.ts";
import { Library } from "./library.ts";
import type { NodeHint } from "./node-hint.ts";
import { surroundingsOf } from "./surroundings.ts";
import { withoutExports } from "./without-exports.ts";

/** The methods of `Language`, run in the TypeScript process with tslab's converter. */
export function createMethods(compiler: CompilerReplacements) {
  const { createConverter } = loadConverter(compiler.functions);
  const converter = createConverter();
  const isCell = (file: string) => file.endsWith("/__tslab__.ts");
  // The first check takes longest, so it runs before the first request.
  converter.convert("", "export {}");

  return {
    convert(name: string, declarations: string, source: string): Conversion {
      const asModule = moduleComment(source);
      if (asModule !== undefined) return asModule;
      compiler.nextRequest();
      compiler.diagnostics = [];
      const earlier = withoutRepeatedAugmentations(declarations, source);
      const {
        output = "",
        declOutput = "",
        lastExpressionVar,
      } = converter.convert(earlier, withBlockVariables(withoutExports(source)));
      if (compiler.diagnostics.length > 0) {
        const knowledge = knowledgeOf(
          (code, withLibrary) => compiler.look(declarations, code, withLibrary),
          source,
        );
        const { diagnostics } = compiler;
        return { status: "error", ...diagnosticsContent(name, source, isCell, diagnostics, () => knowledge) };
      }
      return {
        status: "ok",
        cell: {
          code: cellCode(output.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ""), lastExpressionVar),
          map: compiler.map,
        },
        declarations: declOutput + compiler.forgotten(earlier),
        hints: hintLines(source, compiler.hints),
      };
    },

    complete(declarations: string, source: string, position: number): Completions {
      compiler.nextRequest();
      const library = () => libraryOf(compiler.look(declarations, source, true));
      return completions(compiler.look(declarations, source), source, position, library);
    },

    inspect(declarations: string, source: string, position: number): string | undefined {
      compiler.nextRequest();
      return inspection(compiler.look(declarations, source), source, position);
    },

    isComplete: completeness,
  };
}

/** The error for tslab's comment `@module name` above a cell, which would make the cell a file. */
function moduleComment(source: string): Conversion | undefined {
  const [, name] = /^\s*\/\*\*\s*@module\s+([\w.-]+)\s*\*\//.exec(source) ?? [];
  if (name === undefined) return undefined;
  const ename = "NotImplementedError";
  const evalue =
    `This kernel does not make a cell the module "./${name}". Leave the comment out: all later cells see the names of this one. ` +
    `Or write the code into the file ${name}.ts beside the notebook, and import it from "./${name}".`;
  return { status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

const libraryOf = ({ service, file }: CellView) => new Library(service.getProgram()!, dirname(file));

/** The facts of a cell that hints ask for. The library is read only if one does, since that takes a second the first time. */
function knowledgeOf(look: (code: string, withLibrary: boolean) => CellView, source: string): Knowledge {
  const checked = once(() => {
    const { service, file } = look(source, false);
    const program = service.getProgram()!;
    return { cell: program.getSourceFile(file)!, checker: program.getTypeChecker() };
  });
  const known = once(() => {
    const view = look(source, true);
    const library = libraryOf(view);
    return { library, surroundings: surroundingsOf(view, library) };
  });
  return {
    get cell() {
      return checked().cell;
    },
    get checker() {
      return checked().checker;
    },
    get library() {
      return known().library;
    },
    get surroundings() {
      return known().surroundings;
    },
    check: (code) => {
      const { service, file, offset } = look(code, true);
      const syntax = service.getSyntacticDiagnostics(file);
      const program = service.getProgram()!;
      const diagnostics = syntax.length > 0 ? syntax : cellErrors(program, program.getSourceFile(file)!);
      return { diagnostics, service, file, offset, knowledge: knowledgeOf(look, code) };
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** At most three hints: more would bury the output. */
function hintLines(source: string, hints: readonly NodeHint[]): string[] {
  const isOneLine = !source.trim().includes("\n");
  return hints.slice(0, 3).map(({ node, text }) => {
    const file = node.getSourceFile();
    return isOneLine ? text : `Line ${cellPosition(file, node.getStart(file)).line}: ${text}`;
  });
}
