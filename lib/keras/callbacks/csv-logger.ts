import { appendFileSync, existsSync, statSync, writeFileSync } from "node:fs";
import { fromArguments } from "../../errors.ts";
import { floats, pythonRepr } from "../../python-repr.ts";
import { Callback, type Logs } from "./callback.ts";

export interface CSVLoggerOptions {
  /** `separator: ";"`; default `","`. */
  separator?: string;
  /** Append to the file, default false: each `fit` overwrites it. */
  append?: boolean;
}

interface Filename {
  /** Path of the file, `filename: "log.csv"`. */
  filename: string | URL;
}

/**
 * Writes loss and metrics of each epoch to a CSV file, in the format of Python's `csv`.
 *
 * @example
 * const logger = new callbacks.CSVLogger("training.csv", { append: true });
 */
export class CSVLogger extends Callback {
  private readonly options: Required<CSVLoggerOptions & Filename>;
  private keys: string[] = [];

  /** @param args `filename`, the path of the file, and options */
  constructor(
    ...args: [options: CSVLoggerOptions & Filename] | [filename: string | URL, options?: CSVLoggerOptions]
  ) {
    super();
    this.options = fromArguments<CSVLoggerOptions & Filename>("CSVLogger", args, {
      filename: "",
      separator: ",",
      append: false,
    });
  }

  private get filename(): string | URL {
    return this.options.filename;
  }

  override onTrainBegin(): void {
    this.keys = [];
    if (!this.options.append) writeFileSync(this.filename, "");
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    if (this.keys.length === 0) {
      const keys = Object.keys(logs).sort();
      // Columns for a validation that happens only in later epochs.
      const hasValidation = keys.some((key) => key.startsWith("val_"));
      this.keys = hasValidation ? keys : [...keys, ...keys.map((key) => `val_${key}`)];
      const isEmpty = !existsSync(this.filename) || statSync(this.filename).size === 0;
      if (isEmpty) this.write(["epoch", ...this.keys]);
    }
    this.write([String(epoch), ...this.keys.map((key) => (key in logs ? pythonFloat(logs[key]) : "NA"))]);
  }

  private write(fields: readonly string[]): void {
    const { separator } = this.options;
    const quoted = fields.map((field) =>
      /["\r\n]/.test(field) || field.includes(separator) ? `"${field.replaceAll('"', '""')}"` : field,
    );
    appendFileSync(this.filename, `${quoted.join(separator)}\r\n`);
  }
}

/** The value as Python writes a float, a list of them as Keras does. */
function pythonFloat(value: number | readonly number[]): string {
  if (typeof value !== "number") return `"[${Array.from(value, pythonFloat).join(", ")}]"`;
  return pythonRepr(floats([value])).slice(1, -1);
}
