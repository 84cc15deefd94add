import { readFileSync } from "node:fs";
import { ValueError, withDefaults } from "../errors.ts";
import {
  FILES,
  type FileDatasets,
  type FilesOptions,
  filesDataset,
  type LabelMode,
  type Labels,
  type Subset,
} from "./dataset-utils.ts";

export interface TextDatasetOptions<
  L extends Labels = Labels,
  M extends LabelMode = LabelMode,
  S extends Subset = Subset,
> extends FilesOptions<L, M, S> {
  /** Bytes of a file to read, `maxLength: 100`; default null: all. */
  maxLength?: number | null;
}

/**
 * A dataset of the `.txt` files in a folder, `[texts, labels]` in batches. The files of the class with number 0 are in its first folder
 * by name. The files, their parts and their order with a seed are those of Keras on TensorFlow.
 *
 * @param directory relative to the folder of the notebook
 * @returns the dataset with `classNames` and `filePaths`; with `subset: "both"` those of training and validation
 * @throws ValueError in Keras' words for options that do not fit, and for no files
 *
 * @example
 * import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 *
 * const folder = mkdtempSync(`${tmpdir()}/texts-`);
 * for (const [name, text] of [["bad", "too long"], ["good", "well done"]]) {
 *   mkdirSync(`${folder}/${name}`);
 *   writeFileSync(`${folder}/${name}/1.txt`, text);
 * }
 * const dataset = utils.textDatasetFromDirectory(folder, { shuffle: false }); // Found 2 files belonging to 2 classes.
 * for (const [x, y] of dataset) console.log(x, y.arraySync()); // [ 'too long', 'well done' ] [ 0, 1 ]
 */
export function textDatasetFromDirectory<
  L extends Labels = "inferred",
  M extends LabelMode = "int",
  S extends Subset = null,
>(directory: string, options: TextDatasetOptions<L, M, S> = {}): FileDatasets<string[], L, M, S> {
  const owner = "textDatasetFromDirectory";
  const { maxLength, ...rest } = withDefaults<TextDatasetOptions>(owner, options, {
    ...FILES,
    maxLength: null,
  });
  if (maxLength !== null && !(Number.isInteger(maxLength) && maxLength >= 0)) {
    throw new ValueError(`Expected \`maxLength\` to be a number of bytes. Received: maxLength=${maxLength}`);
  }
  const kind = {
    owner,
    files: "text files",
    samples: "text samples",
    noneIn: (folder: string) => `text files found in directory ${folder}. Allowed format: .txt`,
    formats: [".txt"],
    read: (path: string) => readFileSync(path).toString("utf8", 0, maxLength ?? undefined),
    batch: (texts: readonly string[]) => [...texts],
  };
  return filesDataset(kind, directory, rest) as FileDatasets<string[], L, M, S>;
}
