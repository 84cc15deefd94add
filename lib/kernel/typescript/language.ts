import type { Cell, ErrorContent } from "../thread-messages.ts";

/** A cell in JavaScript, and the declarations of all cells so far with it. */
export type Conversion =
  | { status: "ok"; cell: Pick<Cell, "code" | "map">; declarations: string }
  | ({ status: "error" } & ErrorContent);

export interface Completions {
  /** The span that a match replaces, in UTF-16 units. */
  start: number;
  end: number;
  matches: string[];
}

export interface Completeness {
  status: "complete" | "incomplete" | "invalid" | "unknown";
  indent?: string;
}

/**
 * What the kernel asks of TypeScript. `declarations` stands for the cells before: a declaration file, empty
 * at first; nothing is remembered between two calls.
 */
export interface Language {
  /** TypeScript's version. */
  readonly version: string;
  convert(name: string, declarations: string, source: string): Promise<Conversion>;
  complete(declarations: string, source: string, position: number): Promise<Completions>;
  /** Type and documentation of what stands at `position`. */
  inspect(declarations: string, source: string, position: number): Promise<string | undefined>;
  isComplete(source: string): Promise<Completeness>;
}
