/** CIFAR-10's archive: a tar file of pickled batches. */
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { ValueError } from "../../errors.ts";
import { NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { damagedFile } from "./damaged-file.ts";
import { arrayOf } from "./npy.ts";
import { asText, type PickledArray, readPickle } from "./pickle.ts";

/** The archive unpacked takes 186 MB. */
const LARGEST = 2 ** 29;
/** Values of an image: three colours of 32 × 32. */
const IMAGE = 3072;
const COLOUR = 1024;

/** Images and labels of a split. */
type Split = [x: NDArray, y: NDArray];

/** Training and test images of the archive, colours last. @throws ValueError for a damaged archive */
export async function readCifar10(path: string): Promise<[Split, Split]> {
  const files = untar(path, await unzipped(path));
  const batches = (names: readonly string[]) =>
    names.map((name) => {
      const file = files.get(name);
      if (file === undefined) throw damaged(path, `no ${name}`);
      return batch(path, readPickle(file));
    });
  const training = batches([1, 2, 3, 4, 5].map((number) => `cifar-10-batches-py/data_batch_${number}`));
  return [joined(training), joined(batches(["cifar-10-batches-py/test_batch"]))];
}

async function unzipped(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  return promisify(gunzip)(bytes, { maxOutputLength: LARGEST }).catch((error: Error) => {
    throw damaged(path, error.message);
  });
}

/** The files of a tar archive. */
function untar(path: string, bytes: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const name = bytes.toString("latin1", at, at + 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(bytes.toString("latin1", at + 124, at + 136), 8);
    if (!(size >= 0 && at + 512 + size <= bytes.length)) throw damaged(path, `a broken entry '${name}'`);
    files.set(name, bytes.subarray(at + 512, at + 512 + size));
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}

interface Batch {
  readonly images: Uint8Array;
  readonly labels: readonly number[];
}

function batch(path: string, content: unknown): Batch {
  const entries = content instanceof Map ? [...content].map(([key, value]) => [asText(key), value]) : [];
  const { labels, data } = Object.fromEntries(entries) as { labels?: number[]; data?: PickledArray };
  if (!Array.isArray(labels) || !labels.every(Number.isInteger) || data?.shape === undefined)
    throw damaged(path, "a batch without labels or images");
  const { values, shape } = arrayOf(data, path);
  if (
    !(values instanceof Uint8Array) ||
    shape[0] !== labels.length ||
    values.length !== IMAGE * labels.length
  )
    throw damaged(path, `images of shape ${tuple([...shape])} for ${labels.length} labels`);
  return { images: values, labels };
}

function joined(batches: readonly Batch[]): Split {
  const labels = batches.flatMap((batch) => batch.labels);
  const images = new Uint8Array(IMAGE * labels.length);
  let at = 0;
  for (const { images: planes } of batches) {
    for (let image = 0; image < planes.length; image += IMAGE) {
      for (let pixel = 0; pixel < COLOUR; pixel++) {
        for (let colour = 0; colour < 3; colour++) images[at++] = planes[image + colour * COLOUR + pixel];
      }
    }
  }
  return [
    new NDArray(images, tuple([labels.length, 32, 32, 3])),
    new NDArray(Uint8Array.from(labels), tuple([labels.length, 1])),
  ];
}

function damaged(path: string, found: string): ValueError {
  return damagedFile(path, "to hold CIFAR-10 as its authors pack it", found);
}
