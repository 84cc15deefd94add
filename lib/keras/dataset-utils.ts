/** Datasets of the files in a folder, which are read batch by batch. */
import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { globalRandomState, RandomState } from "../engine/random/mt19937.ts";
import { ValueError, withDefaults } from "../errors.ts";
import { NDArray } from "../ndarray.ts";
import { pythonRepr, tuple } from "../python-repr.ts";
import { wholeNumber } from "./checks.ts";
import { Dataset } from "./dataset.ts";
import { encoded } from "./layers/preprocessing/tokens.ts";

export type Labels = "inferred" | readonly number[] | null;
export type LabelMode = "int" | "categorical" | "binary" | null;
export type Subset = "training" | "validation" | "both" | null;

export interface FilesOptions<
  L extends Labels = Labels,
  M extends LabelMode = LabelMode,
  S extends Subset = Subset,
> {
  /**
   * Default `"inferred"`: each folder in the directory holds the files of a class; null: no labels; a list: a number for each file, in
   * the order of their paths.
   */
  labels?: L;
  /** Default `"int"`: a number; `"categorical"`: a one-hot row; `"binary"`: a column of 0 and 1, for two classes; null: no labels. */
  labelMode?: M;
  /**
   * The folders to take, in the order of their class numbers, `classNames: ["cats", "dogs"]`; default: all, in the order of
   * their names.
   */
  classNames?: readonly string[] | null;
  /** Files in a batch, `batchSize: 64`; default 32; null: single files. */
  batchSize?: number | null;
  /** Shuffle the files, in another order in each pass; default true. */
  shuffle?: boolean;
  /** Seed of the orders, `seed: 42`; default: drawn by NumPy's global generator, which `setRandomSeed` seeds. */
  seed?: number | null;
  /** Share of the files for the validation, between 0 and 1, `validationSplit: 0.2`. */
  validationSplit?: number | null;
  /** The part to return, with `validationSplit`; `"both"`: a list of the two datasets. */
  subset?: S;
  /** Follow links to folders inside of the folders, default false. */
  followLinks?: boolean;
  /** Print the numbers of files and classes, default true. */
  verbose?: boolean;
}

type BatchOf<X, L, M> = [L] extends [null] ? X : [M] extends [null] ? X : [x: X, y: NDArray];

/** The results of the functions, by their options. */
export type FileDatasets<X, L, M, S> = [S] extends ["both"]
  ? [training: FileDataset<BatchOf<X, L, M>>, validation: FileDataset<BatchOf<X, L, M>>]
  : FileDataset<BatchOf<X, L, M>>;

/** Files of one kind, and their reading. */
export interface FileKind<Sample, X> {
  /** The function, named in errors. */
  readonly owner: string;
  readonly files: string;
  readonly samples: string;
  /** The end of the error for a folder without any: "images found in directory …". */
  noneIn(directory: string): string;
  readonly formats: readonly string[];
  read(path: string): Sample;
  batch(samples: readonly Sample[]): X;
}

/**
 * Batches of the files in a folder, with the names of the classes.
 *
 * @example
 * import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 *
 * const folder = mkdtempSync(`${tmpdir()}/texts-`);
 * mkdirSync(`${folder}/good`);
 * writeFileSync(`${folder}/good/a.txt`, "a text");
 * const dataset: utils.FileDataset<unknown> = utils.textDatasetFromDirectory(folder);
 * console.log(dataset.size, dataset.classNames); // 1 [ 'good' ]
 */
export class FileDataset<Batch> extends Dataset<Batch> {
  /**
   * @param filePaths of the files, in the order before the one of a pass
   * @param classNames null without labels
   */
  constructor(
    readonly filePaths: readonly string[],
    readonly classNames: readonly string[] | null,
    ...[size, open]: ConstructorParameters<typeof Dataset<Batch>>
  ) {
    super(size, open);
  }
}

interface IndexedFiles {
  readonly paths: readonly string[];
  readonly labels: readonly number[] | null;
}

type AllOptions = Required<FilesOptions>;

export const FILES: AllOptions = {
  labels: "inferred",
  labelMode: "int",
  classNames: null,
  batchSize: 32,
  shuffle: true,
  seed: null,
  validationSplit: null,
  subset: null,
  followLinks: false,
  verbose: true,
};

/**
 * The dataset of a folder, or those of its two parts.
 *
 * @throws ValueError in Keras' words for options that do not fit, and for no files
 */
