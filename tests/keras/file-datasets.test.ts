/** Datasets of the files in a folder, as Keras makes them of the same files. */
import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { Dense, Input, layers, Model, Sequential, utils } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { golden } from "../golden/load.ts";
import { captured } from "./capture.ts";

const makers = {
  image_dataset_from_directory: utils.imageDatasetFromDirectory,
  text_dataset_from_directory: utils.textDatasetFromDirectory,
  audio_dataset_from_directory: utils.audioDatasetFromDirectory,
};

interface Numbers {
  dtype: string;
  shape: number[];
  values: number[];
}
type Part = Numbers | string | string[];
interface Case {
  function: keyof typeof makers;
  directory: string;
  options: Record<string, unknown>;
  output?: string;
  error?: string;
  datasets?: { class_names: string[] | null; file_paths: string[] | null; passes: (Part | Part[])[][] }[];
}

const { files, cases } = golden<{ files: Record<string, string>; cases: Case[] }>("file_datasets.json");
const { tf } = await loadTensorFlow();
const hasDecoders = "node" in tf;
const needsDecoders = hasDecoders ? false : "needs TensorFlow's native library";
const quiet = { verbose: 0 } as const;

const folder = mkdtempSync(join(tmpdir(), "keras-day-files-"));
const started = process.cwd();

before(() => {
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.from(data, "base64"));
  }
  process.chdir(folder);
});

