import { readFileSync } from "node:fs";
import { received, ValueError, withDefaults } from "../errors.ts";
import { NDArray } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import {
  FILES,
  type FileDatasets,
  type FilesOptions,
  filesDataset,
  type LabelMode,
  type Labels,
  type Subset,
} from "./dataset-utils.ts";

export interface AudioDatasetOptions<
  L extends Labels = Labels,
  M extends LabelMode = LabelMode,
  S extends Subset = Subset,
> extends FilesOptions<L, M, S> {
  /**
   * Samples of a recording: longer ones are cut, shorter ones get zeros, `outputSequenceLength: 100`; default null: as long
   * as the longest one in the batch.
   */
  outputSequenceLength?: number | null;
}

/**
 * A dataset of the `.wav` files in a folder, `[recordings, labels]` in batches. The files of the class with number 0 are in its first folder by
 * name. Recordings are numbers from −1 to 1, `[files, samples, channels]`. The files, their parts and their order with a seed are those of
 * Keras on TensorFlow.
 *
 * Porting note: `samplingRate` is missing, which needs a library of its own in Python, too; and `ragged`.
 *
 * @param directory relative to the folder of the notebook
 * @returns the dataset with `classNames` and `filePaths`; with `subset: "both"` those of training and validation
 * @throws ValueError in Keras' words for options that do not fit, and for no files; when files are read, for others than WAV files of 16 bits
 *
 * @example
 * import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 *
 * const folder = mkdtempSync(`${tmpdir()}/sounds-`);
 * mkdirSync(`${folder}/birds`);
 * const bytes = "524946462600000057415645666d74201000000001000100401f0000803e000002001000646174610200000000400000";
 * writeFileSync(`${folder}/birds/1.wav`, Buffer.from(bytes, "hex"));
 * const dataset = utils.audioDatasetFromDirectory(folder); // Found 1 files belonging to 1 classes.
 * for (const [x, y] of dataset) console.log(x.arraySync(), y.arraySync()); // [ [ [ 0.5 ] ] ] [ 0 ]
 */
export function audioDatasetFromDirectory<
  L extends Labels = "inferred",
  M extends LabelMode = "int",
  S extends Subset = null,
>(directory: string, options: AudioDatasetOptions<L, M, S> = {}): FileDatasets<NDArray, L, M, S> {
  const owner = "audioDatasetFromDirectory";
  const { outputSequenceLength: length, ...rest } = withDefaults<AudioDatasetOptions>(owner, options, {
    ...FILES,
    outputSequenceLength: null,
  });
  if (length !== null && !(Number.isInteger(length) && length > 0)) {
    throw new ValueError(
      `Expected \`outputSequenceLength\` to be a positive integer. Received: outputSequenceLength=${received(length)}`,
    );
  }
  const kind = {
    owner,
    files: "audio files",
    samples: "audio samples",
    noneIn: (folder: string) => `audio files found in directory ${folder}. Allowed format(s): ('.wav',)`,
    formats: [".wav"],
    read(path: string): NDArray {
      const recording = decoded(readFileSync(path), path);
      return length === null ? recording : padded([recording], length).reshape([length, -1]);
    },
    batch: (recordings: readonly NDArray[]) =>
      padded(recordings, Math.max(...recordings.map(({ shape }) => shape[0]))),
  };
  return filesDataset(kind, directory, rest) as FileDatasets<NDArray, L, M, S>;
}

/** Recordings of one length: what is missing is zero. */
function padded(recordings: readonly NDArray[], length: number): NDArray {
  const channels = Math.max(...recordings.map(({ shape }) => shape[1]));
  const values = new Float32Array(recordings.length * length * channels);
  for (const [i, { values: own, shape }] of recordings.entries()) {
    const [samples, ownChannels] = shape;
    for (let sample = 0; sample < Math.min(samples, length); sample++) {
      const of = own.subarray(sample * ownChannels, (sample + 1) * ownChannels);
      values.set(of, (i * length + sample) * channels);
    }
  }
  return new NDArray(values, tuple([recordings.length, length, channels]));
}

/** The samples of a WAV file, `[samples, channels]`. @throws ValueError for others than 16-bit PCM */
function decoded(file: Buffer, path: string): NDArray {
  const text = (at: number) => file.toString("latin1", at, at + 4);
  let channels = 0;
  if (file.length >= 12 && text(0) === "RIFF" && text(8) === "WAVE") {
    for (let at = 12; at + 8 <= file.length; ) {
      const size = file.readUInt32LE(at + 4);
      const data = file.subarray(at + 8, at + 8 + size);
      if (
        text(at) === "fmt " &&
        data.length >= 16 &&
        data.readUInt16LE(0) === 1 &&
        data.readUInt16LE(14) === 16
      )
        channels = data.readUInt16LE(2);
      if (text(at) === "data" && channels > 0) {
        const samples = Math.floor(data.length / (2 * channels));
        const values = Float32Array.from(
          { length: samples * channels },
          (_, i) => data.readInt16LE(2 * i) / 32768,
        );
        return new NDArray(values, tuple([samples, channels]));
      }
      at += 8 + size + (size % 2);
    }
  }
  throw new ValueError(`Expected a WAV file of 16-bit PCM. Received: ${path}`);
}