export function filesDataset<Sample, X>(
  kind: FileKind<Sample, X>,
  directory: string,
  options: FilesOptions,
): FileDataset<unknown> | FileDataset<unknown>[] {
  const given = withDefaults<FilesOptions>(kind.owner, options, FILES);
  checkLabels(kind, given);
  if (given.labels === null || given.labelMode === null)
    Object.assign(given, { labels: null, labelMode: null });
  checkSplit(given);
  const { labelMode, batchSize, validationSplit, subset } = given;
  if (batchSize !== null) wholeNumber("batchSize", batchSize, 1);
  const seed = given.seed ?? globalRandomState().interval(1e6 - 1);
  const { classNames, ...all } = indexed(kind, directory, given, seed);
  if (labelMode === "binary" && classNames?.length !== 2) {
    throw new ValueError(
      'When passing `labelMode: "binary"`, there must be exactly 2 classNames. ' +
        `Received: classNames=${pythonRepr(classNames)}`,
    );
  }
  const dataset = (part: "training" | "validation" | null) => {
    const files = partOf(all, validationSplit, part);
    if (files.paths.length === 0) {
      const name = subset === "both" ? `${part} ` : "";
      throw new ValueError(`No ${name}${kind.noneIn(directory)}`);
    }
    const shuffles = given.shuffle && !(subset === "both" && part === "validation");
    const order = sampleOrders(files.paths.length, batchSize, shuffles ? seed : null);
    const size = Math.ceil(files.paths.length / (batchSize ?? 1));
    return new FileDataset(files.paths, classNames, size, () =>
      batchesOf(kind, files, labelMode, classNames?.length ?? 0, batchSize, [...order]),
    );
  };
  return subset === "both" ? [dataset("training"), dataset("validation")] : dataset(subset);
}

function* batchesOf<Sample, X>(
  kind: FileKind<Sample, X>,
  { paths, labels }: IndexedFiles,
  mode: LabelMode,
  classes: number,
  batchSize: number | null,
  order: readonly number[],
): Generator<unknown> {
  const size = batchSize ?? 1;
  for (let at = 0; at < order.length; at += size) {
    const files = order.slice(at, at + size);
    const samples = files.map((i) => kind.read(paths[i]));
    const x = batchSize === null ? samples[0] : kind.batch(samples);
    if (labels === null) {
      yield x;
      continue;
    }
    const y = labelsOf(
      files.map((i) => labels[i]),
      mode,
      classes,
    );
    yield [x, batchSize === null ? y.reshape(tuple(y.shape.slice(1))) : y];
  }
}

function labelsOf(labels: readonly number[], mode: LabelMode, classes: number): NDArray {
  const shape = tuple([labels.length]);
  if (mode === "categorical") return encoded(labels, shape, "one_hot", classes);
  if (mode === "binary") return new NDArray(Float32Array.from(labels), tuple([labels.length, 1]));
  return new NDArray(
    labels.every(Number.isInteger) ? Int32Array.from(labels) : Float32Array.from(labels),
    shape,
  );
}

/**
 * The order of samples in each pass, as Keras shuffles them with `tf.data`.
 *
 * @param seed null: not shuffled
 */
export function sampleOrders(count: number, batchSize: number | null, seed: number | null): Dataset<number> {
  const samples = new Dataset(count, () => Array.from({ length: count }, (_, i) => i).values());
  return seed === null ? samples : samples.shuffle(batchSize === null ? 1024 : 8 * batchSize, { seed });
}

/** The files with their labels, shuffled, with the lines about them. */
function indexed(
  { formats }: Pick<FileKind<unknown, unknown>, "formats">,
  directory: string,
  { labels: given, classNames: wanted, shuffle, followLinks, verbose }: AllOptions,
  seed: number,
): IndexedFiles & { classNames: readonly string[] | null } {
  if (!isFolder(directory)) {
    throw new ValueError(
      `No such directory: ${pythonRepr(directory)}. A path without a leading / begins in ${process.cwd()}`,
    );
  }
  const isInferred = given === "inferred";
  const folders = isInferred ? classFolders(directory, wanted) : [""];
  if (!isInferred && wanted !== null) {
    throw new ValueError(
      given === null
        ? "When `labels: null` (no labels), argument `classNames` cannot be specified."
        : "When argument `labels` is specified, argument `classNames` cannot be specified (the `classNames` will be the " +
            "sorted list of labels).",
    );
  }
  const groups = folders.map((folder) => filesBelow(join(directory, folder), formats, followLinks));
  const paths = groups.flat();
  if (Array.isArray(given) && given.length !== paths.length) {
    throw new ValueError(
      "Expected the lengths of `labels` to match the number of files in the target directory. labels.length is " +
        `${given.length} while we found ${paths.length} files in directory ${directory}.`,
    );
  }
  const labels = isInferred ? groups.flatMap((group, label) => group.map(() => label)) : given;
  const classNames = isInferred
    ? folders
    : given && [...new Set(given)].sort((a, b) => a - b).map((label) => String(label));
  const classes = classNames === null ? "" : ` belonging to ${classNames.length} classes`;
  if (verbose) print(`Found ${paths.length} files${classes}.`);
  if (!shuffle) return { paths, labels, classNames };
  const order = new RandomState(seed).permutation(paths.length);
  return { paths: order.map((i) => paths[i]), labels: labels && order.map((i) => labels[i]), classNames };
}

