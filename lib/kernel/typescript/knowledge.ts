import type { SourceFile, TypeChecker } from "typescript";
import type { Library } from "./library.ts";
import type { Surroundings } from "./surroundings.ts";

/** TypeScript's view of a cell and of `lib`, which takes time to build. */
export interface Knowledge {
  surroundings: Surroundings;
  library: Library;
  cell: SourceFile;
  checker: TypeChecker;
}
