import { parseArgs } from "node:util";
import { refusal, UserError } from "../errors.ts";

/** What `npm run grade --` was given. */
export interface Options {
  paths: string[];
  /** Run the work again. */
  rerun: boolean;
  /** Without a sandbox. */
  unsafe: boolean;
  /** Also as root. */
  allowRoot: boolean;
  /** Seconds for one cell; for a work's notebooks together three times as many, and at least 300. */
  limit: number;
  /** Folder of the reports; `undefined`: `.day/reports/grade`. */
  out: string | undefined;
  assignment: string;
  rubric: string | undefined;
  /** File with the key that receipts were given with. */
  key: string | undefined;
  /** Also what was graded before. */
  again: boolean;
}

export const usage =
  "npm run grade -- PATH… [--as-handed-in] [--unsafe] [--allow-root] [--limit SECONDS] [--out FOLDER] [--assignment NAME] [--rubric FILE] [--key FILE] [--again]";

/** @throws UserError for an option that there is not, or without a path */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "as-handed-in": { type: "boolean", default: false },
        unsafe: { type: "boolean", default: false },
        "allow-root": { type: "boolean", default: false },
        again: { type: "boolean", default: false },
        limit: { type: "string", default: "120" },
        out: { type: "string" },
        assignment: { type: "string", default: "keras-day" },
        rubric: { type: "string" },
        key: { type: "string" },
      },
    });
    if (positionals.length === 0)
      throw new Error("name a notebook, a person's folder or a folder of folders");
    const limit = Number(values.limit);
    if (!(Number.isInteger(limit) && limit > 0)) {
      throw new Error(`--limit wants whole seconds above 0, got ${JSON.stringify(values.limit)}`);
    }
    return {
      paths: positionals,
      rerun: !values["as-handed-in"],
      unsafe: values.unsafe === true,
      allowRoot: values["allow-root"] === true,
      again: values.again === true,
      limit,
      out: values.out,
      assignment: values.assignment,
      rubric: values.rubric,
      key: values.key,
    };
  } catch (error) {
    throw new UserError(`${refusal(error)} (usage: ${usage})`);
  }
}
