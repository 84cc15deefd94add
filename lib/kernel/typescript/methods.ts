import { withBlockVariables } from "./block-variables.ts";
import { cellCode } from "./cell-code.ts";
import { loadConverter } from "./compiler.ts";
import type { CompilerReplacements } from "./compiler-replacements.ts";
import { completeness } from "./completeness.ts";
import { diagnosticsContent } from "./diagnostics.ts";
import { inspectionTargets } from "./inspection-targets.ts";
import type { Completions, Conversion } from "./language.ts";
import { quickInfoText } from "./quick-info-text.ts";
import { stringCompletions } from "./string-completions.ts";
import { withoutAttributes } from "./without-attributes.ts";
import { withoutExports } from "./without-exports.ts";

/** The methods of `Language`, run in the TypeScript process with tslab's converter. */
export function createMethods(compiler: CompilerReplacements) {
  const { createConverter } = loadConverter(compiler.functions);
  const converter = createConverter();
  const isCell = (file: string) => file.endsWith("/__tslab__.ts");
  // The first check takes longest, so it runs before the first request.
  converter.convert("", "export {}");

  /** Information on a class by its name alone: after `new`, TypeScript describes the constructor. */
  const classInfo = (declarations: string, source: string, name: string | undefined) =>
    name === undefined ? undefined : converter.inspect(declarations, `${name};\n${source}`, name.length - 1);

  return {
    convert(name: string, declarations: string, source: string): Conversion {
      compiler.diagnostics = [];
      const {
        output = "",
        declOutput = "",
        lastExpressionVar,
      } = converter.convert(declarations, withBlockVariables(withoutExports(withoutAttributes(source))));
      if (compiler.diagnostics.length > 0) {
        return { status: "error", ...diagnosticsContent(name, source, isCell, compiler.diagnostics) };
      }
      return {
        status: "ok",
        cell: {
          code: cellCode(output.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ""), lastExpressionVar),
          map: compiler.map,
        },
        declarations: declOutput,
      };
    },

    complete(declarations: string, source: string, position: number): Completions {
      const { start, end, candidates, original } = converter.complete(declarations, source, position);
      return stringCompletions(source, position, original) ?? { start, end, matches: candidates };
    },

    inspect(declarations: string, source: string, position: number): string | undefined {
      for (const { position: at, constructed } of inspectionTargets(source, position)) {
        const info = converter.inspect(declarations, source, at);
        const text =
          info === undefined ? "any" : quickInfoText(info, classInfo(declarations, source, constructed));
        // TypeScript's answer for an unknown name.
        if (text !== "any") return text;
      }
      return undefined;
    },

    isComplete: completeness,
  };
}