/** As Python compares strings, by code points. */
const byName = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** True for a folder and for a link to one. */
const leadsToFolder = (entry: Dirent, parent: string) =>
  entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(parent, entry.name)));

function classFolders(directory: string, wanted: readonly string[] | null): readonly string[] {
  const folders = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith(".") && leadsToFolder(entry, directory))
    .map(({ name }) => name)
    .sort(byName);
  if (wanted === null || wanted.every((name) => folders.includes(name))) return wanted ?? folders;
  throw new ValueError(
    "The `classNames` passed did not match the names of the subdirectories of the target directory. " +
      `Expected: ${pythonRepr(folders)} (or a subset of it), but received: classNames=${pythonRepr(wanted)}`,
  );
}

/** Paths of files with these endings, in the order of the folders and in each of the names. */
function filesBelow(top: string, formats: readonly string[], followLinks: boolean): string[] {
  const files = new Map<string, string[]>();
  const walk = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    const inner = entries.filter((entry) => leadsToFolder(entry, folder));
    const names = entries.filter((entry) => !inner.includes(entry)).map(({ name }) => name);
    files.set(
      folder,
      names.filter((name) => formats.some((ending) => name.toLowerCase().endsWith(ending))).sort(byName),
    );
    for (const entry of inner) if (followLinks || !entry.isSymbolicLink()) walk(join(folder, entry.name));
  };
  walk(top);
  return [...files.keys()]
    .sort(byName)
    .flatMap((folder) => files.get(folder)!.map((name) => join(folder, name)));
}

/** The files for the training or the validation, the last ones, with a line about them. */
function partOf(
  all: IndexedFiles,
  split: number | null,
  part: "training" | "validation" | null,
): IndexedFiles {
  if (!split) return all;
  const { length } = all.paths;
  const validation = Math.trunc(split * length);
  const count = part === "training" ? length - validation : validation;
  print(`Using ${count} files for ${part}.`);
  // As in Keras, 0 files for the validation leave none for the training, and all for the validation.
  const cut = <T>(items: readonly T[]) =>
    part === "training" ? items.slice(0, -validation) : items.slice(-validation);
  return { paths: cut(all.paths), labels: all.labels && cut(all.labels) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function checkLabels(
  { files, samples }: Pick<FileKind<unknown, unknown>, "files" | "samples">,
  { labels, labelMode, classNames }: AllOptions,
): void {
  if (labels !== "inferred" && labels !== null) {
    if (!Array.isArray(labels) || !labels.every((label) => typeof label === "number")) {
      throw new ValueError(
        `\`labels\` argument should be a list of integer labels, of the same size as the number of ${files} in the target ` +
          "directory. If you wish to infer the labels from the subdirectory names in the target directory, pass " +
          `\`labels: "inferred"\`. If you wish to get a dataset that only contains ${samples} (no labels), pass ` +
          `\`labels: null\`. Received: labels=${Array.isArray(labels) ? pythonRepr(labels) : labels}`,
      );
    }
    if (classNames !== null && classNames.length > 0) {
      throw new ValueError(
        `You can only pass \`classNames\` if \`labels: "inferred"\`. Received: labels=${pythonRepr(labels)}, and ` +
          `classNames=${pythonRepr(classNames)}`,
      );
    }
  }
  if (labelMode === null || ["int", "categorical", "binary"].includes(labelMode)) return;
  throw new ValueError(
    `\`labelMode\` argument must be one of "int", "categorical", "binary", or null. Received: labelMode=${labelMode}`,
  );
}

function checkSplit({ validationSplit: split, subset, shuffle, seed }: AllOptions): void {
  if (split && !(split > 0 && split < 1)) {
    throw new ValueError(`\`validationSplit\` must be between 0 and 1, received: ${split}`);
  }
  if (Boolean(split) !== Boolean(subset)) {
    throw new ValueError("If `subset` is set, `validationSplit` must be set, and inversely.");
  }
  if (subset !== null && !["training", "validation", "both"].includes(subset)) {
    throw new ValueError(`\`subset\` must be either "training", "validation" or "both", received: ${subset}`);
  }
  if (split && shuffle && seed === null) {
    throw new ValueError(
      "If using `validationSplit` and shuffling the data, you must provide a `seed` argument, to make sure that there is no " +
        "overlap between the training and validation subset.",
    );
  }
}
