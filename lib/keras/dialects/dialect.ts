import { ValueError } from "../../errors.ts";
import { state } from "../state.ts";
import { keras24 } from "./keras-2.4.ts";
import { keras3 } from "./keras-3.ts";
import type { Dialect } from "./types.ts";

const dialects = { "2.4.3": keras24, "3": keras3 } as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;

/** The dialect in use. */
export function dialect(): Dialect {
  return dialects[dialectName()];
}

/** @throws ValueError for a version without a dialect */
export function setDialect(name: DialectName): void {
  if (!Object.hasOwn(dialects, name)) {
    throw new ValueError(
      `Expected a dialect to be one of: ${Object.keys(dialects)
        .map((known) => `"${known}"`)
        .join(", ")}. Received: ${JSON.stringify(name)}`,
    );
  }
  state.dialect = name;
}

/** The version of Keras whose wording is used. */
export function dialectName(): DialectName {
  return (state.dialect as DialectName | undefined) ?? "2.4.3";
}
