import { withBlockVariables } from "./block-variables.ts";
import { cellCode } from "./cell-code.ts";
import { loadConverter } from "./compiler.ts";
import type { CompilerReplacements } from "./compiler-replacements.ts";
import { completeness } from "./completeness.ts";
import { completions } from "./completions.ts";
import { diagnosticsContent } from "./diagnostics.ts";
import { inspection } from "./inspection.ts";
import type { Completions, Conversion } from "./language.ts";
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
      compiler.diagnostics = [];
      const {
        output = "",
        declOutput = "",
        lastExpressionVar,
      } = converter.convert(declarations, withBlockVariables(withoutExports(source)));
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
      return completions(compiler.look(declarations, source), source, position);
    },

    inspect(declarations: string, source: string, position: number): string | undefined {
      return inspection(compiler.look(declarations, source), source, position);
    },

    isComplete: completeness,
  };
}
