import { appendFileSync, existsSync, statSync, writeFileSync } from "node:fs";
import { withDefaults } from "../../errors.ts";
import { floats, pythonRepr } from "../../python-repr.ts";
import { Callback, type Logs } from "./callback.ts";

export interface CSVLoggerOptions {
  /** Default `","`. */
  separator?: string;
  /** Append to the file, default false: each `fit` overwrites it. */
  append?: boolean;
}

/**
 * Writes loss and metrics of each epoch to a CSV file, in the format of Python's `csv`.
 *
 * @example
 * const logger = new callbacks.CSVLogger("training.csv", { append: true });
 */
export class CSVLogger extends Callback {
  private readonly options: Required<CSVLoggerOptions>;
  private keys: string[] = [];

  /**
   * @param filename path of the file
   */
  constructor(
    private readonly filename: string | URL,
    options: CSVLoggerOptions = {},
  ) {
    super();
    this.options = withDefaults<CSVLoggerOptions>("CSVLogger", options, { separator: ",", append: false });
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

/** The value as Python writes a float. */
function pythonFloat(value: number): string {
  return pythonRepr(floats([value])).slice(1, -1);
}
