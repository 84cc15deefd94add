import type { SyntaxNode } from "@lezer/common";
import type { Surroundings } from "../surroundings.ts";
import type { OpenFile } from "./open-files.ts";

/** The text of Python that is translated, with the names and types that are known in it. */
export abstract class Names {
  /** The names of functions around this scope. */
  protected outer = new Set<string>();
  /** The names of this scope. */
  protected declared = new Set<string>();
  /** The names of loops that count, and never are negative. */
  protected counts = new Set<string>();
  /** The names of parameters and loops, whose types are unknown. */
  protected parameterNames = new Set<string>();
  /** The functions defined so far that wait, and so return promises. */
  protected readonly waiting = new Set<string>();
  /** The types of arrays that are results of translated code. */
  protected readonly types = new Map<string, string>();
  /** The classes of fields, by the fields: `this.hidden`. */
  protected readonly madeOf = new Map<string, string>();
  /** The names of errors in handlers. */
  protected readonly caught = new Set<string>();
  /** The open files, by their names. */
  protected readonly files = new Map<string, OpenFile>();
  /** Names of `*args` by those of `**kwargs` after it: arguments that are passed on. */
  protected forwarded = new Map<string, string>();
  /** How many times this function, or the cell, waits so far. */
  protected waits = 0;

  /** The class that the class around this code extends. */
  protected base: string | undefined;

  constructor(
    protected readonly text: string,
    protected readonly around: Surroundings,
  ) {}

  protected raw({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  protected is(node: SyntaxNode | undefined, text: string): boolean {
    return node !== undefined && this.raw(node) === text;
  }

  /** The name of a method, as the class has it that it may override. */
  protected inherited(name: string): string {
    return this.base === undefined ? name : this.around.member(`${this.base}.prototype`, name);
  }

  protected isKnown(name: string): boolean {
    return this.declared.has(name) || this.outer.has(name) || this.around.isKnown(name);
  }

  /** True for an error where Python prints its message alone. */
  protected isMessage(node: SyntaxNode): boolean {
    if (!this.caught.has(this.raw(node))) return false;
    const { name, parent: call } = node.parent!;
    return (
      name === "FormatReplacement" ||
      (name === "ArgList" && /^(print|str)$/.test(this.raw(call!.firstChild!)))
    );
  }

  /** The type of translated code; empty if it is unknown. */
  readonly typeOf = (text: string): string => {
    if (/^["'`]/.test(text)) return "string";
    if (/^[\d.]+$/.test(text)) return "number";
    const bare = text.replace(/^\((await .*)\)$/s, "$1");
    const known = this.types.get(text) ?? this.types.get(bare);
    // A parameter is another variable than the one outside of its name.
    return known ?? (this.parameterNames.has(/^\w*/.exec(text)![0]) ? "" : this.around.type(text));
  };

  /** Remembers the type of translated code. */
  protected typed(text: string, type: string): string {
    this.types.set(text, type);
    return text;
  }

  /** Adds a variable of the code that follows, of an unknown type. */
  protected own(name: string): void {
    this.declared.add(name);
    this.parameterNames.add(name);
    this.counts.delete(name);
  }

  /** Translates code in which there are variables that are not there outside of it. */
  protected withNames<T>(names: readonly string[], translate: () => T): T {
    const [declared, parameters, counts] = [this.declared, this.parameterNames, this.counts];
    this.declared = new Set(declared);
    this.parameterNames = new Set(parameters);
    this.counts = new Set(counts);
    for (const name of names) this.own(name);
    const result = translate();
    [this.declared, this.parameterNames, this.counts] = [declared, parameters, counts];
    return result;
  }
}
