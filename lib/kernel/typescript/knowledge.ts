import type { Diagnostic, LanguageService, SourceFile, TypeChecker } from "typescript";
import type { Library } from "./library.ts";
import type { Surroundings } from "./surroundings.ts";

/** TypeScript's view of a cell and of `lib`, which takes time to build. */
export interface Knowledge {
  surroundings: Surroundings;
  library: Library;
  cell: SourceFile;
  checker: TypeChecker;
  /** Checks other code in place of the cell's. */
  check(code: string): CheckedCode;
}

/** Code as the language service sees it. */
export interface CheckedCode {
  diagnostics: readonly Diagnostic[];
  service: LanguageService;
  file: string;
  /** The position of its first character in the file. */
  offset: number;
  knowledge: Knowledge;
}
