import type { Cell, ErrorContent } from "../thread-messages.ts";

/** A cell compiled to JavaScript, and the declarations of all cells up to and including it. */
export interface Converted {
  status: "ok";
  cell: Pick<Cell, "code" | "map">;
  declarations: string;
  /** Shown under the cell, one a line. */
  hints: string[];
}

export type Conversion = Converted | ({ status: "error" } & ErrorContent);

export interface Completion {
  text: string;
  /** For example `"function"`, in the words of Jupyter's clients. */
  kind: string;
}

export interface Completions {
  /** The range that a match replaces, in UTF-16 units. */
  start: number;
  end: number;
  matches: Completion[];
  /** The expression before the dot, if its members are unknown. */
  untyped?: string;
  /** The start of the text literal around the position, if TypeScript knows nothing of it: it may be the name of a file. */
  textStart?: number;
}

export interface Completeness {
  status: "complete" | "incomplete" | "invalid" | "unknown";
  indent?: string;
}

/** The text of an error that a request to TypeScript has ended with. */
export function failureText(error: unknown): string {
  if (error instanceof RangeError)
    return "The cell is nested too deeply for TypeScript. Split its longest expression, or read the data from a file.";
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * The kernel's interface to TypeScript. `declarations` is the text of a declaration file for the cells so far, empty before the
 * first. Calls are independent of each other.
 */
export interface Language {
  /** TypeScript's version. */
  readonly version: string;
  convert(name: string, declarations: string, source: string): Promise<Conversion>;
  complete(declarations: string, source: string, position: number): Promise<Completions>;
  /** Type and documentation of the name at `position`. */
  inspect(declarations: string, source: string, position: number): Promise<string | undefined>;
  isComplete(source: string): Promise<Completeness>;
}

/** TypeScript in another process or worker, which is asked by message. */
export abstract class RemoteLanguage implements Language {
  abstract readonly version: string;
  readonly convert: Language["convert"] = (...parameters) => this.ask("convert", ...parameters);
  readonly complete: Language["complete"] = (...parameters) => this.ask("complete", ...parameters);
  readonly inspect: Language["inspect"] = (...parameters) => this.ask("inspect", ...parameters);
  readonly isComplete: Language["isComplete"] = (source) => this.ask("isComplete", source);

  /** Asks for a method of `Language` there. */
  protected abstract ask<T>(method: string, ...parameters: unknown[]): Promise<T>;
}
