import { parseArgs } from "node:util";
import { refusal, UserError } from "../errors.ts";

/** What `npm start --` was given. */
export interface Options {
  /** Names of notebooks or beginnings of them; none: all. */
  words: string[];
  /** Write the outputs of the run into the committed notebooks. */
  update: boolean;
  /** Seconds for one cell. */
  limit: number;
}

export const usage = "npm start [-- ex04 …] [--update] [--limit SECONDS]";

/** @throws UserError for an option that there is not */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { update: { type: "boolean", default: false }, limit: { type: "string", default: "120" } },
    });
    const limit = Number(values.limit);
    if (!(Number.isInteger(limit) && limit > 0)) {
      throw new Error(`--limit wants whole seconds above 0, got ${JSON.stringify(values.limit)}`);
    }
    return { words: positionals, update: values.update === true, limit };
  } catch (error) {
    throw new UserError(`${refusal(error)} (usage: ${usage})`);
  }
}
