/** HDF5 in memory, by the HDF5 library compiled to WebAssembly. Its virtual file system holds nothing but that file. */
import type { Attribute, Dataset, File } from "h5wasm";
import { ValueError } from "../../errors.ts";
import { NDArray, type NumericArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";

type Library = typeof import("h5wasm");

/** Numbers as they are stored: weights are float32, counters int64 or int32. */
export type StoredValues = NumericArray | BigInt64Array;

/** The members of the compiled library that its types do not declare. */
interface H5Module {
  readonly FS: {
    /** With `canOwn` it does not copy the bytes. */
    writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void;
    unlink(path: string): void;
    lookupPath(path: string): { node: { contents: Uint8Array; usedBytes: number } };
  };
  activate_throwing_error_handler(): number;
}

let loading: Promise<{ library: Library; module: H5Module }> | undefined;

/** Loads the library on first use: it takes a third of a second. */
function load(): Promise<{ library: Library; module: H5Module }> {
  loading ??= (async () => {
    // Not h5wasm/node, whose files are those of the disk.
    const library = await import("h5wasm");
    const module = (await library.ready) as unknown as H5Module;
    module.activate_throwing_error_handler();
    return { library, module };
  })();
  return loading;
}

/** A file of the library's file system. */
const NAME = "model.h5";
/** Strings in one attribute, and characters of one. */
const MOST_STRINGS = 100_000;
const LONGEST_TEXT = 2 ** 26;

/**
 * Reads an HDF5 file.
 *
 * @param label the file's name in errors
 * @param read gets the file; its result must not depend on the file
 * @throws ValueError for a damaged file
 */
export async function readHdf5<T>(
  bytes: Uint8Array,
  label: string,
  read: (file: Hdf5Reader) => T,
): Promise<T> {
  const { library, module } = await load();
  module.FS.writeFile(NAME, bytes, { canOwn: true });
  let file: File | undefined;
  try {
    file = new library.File(NAME, "r");
    return read(new Hdf5Reader(library, file, label, bytes.length));
  } catch (error) {
    throw toValueError(error, label);
  } finally {
    closeQuietly(file);
    module.FS.unlink(NAME);
  }
}

/**
 * Makes an HDF5 file. Equal contents give equal bytes: the times in it are zero.
 *
 * @param write fills the file
 */
export async function writeHdf5(write: (file: Hdf5Writer) => void): Promise<Uint8Array> {
  const { library, module } = await load();
  const { now } = Date;
  // The library writes the time into every dataset, and has no switch for it.
  Date.now = () => 0;
  let file: File | undefined;
  try {
    file = new library.File(NAME, "w", { libver: ["earliest", "latest"] });
    const { node } = module.FS.lookupPath(NAME);
    write(new Hdf5Writer(file, node));
    file.close();
    file = undefined;
    return node.contents.subarray(0, node.usedBytes);
  } finally {
    closeQuietly(file);
    Date.now = now;
    module.FS.unlink(NAME);
  }
}

function closeQuietly(file: File | undefined): void {
  try {
    file?.close();
  } catch {
    // Closing a damaged or unfinished file may fail, too; the first error counts.
  }
}

/** An error of the library as a sentence; it throws numbers and traps of WebAssembly, too. */
function toValueError(error: unknown, label: string): unknown {
  if (error instanceof ValueError) return error;
  if (error instanceof WebAssembly.RuntimeError) loading = undefined;
  const detail = error instanceof Error ? error.message.split("\n")[0].slice(0, 200) : String(error);
  return new ValueError(
    `${label} is damaged, or no HDF5 file as Keras writes it. Expected: groups of weights. Received: ${detail}. Save the model ` +
      "again, or copy the file anew.",
  );
}

/** `@types/node` does not declare WebAssembly. */
declare const WebAssembly: { RuntimeError: new () => Error };

function hasShape(dataset: Dataset, shape: readonly number[]): boolean {
  const stored = dataset.shape ?? [];
  return stored.length === shape.length && stored.every((size, axis) => size === shape[axis]);
}

/** An HDF5 file that is being read. Nothing is allocated before a dataset's shape is checked. */
export class Hdf5Reader {
  constructor(
    private readonly library: Library,
    private readonly file: File,
    private readonly label: string,
    private readonly bytes: number,
  ) {}

  has(path: string): boolean {
    return this.find(path) !== null;
  }

  /** The names in a group; empty if there is no such group. */
  names(path: string): string[] {
    const group = this.find(path);
    return group instanceof this.library.Group ? group.keys() : [];
  }

  /** A text attribute of the file. */
  text(name: string): string | undefined {
    const attribute = this.attribute("", name);
    if (attribute === undefined) return undefined;
    const { value } = attribute;
    if (typeof value === "string" && value.length <= LONGEST_TEXT) return value;
    throw new ValueError(`${this.label}: expected the attribute '${name}' to be a text.`);
  }

  /** An attribute with a list of texts. Keras splits a long one: `weight_names0`, `weight_names1`. */
  texts(path: string, name: string): string[] {
    const whole = this.attribute(path, name);
    if (whole !== undefined) return this.list(whole);
    const all: string[] = [];
    for (let part = 0; ; part++) {
      const attribute = this.attribute(path, `${name}${part}`);
      if (attribute === undefined) return all;
      all.push(...this.list(attribute));
      this.checkCount(name, all.length);
    }
  }

  /** True if there is a dataset of that shape. */
  fits(path: string, shape: readonly number[]): boolean {
    const found = this.find(path);
    return found instanceof this.library.Dataset && hasShape(found, shape);
  }

  /**
   * The values of a dataset.
   *
   * @throws ValueError unless it has that shape and holds numbers
   */
  values(path: string, shape: readonly number[], owner: string): Float32Array {
    const dataset = this.dataset(path, owner);
    if (!hasShape(dataset, shape)) {
      throw new ValueError(
        `${this.label}: expected the weight '${path}' of ${owner} to have the shape [${shape.join(", ")}]. ` +
          `Received: [${(dataset.shape ?? []).join(", ")}]. The file belongs to a model with other layers.`,
      );
    }
    const values = this.numbers(dataset, path, owner);
    return values instanceof Float32Array ? values : Float32Array.from(values);
  }

  /** A dataset of any shape. @throws ValueError unless it holds numbers, and the file has as many */
  array(path: string, owner: string): NDArray {
    const dataset = this.dataset(path, owner);
    const shape = tuple([...(dataset.shape ?? [])]);
    if (sizeOf(shape) * dataset.metadata.size <= this.bytes)
      return new NDArray(this.numbers(dataset, path, owner), shape);
    throw new ValueError(
      `${this.label}: expected '${path}' of ${owner} to hold at most ${this.bytes} bytes. Received: shape ${shape}. The file is damaged.`,
    );
  }

  private numbers(dataset: Dataset, path: string, owner: string): NumericArray {
    const { value } = dataset;
    if (value instanceof Float32Array || value instanceof Float64Array) return value;
    if (value instanceof Int32Array || value instanceof Uint8Array) return value;
    if (value instanceof BigInt64Array) return Float64Array.from(value, Number);
    if (typeof value === "number" || typeof value === "bigint") return Float64Array.of(Number(value));
    throw new ValueError(
      `${this.label}: expected the weight '${path}' of ${owner} to hold float32 numbers. Received: ${dataset.dtype}`,
    );
  }

  private dataset(path: string, owner: string): Dataset {
    const found = this.find(path);
    if (!(found instanceof this.library.Dataset)) {
      throw new ValueError(
        `${this.label}: expected a weight '${path}' of ${owner}. Received: ${found === null ? "none" : found.type}. The file ` +
          "is incomplete, or belongs to another model.",
      );
    }
    const { type, size } = found.metadata;
    // Integers and floats of HDF5, of up to eight bytes.
    if (type > 1 || size > 8 || found.metadata.virtual_sources !== undefined) {
      throw new ValueError(
        `${this.label}: expected the weight '${path}' of ${owner} to hold float32 numbers. Received: ${found.dtype}`,
      );
    }
    return found;
  }

  /** Null also for links, which Keras never writes. */
  private find(path: string) {
    try {
      const found = path === "" ? this.file : this.file.get(path);
      if (found instanceof this.library.Group || found instanceof this.library.Dataset) return found;
    } catch {
      // The library throws if there is nothing.
    }
    return null;
  }

  private attribute(path: string, name: string): Attribute | undefined {
    const owner = this.find(path);
    if (owner === null || !Object.hasOwn(owner.attrs, name)) return undefined;
    const attribute = owner.attrs[name];
    const count = sizeOf(attribute.shape ?? []);
    this.checkCount(name, count);
    return attribute;
  }

  private checkCount(name: string, count: number): void {
    if (count <= MOST_STRINGS) return;
    throw new ValueError(
      `${this.label}: expected at most ${MOST_STRINGS} names in '${name}'. Received: ${count}. Keras writes no such file.`,
    );
  }

  private list(attribute: Attribute): string[] {
    if (attribute.shape?.[0] === 0) return [];
    const { value } = attribute;
    const all = Array.isArray(value) ? value : [value];
    if (all.every((one) => typeof one === "string")) return all;
    throw new ValueError(`${this.label}: expected the attribute '${attribute.name}' to be a list of texts.`);
  }
}

/** An HDF5 file that is being made. */
export class Hdf5Writer {
  private readonly groups = new Set<string>([""]);

  /** @param stored the bytes of the file, and how many are used */
  constructor(
    private readonly file: File,
    private readonly stored: { contents: Uint8Array; usedBytes: number },
  ) {}

  /** Makes a group and its parents. */
  group(path: string): void {
    if (this.groups.has(path)) return;
    const at = path.lastIndexOf("/");
    const above = path.slice(0, Math.max(at, 0));
    this.group(above);
    const parent = above === "" ? this.file : this.file.get(above);
    (parent as File).create_group(path.slice(at + 1));
    this.groups.add(path);
  }

  /** Sets an attribute of a group to a text, or to a list of texts as Keras does. */
  attribute(path: string, name: string, value: string | readonly string[]): void {
    const owner = (path === "" ? this.file : this.file.get(path)) as File;
    if (typeof value === "string") owner.create_attribute(name, value);
    else if (value.length === 0) owner.create_attribute(name, new Float64Array(0), [0], "<d");
    else if (value.length <= STRINGS_PER_ATTRIBUTE) owner.create_attribute(name, [...value], [value.length]);
    else {
      for (let part = 0; part * STRINGS_PER_ATTRIBUTE < value.length; part++) {
        const some = value.slice(part * STRINGS_PER_ATTRIBUTE, (part + 1) * STRINGS_PER_ATTRIBUTE);
        owner.create_attribute(`${name}${part}`, some, [some.length]);
      }
    }
  }

  /** Doubles the space: the file system would add an eighth at a time, and copy all each time. */
  private reserve(bytes: number): void {
    const { contents, usedBytes } = this.stored;
    if (usedBytes + bytes <= contents.length) return;
    this.stored.contents = new Uint8Array(Math.max(2 * contents.length, usedBytes + bytes));
    this.stored.contents.set(contents.subarray(0, usedBytes));
  }

  dataset(path: string, shape: readonly number[], values: StoredValues): void {
    const at = path.lastIndexOf("/");
    this.group(path.slice(0, at));
    this.reserve(values.byteLength);
    const parent = this.file.get(path.slice(0, at)) as File;
    parent.create_dataset({ name: path.slice(at + 1), data: values, shape: [...shape] });
  }
}

/** An attribute holds up to 64 KiB; a text in it takes 16 bytes, and its characters lie elsewhere. */
const STRINGS_PER_ATTRIBUTE = 4000;
