import type { Completeness, Completions, Conversion, Language } from "./language.ts";

/** TypeScript in another process or worker, which is asked by message. */
export abstract class RemoteLanguage implements Language {
  abstract readonly version: string;

  /** Asks for a method of `Language` there. */
  protected abstract ask<T>(method: string, ...parameters: unknown[]): Promise<T>;

  convert(name: string, declarations: string, source: string): Promise<Conversion> {
    return this.ask("convert", name, declarations, source);
  }

  complete(declarations: string, source: string, position: number): Promise<Completions> {
    return this.ask("complete", declarations, source, position);
  }

  inspect(declarations: string, source: string, position: number): Promise<string | undefined> {
    return this.ask("inspect", declarations, source, position);
  }

  isComplete(source: string): Promise<Completeness> {
    return this.ask("isComplete", source);
  }
}
