/** Data sets from small files in the form of Keras' own, and utilities for arrays, as Keras answers. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { HASHES } from "../../lib/keras/datasets/hashes.ts";
import { readPickle } from "../../lib/keras/datasets/pickle.ts";
import { datasets, utils } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";
import { captured } from "./capture.ts";

type Digest = { shape: number[]; sha256: string };
type Matrix = number[][];
const { loaded, utilities } = golden<{
  loaded: Record<string, (Digest | number[] | Matrix)[]>;
  utilities: Record<string, unknown>;
}>("datasets.json");
const folder = join(import.meta.dirname, "../golden/datasets");
const home = mkdtempSync(join(tmpdir(), "keras-home-"));
const cache = join(home, "datasets");
const own = { ...HASHES };
const { KERAS_HOME } = process.env;

const sha256 = (bytes: NodeJS.ArrayBufferView) => createHash("sha256").update(bytes).digest("hex");
const plain = (value: unknown) => (value instanceof NDArray ? value.arraySync() : value);
const digest = ({ values, shape }: NDArray): Digest => ({ shape: [...shape], sha256: sha256(values) });

before(() => {
  process.env.KERAS_HOME = home;
  mkdirSync(join(cache, "fashion-mnist"), { recursive: true });
  for (const part of ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"])
    copyFileSync(join(folder, `${part}-ubyte.gz`), join(cache, "fashion-mnist", `${part}-ubyte.gz`));
  for (const name of Object.keys(own).filter((name) => !name.endsWith(".json"))) {
    const place = name.endsWith(".tar.gz") ? "cifar-10-batches-py-target_archive" : name;
    copyFileSync(join(folder, name), join(cache, place));
    HASHES[name] = sha256(readFileSync(join(folder, name)));
  }
});

after(() => {
  Object.assign(HASHES, own);
  if (KERAS_HOME === undefined) delete process.env.KERAS_HOME;
  else process.env.KERAS_HOME = KERAS_HOME;
});

suite("data sets from the cache", () => {
  for (const name of ["mnist", "fashionMnist", "cifar10"] as const)
    test(name, async () => {
      const splits = await datasets[name].loadData();
      assert.deepEqual(splits.flat().map(digest), loaded[name]);
      assert.equal(splits[0][0].dtype, "uint8");
    });

  test("texts", async () => {
    const { imdb, reuters } = datasets;
    assert.deepEqual((await imdb.loadData()).flat().map(plain), loaded.imdb);
    const limits = {
      numWords: 20,
      skipTop: 4,
      maxlen: 8,
      seed: 5,
      oovChar: null,
      startChar: null,
      indexFrom: 2,
    };
    assert.deepEqual((await imdb.loadData(limits)).flat().map(plain), loaded.imdbLimited);
    assert.deepEqual((await reuters.loadData({ numWords: 25 })).flat().map(plain), loaded.reuters);
    await assert.rejects(imdb.loadData({ maxlen: 1 }), /shorter than maxlen=1, no sequence was kept/);
  });

  test("numbers of words", async () => {
    const index = { the: 1, and: 2 };
    for (const name of ["imdb", "reuters"] as const) {
      const file = `${name}_word_index.json`;
      writeFileSync(join(cache, file), JSON.stringify(index));
      HASHES[file] = sha256(readFileSync(join(cache, file)));
      assert.deepEqual(await datasets[name].getWordIndex(), index);
    }
  });

  test("tables", async () => {
    const { bostonHousing, californiaHousing } = datasets;
    assert.deepEqual((await bostonHousing.loadData()).flat().map(plain), loaded.bostonHousing);
    const splits = await californiaHousing.loadData({ testSplit: 0.4, seed: 2 });
    assert.deepEqual(splits.flat().map(plain), loaded.californiaHousing);
    await assert.rejects(bostonHousing.loadData({ testSplit: 1 }), /Invalid `testSplit` argument: 1\./);
    await assert.rejects(
      californiaHousing.loadData({ version: "tiny" as never }),
      /must be one of 'small', 'large'\. Received: version=tiny/,
    );
  });
});

suite("files", () => {
  const bytes = "a,b\n1,2\n";
  const fileHash = createHash("sha256").update(bytes).digest("hex");
  const origin = "http://localhost:9/table.csv";

  test("are taken from the cache, by SHA-256 or MD5", async () => {
    writeFileSync(join(cache, "table.csv"), bytes);
    const md5 = createHash("md5").update(bytes).digest("hex");
    for (const hash of [null, fileHash, md5])
      assert.equal(await utils.getFile({ origin, fileHash: hash }), join(cache, "table.csv"));
    const other = "http://localhost:9/other.csv";
    assert.equal(await utils.getFile("table.csv", other), join(cache, "table.csv"));
    assert.equal(await utils.getFile("table.csv", other, { fileHash }), join(cache, "table.csv"));
    await assert.rejects(
      utils.getFile("table.csv", other, true as never),
      /after `fname` and `origin` by name: .* Received: true \(boolean\)/,
    );
  });

  test("are loaded where they are not there, and checked", async (t) => {
    t.mock.method(globalThis, "fetch", async () => new Response(bytes));
    const text = await captured(async () => {
      const path = await utils.getFile({
        origin: "http://localhost:9/new.csv",
        fileHash,
        cacheSubdir: "own",
      });
      assert.equal(readFileSync(path, "utf8"), bytes);
      await assert.rejects(
        utils.getFile({ origin: "http://localhost:9/bad.csv", fileHash: "0".repeat(64) }),
        /Incomplete or corrupted file detected\. .* does not match the provided value of 0{64}/,
      );
    });
    assert.equal(text.split("\n")[0], "Downloading data from http://localhost:9/new.csv");
  });

  test("that cannot be had are named, with their place", async (t) => {
    t.mock.method(globalThis, "fetch", async () => {
      throw new TypeError("fetch failed");
    });
    await captured(async () => {
      await assert.rejects(utils.getFile({ origin: "http://localhost:9/none.csv" }), {
        name: "ValueError",
        message: `URL fetch failure on http://localhost:9/none.csv: fetch failed. Without a network put the file there yourself: '${join(cache, "none.csv")}'.`,
      });
      const hash = HASHES["mnist.npz"];
      HASHES["mnist.npz"] = "1".repeat(64);
      await assert.rejects(datasets.mnist.loadData(), /put the file there yourself: '.*mnist\.npz'/);
      HASHES["mnist.npz"] = hash;
    });
    await assert.rejects(utils.getFile({ origin, fname: "../x" }), /Paths are no longer accepted/);
    await assert.rejects(utils.getFile({ origin: "table.csv" }), /Please specify the `origin` argument/);
  });
});

test("a pickle that calls anything, and a damaged one, is refused", () => {
  const pickle = (text: string) => () => readPickle(Buffer.from(text, "latin1"));
  assert.throws(pickle("cos\nsystem\n(S'id'\ntR."), /it asks for os\.system/);
  assert.throws(pickle("\x80\x04\x8c\x08builtins\x8c\x04eval\x93."), /it asks for builtins\.eval/);
  assert.throws(pickle("cnumpy\nndarray\n)R."), /it calls ndarray/);
  assert.throws(pickle("\x80\x02]"), /Unexpected end of file/);
  assert.throws(pickle("a."), /it is damaged/);
  assert.throws(pickle("P1\n."), /Unregistered persistent id/);
});

test("a damaged file is named", async () => {
  writeFileSync(join(cache, "broken.npz"), "PK broken");
  const hash = HASHES["mnist.npz"];
  HASHES["mnist.npz"] = sha256(readFileSync(join(cache, "broken.npz")));
  await assert.rejects(
    datasets.mnist.loadData({ path: "broken.npz" }),
    /Expected '.*broken\.npz' to hold arrays/,
  );
  HASHES["mnist.npz"] = hash;

  const labels = join(cache, "fashion-mnist", "train-labels-idx1-ubyte.gz");
  const whole = readFileSync(labels);
  writeFileSync(labels, gzipSync(gunzipSync(whole).subarray(0, -1)));
  await assert.rejects(
    datasets.fashionMnist.loadData(),
    /Expected '.*train-labels-idx1-ubyte\.gz' to be a gzipped IDX file of bytes\. Received: \d+ bytes for the shape/,
  );
  writeFileSync(labels, whole);

  const archive = join(cache, "cifar-10-batches-py-target_archive");
  const packed = readFileSync(archive);
  const name = "cifar-10-python.tar.gz";
  const digestBefore = HASHES[name];
  writeFileSync(archive, gzipSync(gunzipSync(packed).subarray(0, 1024)));
  HASHES[name] = sha256(readFileSync(archive));
  await assert.rejects(datasets.cifar10.loadData(), /to hold CIFAR-10 as its authors pack it\. Received: /);
  writeFileSync(archive, packed);
  HASHES[name] = digestBefore;
});

suite("utilities", () => {
  const { toCategorical, normalize, splitDataset, timeseriesDatasetFromArray } = utils;
  const range = (count: number, factor = 1) => Array.from({ length: count }, (_, i) => i * factor);
  const close = (found: unknown, expected: unknown) => {
    assert.equal((found as Matrix).flat().length, (expected as Matrix).flat().length);
    (expected as Matrix).flat().forEach((value, i) => {
      assert.ok(Math.abs((found as Matrix).flat()[i] - value) < 1e-12);
    });
  };

  test("toCategorical", () => {
    assert.deepEqual(toCategorical([0, 2, 1]).arraySync(), utilities.categorical);
    assert.deepEqual(toCategorical([[1], [3]], 5).arraySync(), utilities.categoricalColumn);
    assert.deepEqual(
      toCategorical([
        [0, 1],
        [1, 0],
      ]).arraySync(),
      utilities.categoricalSquare,
    );
    assert.throws(() => toCategorical([3], 3), /class numbers from 0 to 2\. Received: 3/);
  });

  test("normalize", () => {
    const rows = utilities.rows as Matrix;
    close(normalize(rows).arraySync(), utilities.normalized);
    close(normalize(rows, -1, 1).arraySync(), utilities.normalizedL1);
    const zero = [
      [0, 0],
      [3, 4],
    ];
    close(normalize(zero).arraySync(), utilities.normalizedZero);
    assert.throws(() => normalize(rows, 2), /axis 2 is out of bounds for array of dimension 2/);
  });

  test("splitDataset", () => {
    const split = (options: utils.SplitOptions) =>
      splitDataset(range(10), options).map((side) => side.arraySync());
    assert.deepEqual(split({ leftSize: 0.74 }), utilities.split);
    assert.deepEqual(split({ rightSize: 3 }), utilities.splitRight);
    assert.deepEqual(split({ leftSize: 2, rightSize: 5 }), utilities.splitBoth);
    const shuffled = [1, 42].map((seed) => split({ leftSize: 0.6, shuffle: true, seed }));
    assert.deepEqual(shuffled, utilities.splitShuffled);
    assert.throws(() => split({}), /At least one of the `leftSize` or `rightSize` must be specified/);
    assert.throws(() => split({ leftSize: 10 }), /positive integer smaller than 10/);
  });

  test("timeseriesDatasetFromArray", () => {
    const [series, targets] = [range(20), range(20, 10)];
    const listed = (batches: Iterable<NDArray | NDArray[]>) =>
      [...batches].map((batch) => [batch].flat().map((part) => part.arraySync()));
    const windows = timeseriesDatasetFromArray(series, null, { sequenceLength: 4, batchSize: 3 });
    assert.deepEqual(listed(windows), utilities.windows);
    assert.deepEqual(listed(windows), utilities.windows);
    const strided = {
      sequenceLength: 3,
      sequenceStride: 2,
      samplingRate: 2,
      batchSize: 4,
      startIndex: 2,
      endIndex: 18,
    };
    assert.deepEqual(listed(timeseriesDatasetFromArray(series, targets, strided)), utilities.strided);
    const firsts = (options: object) => {
      const windows = timeseriesDatasetFromArray(series, null, {
        sequenceLength: 3,
        shuffle: true,
        ...options,
      });
      return [0, 1].map(() => [...windows].map(({ values }) => values[0]));
    };
    const found = [firsts({ seed: 4, batchSize: 1 })];
    utils.setRandomSeed(7);
    found.push(firsts({ seed: 4, batchSize: 1 }));
    utils.setRandomSeed(7);
    found.push(firsts({ batchSize: null }));
    assert.deepEqual(found, utilities.shuffled);
    const pairs = series.map((value, i) => [value, targets[i]]);
    const single = timeseriesDatasetFromArray(pairs, targets, { sequenceLength: 15, batchSize: null });
    assert.deepEqual(listed(single), utilities.single);
    assert.throws(
      () => timeseriesDatasetFromArray(series, null, { sequenceLength: 0 }),
      /`sequenceLength` to be an integer from 1 to 20/,
    );
    assert.throws(
      () => timeseriesDatasetFromArray(series, null, { sequenceLength: 2, batchSize: 0 }),
      /`batchSize` to be an integer of at least 1\. Received: batchSize=0/,
    );
  });
});
