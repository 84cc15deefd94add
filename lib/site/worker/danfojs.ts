/** danfojs-node without what needs Node: its core, and `readCSV` of a file. */

import { readFileSync } from "node:fs";
import base from "danfojs-node/dist/danfojs-base";
import Papa from "papaparse";
import { mendColumns } from "../../tfjs/frame-columns.ts";
import { absent } from "../node/absent.ts";

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

mendColumns(DataFrame);

/** Named here, as `dfd.toCSV` of a namespace would be undefined. */
export const [readJSON, readExcel, streamCSV, streamJSON, toCSV, toExcel, toJSON] = [
  "readJSON",
  "readExcel",
  "streamCSV",
  "streamJSON",
  "toCSV",
  "toExcel",
  "toJSON",
].map((name) => absent(`danfojs.${name}`));

async function textOf(path: string): Promise<string> {
  if (!/^https?:/.test(path)) return readFileSync(path, "utf8");
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} cannot be read: status ${response.status}`);
  return response.text();
}

/** Reads a CSV file, or one of another site, as danfojs does, with PapaParse's options. */
export async function readCSV(path: string, options: Papa.ParseConfig & { frameConfig?: object } = {}) {
  // PapaParse takes what follows the last line break for one more row, unless it reads a stream.
  const text = (await textOf(path)).replace(/\r?\n$/, "");
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