after(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true });
});

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Keras' message in the words of TypeScript. */
const translated = (message: string) =>
  camelCase(message)
    .replace(/`(\w+)=([^`]+)`/g, "`$1: $2`")
    .replaceAll("None", "null")
    .replace("`True`", "`true`")
    .replace("list/tuple", "list")
    .replace("a tuple of 2", "a list of 2")
    .replace("len(labels)", "labels.length");

function near(found: unknown, expected: Part, where: string): void {
  if (typeof expected === "string" || Array.isArray(expected)) {
    assert.deepEqual(found, expected, where);
    return;
  }
  assert.ok(found instanceof NDArray, where);
  assert.deepEqual([found.dtype, [...found.shape]], [expected.dtype, expected.shape], where);
  const differences = expected.values.map((value, i) => Math.abs(found.values[i] - value));
  assert.ok(Math.max(...differences) < 1e-3, `${where}: ${Math.max(...differences)}`);
}

suite("batches, labels, splits and orders, or the error, are Keras'", () => {
  for (const given of cases) {
    const isImage = given.function === "image_dataset_from_directory";
    const name = `${given.function} ${JSON.stringify(given.options)}`;
    test(name, { skip: isImage && !given.error && needsDecoders }, async () => {
      const { set_random_seed: seed, ...rest } = given.options;
      const options = Object.fromEntries(Object.entries(rest).map(([key, value]) => [camelCase(key), value]));
      if (seed !== undefined) utils.setRandomSeed(seed as number);
      const make = makers[given.function];
      if (given.error !== undefined) {
        const error = { name: "ValueError", message: translated(given.error) };
        await captured(() => assert.throws(() => make(given.directory, options), error));
        return;
      }
      let made: unknown;
      const output = await captured(() => {
        made = make(given.directory, options);
      });
      assert.equal(output, given.output);
      const found = [made].flat() as utils.FileDataset<unknown>[];
      assert.equal(found.length, given.datasets?.length);
      for (const [i, expected] of (given.datasets ?? []).entries()) {
        assert.deepEqual(found[i].classNames, expected.class_names);
        if (expected.file_paths !== null) assert.deepEqual(found[i].filePaths, expected.file_paths);
        for (const [pass, batches] of expected.passes.entries()) {
          const own = [...found[i]];
          assert.equal(own.length, batches.length);
          assert.equal(found[i].size, batches.length);
          for (const [number, batch] of batches.entries()) {
            const where = `dataset ${i}, pass ${pass}, batch ${number}`;
            const isPair: boolean = found[i].classNames !== null;
            const parts = (isPair ? batch : [batch]) as Part[];
            const ownParts = (isPair ? own[number] : [own[number]]) as unknown[];
            assert.equal(ownParts.length, parts.length, where);
            for (const [at, part] of parts.entries()) near(ownParts[at], part as Part, where);
          }
        }
      }
    });
  }
});

const labelled = { batchSize: 4, shuffle: false, verbose: false } as const;

test("fit, evaluate and predict take images of files", { skip: needsDecoders }, async () => {
  const images = utils.imageDatasetFromDirectory("images", {
    ...labelled,
    imageSize: [4, 4],
    colorMode: "rgb",
  });
  const build = () => {
    utils.setRandomSeed(3);
    const model = new Sequential([
      Input({ shape: [4, 4, 3] }),
      new layers.Rescaling(1 / 255),
      new layers.Flatten(),
      new Dense(3, { activation: "softmax" }),
    ]);
    model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
    return model;
  };
  const [model, onArrays] = [build(), build()];
  const pairs = [...images];
  const joined = (part: 0 | 1) => pairs.flatMap((pair) => pair[part].arraySync() as number[]);
  const [x, y] = [joined(0), joined(1)];
  const options = { epochs: 2, classWeight: { 0: 2, 1: 1, 2: 1 }, ...quiet };
  const { history } = await model.fit(images, { ...options, validationData: images });
  const expected = await onArrays.fit(x, y, {
    ...options,
    batchSize: 4,
    shuffle: false,
    validationData: [x, y],
  });
  assert.deepEqual(history.loss, expected.history.loss);
  assert.deepEqual(
    await model.evaluate(images, quiet),
    await onArrays.evaluate(x, y, { batchSize: 4, ...quiet }),
  );
  const outputs = (await model.predict(images, quiet)) as NDArray;
  assert.deepEqual(outputs.shape, [y.length, 3]);
  const text = await captured(() => model.evaluate(images, { verbose: 2 }));
  assert.match(text, /^3\/3/);
});

test("fit and predict take texts of files, with labels and without", async () => {
  const texts = utils.textDatasetFromDirectory("texts", { ...labelled, labelMode: "binary" });
  const all = [...texts].flatMap(([x]) => x);
  const vectorization = new layers.TextVectorization({ outputSequenceLength: 6 });
  vectorization.adapt(all);
  const inputs = Input({ shape: [1], dtype: "string" });
  const embedded = new layers.Embedding(vectorization.vocabularySize(), 2).apply(vectorization.apply(inputs));
  const pooled = new layers.GlobalAveragePooling1D().apply(embedded);
  const model = new Model({ inputs, outputs: new Dense(1, { activation: "sigmoid" }).apply(pooled) });
  model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
  await model.fit(texts, quiet);
  const unlabelled = utils.textDatasetFromDirectory("texts", { ...labelled, labels: null });
  const outputs = (await model.predict(unlabelled, quiet)) as NDArray;
  assert.deepEqual(outputs, await model.predict(texts, quiet));
  assert.deepEqual(outputs.shape, [all.length, 1]);
});

test("files are read when their batch is asked for, again in each pass", () => {
  for (const name of ["1", "2", "3"]) {
    mkdirSync("lazy/a", { recursive: true });
    writeFileSync(`lazy/a/${name}.txt`, name);
  }
  const dataset = utils.textDatasetFromDirectory("lazy", { ...labelled, batchSize: 1, labels: null });
  const batches = dataset[Symbol.iterator]();
  assert.deepEqual(batches.next().value, ["1"]);
  writeFileSync("lazy/a/2.txt", "changed");
  assert.deepEqual(batches.next().value, ["changed"]);
  renameSync("lazy/a/3.txt", "lazy/a/4.txt");
  assert.throws(() => batches.next(), /ENOENT.*3\.txt/);
  renameSync("lazy/a/4.txt", "lazy/a/3.txt");
  assert.deepEqual([...dataset].flat(), ["1", "changed", "3"]);
});

test("links to folders are followed if asked for; folders of classes always", () => {
  mkdirSync("elsewhere", { recursive: true });
  writeFileSync("elsewhere/b.txt", "b");
  mkdirSync("linked/own", { recursive: true });
  writeFileSync("linked/own/a.txt", "a");
  symlinkSync(join(folder, "elsewhere"), "linked/class");
  symlinkSync(join(folder, "elsewhere"), "linked/own/more");
  const read = (followLinks: boolean) =>
    [...utils.textDatasetFromDirectory("linked", { ...labelled, followLinks })].flatMap(([x]) => x);
  assert.deepEqual(read(false), ["b", "a"]);
  assert.deepEqual(read(true), ["b", "a", "b"]);
});

test("a directory that is missing, a file that is no image and a wrong option are named", () => {
  assert.throws(
    () => utils.textDatasetFromDirectory("nowhere"),
    (error: Error) =>
      error.name === "ValueError" &&
      error.message.includes(`'nowhere'. A path without a leading / begins in ${process.cwd()}`),
  );
  assert.throws(
    () => utils.textDatasetFromDirectory("texts", { batch_size: 3 } as object),
    /textDatasetFromDirectory has no option `batch_size`\. .*batchSize/,
  );
  assert.throws(
    () => utils.textDatasetFromDirectory("texts", { batchSize: 0 }),
    /`batchSize` to be a positive integer/,
  );
});

test("a file that is no image is named", { skip: needsDecoders }, () => {
  mkdirSync("broken/a", { recursive: true });
  writeFileSync("broken/a/1.png", readFileSync("texts/pos/0.txt"));
  const dataset = utils.imageDatasetFromDirectory("broken", labelled);
  assert.throws(() => [...dataset], /Expected an image: .* Received: broken\/a\/1\.png/);
});

test("a file that is no recording of 16 bits, and a wrong length are named", () => {
  mkdirSync("no-sounds/a", { recursive: true });
  writeFileSync("no-sounds/a/1.wav", "RIFF\0\0\0\0WAVEfmt ");
  const dataset = utils.audioDatasetFromDirectory("no-sounds", labelled);
  assert.throws(() => [...dataset], /Expected a WAV file of 16-bit PCM\. Received: no-sounds\/a\/1\.wav/);
  assert.throws(
    () => utils.audioDatasetFromDirectory("no-sounds", { outputSequenceLength: 0 }),
    /`outputSequenceLength` to be a positive integer/,
  );
});
