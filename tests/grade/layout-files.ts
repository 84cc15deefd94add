/** The files of which `layouts.ts` makes folders of submissions. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { Header, Pax } from "tar";
import { root } from "../../lib/setup/paths.mjs";
import { joined, py, whole } from "../submissions/answers.ts";
import { code, type NotebookContent, python, text } from "../submissions/submission.ts";

export type Files = Record<string, string | Uint8Array>;

const written = (files: Record<string, object>): Files =>
  Object.fromEntries(Object.entries(files).map(([name, notebook]) => [name, JSON.stringify(notebook)]));

/** The committed notebooks, and the same day in Python with Keras 2 and 3. */
export const inTypescript: Files = Object.fromEntries(
  readdirSync(join(root, "notebooks"))
    .filter((name) => /^ex\d.*\.ipynb$/.test(name))
    .map((name) => [name, readFileSync(join(root, "notebooks", name), "utf8")]),
);
const pythonDay = (version: "2.4.3" | "3.15.1") => ({
  ex00: py.ex00(),
  ex01: py.ex01(version),
  ex02: py.ex02(version),
  ex03: py.ex03(version),
  ex04: py.ex04(version),
});
export const inPython = written(whole(pythonDay("2.4.3")));
export const inKeras3 = written(whole(pythonDay("3.15.1")));

/** The same files under other names, which `name` makes of the exercise's number and the old name. */
export const renamed = (files: Files, name: (exercise: number, old: string) => string): Files =>
  Object.fromEntries(Object.entries(files).map(([old, file]) => [name(Number(old.slice(2, 4)), old), file]));
export const under = (folder: string, files: Files) => renamed(files, (_, name) => `${folder}/${name}`);
export const zipped = (files: Files) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, file]) => [name, typeof file === "string" ? strToU8(file) : file]),
    ),
  );

/** A tar file, not compressed. A name that ends in `@` is that of a link. */
export function tarred(files: Files): Buffer {
  const parts = Object.entries(files).flatMap(([name, file]) => {
    const content = Buffer.from(file);
    const path = name.replace(/@$/, "");
    const link = path === name ? {} : { type: "SymbolicLink" as const, linkpath: String(file), size: 0 };
    const header = new Header({ path, mode: 0o644, size: content.length, type: "File", ...link });
    header.encode();
    const long = header.needPax ? [new Pax({ path }).encode()] : [];
    return [...long, header.block!, ...(path === name ? [content, Buffer.alloc(-content.length & 511)] : [])];
  });
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}

/** A notebook as IPython 2 saved it. */
export function version3(file: string): string {
  const { cells } = JSON.parse(file) as NotebookContent;
  const old = cells.map(({ cell_type, source, outputs = [], execution_count }) => {
    if (cell_type !== "code") return { cell_type: "heading", level: 1, source: String(source).slice(2) };
    const shown = (outputs as Record<string, unknown>[]).map(({ output_type, name, text, data }) =>
      output_type === "stream"
        ? { output_type, stream: name, text }
        : { output_type: "pyout", text: (data as Record<string, unknown>)["text/plain"] },
    );
    const input = [String(source)];
    return { cell_type, language: "python", input, outputs: shown, prompt_number: execution_count };
  });
  const notebook = { metadata: { name: "" }, nbformat: 3, nbformat_minor: 0, worksheets: [{ cells: old }] };
  return JSON.stringify(notebook, null, 1);
}

/** A notebook of another day. */
export const other = (topic: string) =>
  JSON.stringify(
    python(
      text(`# ${topic}\n## Exercise 1`),
      code(`import ${topic}\nprint(${topic}.__version__)`, "0.9.1\n"),
      code("1 / 0", "", { error: ["ZeroDivisionError", "division by zero"] }),
    ),
  );
export const week = (days: readonly string[], notebooks: number): Files =>
  Object.fromEntries(
    days.flatMap((day) =>
      Array.from({ length: notebooks }, (_, at) => [`${day}/ex0${at}/ex0${at}.ipynb`, other(day)]),
    ),
  );
export const environment: Files = {
  "pyvenv.cfg": "home = /usr/bin\n",
  "lib/python3.11/site-packages/numpy/__init__.py": "",
  "lib/python3.11/site-packages/keras/utils/data.json": "{}",
  "lib/python3.11/site-packages/notebook/ex01.ipynb": other("numpy"),
};
export const titled = (names: readonly string[], headings: "0" | "1" | "none") =>
  JSON.stringify(
    joined(
      Object.values(pythonDay("2.4.3")).map((notebook, at) => [
        headings === "none" ? names[at] : `${names[at]} ${at + Number(headings)}`,
        notebook,
      ]),
    ),
  );
export const five = (word: string) => Array<string>(5).fill(word);

export interface Layout {
  files: Files;
  /** The paths that are graded, in the folder. */
  paths?: string[];
  /** Points by person. */
  points: Record<string, number>;
  /** Words among the remarks. */
  remark?: RegExp;
}
