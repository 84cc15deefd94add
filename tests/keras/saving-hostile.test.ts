/** Damaged files, and files that are made to do harm, are refused with a sentence; nothing is run, written or left half-loaded. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import yazl from "yazl";
import { Dense, Input, layers, models, Sequential, saving } from "../../lib/keras/index.ts";
import { readArchive } from "../../lib/keras/saving/archive.ts";
import { writeHdf5 } from "../../lib/keras/saving/hdf5.ts";

const folder = mkdtempSync(join(tmpdir(), "keras-day-hostile-"));
const file = (name: string) => join(folder, name);

const small = () => new Sequential([Input({ shape: [2] }), new Dense(3, { name: "first" }), new Dense(1)]);
const good = file("good.keras");
await small().save(good);
const parts = await readArchive(good);
const text = (name: string) => (parts.get(name) as Buffer).toString();
const config = JSON.parse(text("config.json"));
const sound = Object.fromEntries(parts) as Record<string, Buffer>;

type Options = Partial<yazl.Options>;

async function archive(
  entries: [name: string, bytes: Buffer, options?: Options][],
  name = "bad.keras",
): Promise<string> {
  const zip = new yazl.ZipFile();
  for (const [entry, bytes, options] of entries) zip.addBuffer(bytes, entry, options);
  zip.end();
  const { createWriteStream } = await import("node:fs");
  await pipeline(zip.outputStream, createWriteStream(file(name)));
  return file(name);
}

const withConfig = (form: unknown, weights = sound["model.weights.h5"]) =>
  archive([
    ["metadata.json", sound["metadata.json"]],
    ["config.json", Buffer.from(typeof form === "string" ? form : JSON.stringify(form))],
    ["model.weights.h5", weights],
  ]);

async function refuses(path: string, sentence: RegExp): Promise<void> {
  const files = readdirSync(folder).sort();
  const before = process.memoryUsage().rss;
  await assert.rejects(models.loadModel(path), (error: Error) => {
    assert.equal(error.name, "ValueError", error.stack);
    assert.match(error.message, sentence);
    return true;
  });
  assert.ok(process.memoryUsage().rss - before < 4e8, "memory stays bounded");
  assert.deepEqual(readdirSync(folder).sort(), files);
}

test("no file, a folder, another ending", async () => {
  await refuses(
    file("none.keras"),
    /File not found: filepath=.*none\.keras\. Please ensure the file is an accessible `\.keras` zip file \(there is no such file\)/,
  );
  mkdirSync(file("folder.keras"));
  await refuses(file("folder.keras"), /to be a file of up to 2 GiB\. Received: a folder/);
  await refuses(file("m.txt"), /File format not supported/);
  await refuses("/dev/zero.h5", /File not found/);
});

test("bytes that are not an archive, and archives cut short anywhere", async () => {
  const bytes = readFileSync(good);
  for (const [name, some] of Object.entries({ empty: Buffer.alloc(0), noise: Buffer.alloc(9000, 7) })) {
    writeFileSync(file(`${name}.keras`), some);
    await refuses(file(`${name}.keras`), /is damaged, or no file that Keras wrote/);
    writeFileSync(file(`${name}.h5`), some);
    await refuses(file(`${name}.h5`), /is damaged, or no HDF5 file/);
  }
  for (let length = 1; length < bytes.length; length += Math.ceil(bytes.length / 9)) {
    writeFileSync(file("short.keras"), bytes.subarray(0, length));
    await refuses(file("short.keras"), /damaged/);
  }
});

test("a changed byte in the weights is noticed", async () => {
  const bytes = readFileSync(good);
  bytes[bytes.indexOf(sound["model.weights.h5"].subarray(-64)) + 10] ^= 1;
  writeFileSync(file("flipped.keras"), bytes);
  await refuses(file("flipped.keras"), /the checksum of 'model.weights.h5'/);
});

test("archives with links, paths out of the folder, doubles, and bombs", async () => {
  const bomb = Buffer.alloc(2 ** 24, 32);
  const rest: [string, Buffer][] = [
    ["metadata.json", sound["metadata.json"]],
    ["model.weights.h5", sound["model.weights.h5"]],
  ];
  await refuses(await archive([...rest, ["config.json", bomb]]), /'config.json' of up to .* packed in/);
  await refuses(
    await archive([...rest, ["config.json", Buffer.alloc(2 ** 24 + 1, 32), { compress: false }]]),
    /'config.json' of up to 16777216 bytes/,
  );
  await refuses(
    await archive([...rest, ["config.json", sound["config.json"], { mode: 0o120777 }]]),
    /files only\. Received: 'config.json', a link/,
  );
  await refuses(await archive([...rest, ["config.json", sound["config.json"]], rest[1]]), /each file once/);
  await refuses(await archive(rest), /an entry 'config.json'\. Received: none/);
  const vocabulary = "assets/layers/string_lookup/vocabulary.txt";
  await refuses(
    await archive([...rest, ["config.json", sound["config.json"]], [vocabulary, bomb]]),
    /vocabulary\.txt' of up to .* packed in/,
  );
  // The packer itself refuses such a name, so that it is patched in.
  const path = await archive([...rest, ["config.json", sound["config.json"]], ["xx/evil", Buffer.from("!")]]);
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf("xx/evil"); at >= 0; at = bytes.indexOf("xx/evil", at + 1))
    bytes.write("../evil", at);
  writeFileSync(path, bytes);
  await refuses(path, /invalid relative path/);
  assert.equal(existsSync(join(folder, "../evil")), false);
});

test("configurations that are not models, or are too large", async () => {
  await refuses(await withConfig("{"), /Expected: JSON in config.json/);
  await refuses(await withConfig("[]"), /a dictionary in config.json/);
  await refuses(await withConfig("{}"), /Expected a layer in Keras' form/);
  await refuses(
    await withConfig({ ...config, class_name: "Popen" }),
    /Could not locate class 'Popen' for a layer/,
  );
  await refuses(await withConfig({ ...config, class_name: "__proto__" }), /Could not locate class/);
  await refuses(await withConfig({ ...config, config: null }), /of the Sequential model to be a dictionary/);
  const [, dense] = config.config.layers;
  const stack = (layers: unknown[]) => ({ ...config, config: { ...config.config, layers } });
  await refuses(
    await withConfig(stack([...config.config.layers, { class_name: "Nope", config: {} }])),
    /class 'Nope'/,
  );
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    class_name: "Flatten",
    config: { name: `f${i}` },
  }));
  await refuses(await withConfig(stack(many)), /at most 10000 layers\. Received: 20000/);
  const half = (name: string) => ({
    class_name: "Sequential",
    config: { name, layers: many.slice(0, 6000) },
  });
  await refuses(
    await withConfig(stack([config.config.layers[0], half("a"), half("b")])),
    /at most 10000 layers\. Received: 12003/,
  );
  const huge = { ...dense, config: { ...dense.config, units: 2 ** 30 } };
  await refuses(await withConfig(stack([config.config.layers[0], huge])), /more weights than it holds/);
  const node = [["i", 0, 0]];
  const input = { class_name: "InputLayer", config: { batch_shape: [null, 2], name: "i" }, name: "i" };
  const calls = { ...dense, name: "d", inbound_nodes: new Array(20_000).fill(node) };
  const graph = { layers: [input, calls], input_layers: node, output_layers: [["d", 0, 0]] };
  await refuses(
    await withConfig({ class_name: "Functional", config: graph }),
    /at most 10000 calls of layers\. Received: 20000/,
  );
  for (const [class_name, setting] of [
    ["AUC", "num_thresholds"],
    ["MeanIoU", "num_classes"],
  ]) {
    const metrics = [{ class_name, config: { [setting]: 3e8 } }];
    const compile_config = { optimizer: "sgd", loss: "mse", metrics };
    await refuses(
      await withConfig({ ...config, compile_config }),
      new RegExp(`\`${setting}\` in a file to be at most`),
    );
  }
  const metrics = ["x", 4096, 4096].map((num_classes) => ({
    class_name: "MeanIoU",
    config: { num_classes },
  }));
  await refuses(
    await withConfig({ ...config, compile_config: { optimizer: "sgd", loss: "mse", metrics } }),
    /all metrics to take at most 16777216 numbers\. Received: num_classes=4096/,
  );
  const lookup = {
    class_name: "StringLookup",
    config: { name: "words", num_oov_indices: 1e9, vocabulary: ["a"] },
  };
  await refuses(await withConfig(stack([lookup])), /`num_oov_indices` in a file to be at most/);
  const cells = { class_name: "StackedRNNCells", config: { cells: new Array(20_000).fill({}) } };
  await refuses(
    await withConfig(stack([{ class_name: "RNN", config: { name: "rnn", cell: cells } }])),
    /at most 10000 cells\. Received: 20000/,
  );
  const deep = `${'{"class_name":"Sequential","config":{"layers":['.repeat(20_000)}${"]}}".repeat(20_000)}`;
  await refuses(await withConfig(deep), /too large or too deep/);
});

test("the code of a Lambda layer is not run", async () => {
  const code = { class_name: "__lambda__", config: { value: ["4wEAAAA=", null, null] } };
  const layers = [config.config.layers[0], { class_name: "Lambda", config: { name: "l", function: code } }];
  const form = { ...config, config: { ...config.config, layers } };
  await refuses(await withConfig(form), /Requested the deserialization of a Python lambda/);
  layers[1].config = { name: "l", function: ["4wEAAAA=", null, null], function_type: "lambda" } as never;
  await refuses(await withConfig(form), /Requested the deserialization of a Python lambda/);
  layers[1].config = { name: "l", function: "process.exit(1)" } as never;
  await refuses(await withConfig(form), /needs its function 'process.exit\(1\)', which no file holds/);
  await assert.rejects(models.loadModel(good, { safeMode: false }), /Expected `safeMode` to be true/);
});

test("weights of other shapes, missing ones, huge ones, and links", async () => {
  const weights = async (fill: Parameters<typeof writeHdf5>[0]) =>
    withConfig(config, Buffer.from(await writeHdf5(fill)));
  const bias = new Float32Array(3);
  await refuses(await weights(() => {}), /Layer 'first' expected 2 variables, but received 0/);
  await refuses(
    await weights((h5) => {
      h5.dataset("layers/dense/vars/0", [3, 2], new Float32Array(6));
      h5.dataset("layers/dense/vars/1", [3], bias);
    }),
    /to have the shape \[2, 3\]\. Received: \[3, 2\]/,
  );
  await refuses(
    await weights((h5) => {
      h5.dataset("layers/dense/vars/0", [2, 3], new Float32Array(6).fill(Number.NaN));
      h5.dataset("layers/dense/vars/1", [3], bias);
    }),
    /to be finite\. Received: NaN/,
  );
  const library = await import("h5wasm");
  const { FS } = (await library.ready) as unknown as { FS: { readFile(path: string): Uint8Array } };
  const raw = async (fill: (h5: InstanceType<typeof library.File>) => void) => {
    const h5 = new library.File("raw.h5", "w");
    fill(h5);
    h5.close();
    return withConfig(config, Buffer.from(FS.readFile("raw.h5")));
  };
  type Group = InstanceType<typeof library.Group>;
  const vars = (h5: InstanceType<typeof library.File>) => {
    h5.create_group("layers").create_group("dense").create_group("vars");
    return h5.get("layers/dense/vars") as Group;
  };
  await refuses(
    await raw((h5) => {
      const group = vars(h5);
      // Declared, but not stored.
      const data = Float32Array.of(0);
      group.create_dataset({ name: "0", data, shape: [1], maxshape: [null], chunks: [1] }).resize([2 ** 40]);
      group.create_dataset({ name: "1", data: bias });
    }),
    /to have the shape \[2, 3\]\. Received: \[1099511627776\]/,
  );
  await refuses(
    await raw((h5) => {
      const group = vars(h5);
      group.create_external_link("/etc/passwd", "x", "0");
      group.create_soft_link("/layers", "1");
    }),
    /expected a weight|is damaged/,
  );
  await refuses(
    await raw((h5) => {
      const group = vars(h5);
      group.create_dataset({ name: "0", data: ["a", "b", "c", "d", "e", "f"], shape: [2, 3] });
      group.create_dataset({ name: "1", data: bias });
    }),
    /to hold float32 numbers/,
  );
});

test("HDF5 files with changed bytes end in a model or a sentence", async () => {
  const path = file("fuzz.weights.h5");
  await small().saveWeights(path);
  const bytes = readFileSync(path);
  const model = small();
  for (let round = 0; round < 60; round++) {
    const damaged = Buffer.from(bytes);
    const digest = createHash("sha256").update(String(round)).digest();
    for (let i = 0; i < 8; i++) damaged[digest.readUInt16LE(2 * i) % damaged.length] = digest[16 + i];
    writeFileSync(path, damaged);
    const kept = model.getWeights();
    try {
      await model.loadWeights(path);
    } catch (error) {
      assert.equal((error as Error).name, "ValueError", (error as Error).stack);
      assert.deepEqual(model.getWeights(), kept);
    }
  }
  writeFileSync(path, bytes);
  await model.loadWeights(path);
});

test("a save that fails leaves the earlier file as it was", async () => {
  const model = small();
  const path = file("kept/model.keras");
  await model.save(path);
  const bytes = readFileSync(path);
  const isRoot = process.getuid?.() === 0;
  // root may write anywhere: there a folder takes the place of the new file.
  const { weights } = model;
  const { numpy } = Object.getPrototypeOf(weights[0]);
  weights[0].numpy = () => {
    throw new Error("no memory");
  };
  await assert.rejects(model.save(path), /no memory/);
  weights[0].numpy = numpy;
  if (!isRoot) {
    chmodSync(file("kept"), 0o500);
    await assert.rejects(model.save(path), /could not be written/);
    chmodSync(file("kept"), 0o700);
  }
  await assert.rejects(model.save(path, { overwrite: false }), /already exists/);
  await assert.rejects(model.save(file("m.txt")), /Invalid filepath extension for saving/);
  await assert.rejects(model.saveWeights(file("m.h5")), /must end in `\.weights\.h5`/);
  assert.deepEqual(readFileSync(path), bytes);
  assert.deepEqual(readdirSync(file("kept")), ["model.keras"]);
});

test("a pipe is not waited for", async () => {
  execFileSync("mkfifo", [file("pipe.h5")]);
  await refuses(file("pipe.h5"), /a device or pipe/);
});

class Owner extends layers.Layer {
  override call(inputs: unknown) {
    return inputs as never;
  }
  override saveAssets(innerPath: string) {
    writeFileSync(join(innerPath, "a"), "1");
  }
  override loadAssets() {}
}
saving.registerKerasSerializable("hostile")(Owner);

test("names of a layer's files that a folder cannot hold, and files that weights alone do not need", async () => {
  const path = file("owner.keras");
  const model = new Sequential([new Owner({ inputShape: [2], name: "owner" }), new Dense(1)]);
  await model.save(path);
  const saved = [...(await readArchive(path))] as [string, Buffer][];
  const [place] = saved.map(([name]) => name).filter((name) => name.startsWith("assets/"));
  assert.equal(place, "assets/layers/owner/a");
  const one = Buffer.from("1");
  await refuses(
    await archive([...saved, [`${place}/b`, one]]),
    /that a folder can hold\. Received: .*owner\/a/,
  );
  await refuses(
    await archive([...saved, [`assets/layers/owner/${"n".repeat(300)}`, one]]),
    /\(ENAMETOOLONG\)/,
  );
  await refuses(await archive([...saved, ["assets/layers/owner/n\0", one]]), /\(ERR_INVALID_ARG_VALUE\)/);
  const large = Buffer.alloc(2 ** 27 + 1);
  const withLarge = await archive([...saved, ["assets/layers/owner/large", large, { compress: false }]]);
  await refuses(withLarge, /'assets\/layers\/owner\/large' of up to 134217728 bytes/);
  await model.loadWeights(withLarge);
});
