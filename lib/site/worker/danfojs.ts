/** danfojs-node without what needs Node: its core, and `readCSV` of a file. */

import { readFileSync } from "node:fs";
import base from "danfojs-node/dist/danfojs-base";
import Papa from "papaparse";

export const {
  NDframe,
  Config,
  Utils,
  Str,
  Dt,
  MinMaxScaler,
  StandardScaler,
  LabelEncoder,
  OneHotEncoder,
  getDummies,
  concat,
  merge,
  toDateTime,
  dateRange,
  tensorflow,
  __version,
  DataFrame,
  Series,
} = base;

/** Reads a CSV file as danfojs does, with PapaParse's options. */
export async function readCSV(path: string, options: Papa.ParseConfig & { frameConfig?: object } = {}) {
  // PapaParse takes what follows the last line break for one more row, unless it reads a stream.
  const text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
  const { data, errors } = Papa.parse(text, {
    header: true,
    dynamicTyping: true,
    delimiter: ",",
    ...options,
  });
  if (errors.length > 0)
    throw new Error(`CSV parsing errors: ${errors.map(({ message }) => message).join(", ")}`);
  if (data.length === 0) throw new Error("No data found in CSV file");
  return new DataFrame(data, options.frameConfig ?? {});
}
