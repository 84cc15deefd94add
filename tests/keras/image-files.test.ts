import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { utils } from "../../lib/keras/index.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { golden } from "../golden/load.ts";

const { files, cases, numbers, scaled } = golden<{
  files: Record<string, string>;
  cases: { file: string; mode: "rgb"; size: [number, number] | null; array: number[][][] }[];
  numbers: number[][][];
  scaled: number[][][];
}>("image_files.json");

const folder = mkdtempSync(join(tmpdir(), "keras-day-images-"));
const { tf } = await loadTensorFlow();
const skip = "node" in tf ? false : "needs TensorFlow's native library";

test("images of files have Pillow's pixels, in each mode and size", { skip }, () => {
  for (const [name, data] of Object.entries(files))
    writeFileSync(join(folder, `${name}.png`), Buffer.from(data, "base64"));
  assert.equal(cases.length, 24);
  for (const { file, mode, size, array } of cases) {
    const image = utils.loadImg(join(folder, `${file}.png`), { colorMode: mode, targetSize: size });
    assert.deepEqual(utils.imgToArray(image).arraySync(), array, `${file} as ${mode}, ${size}`);
  }
});

test("numbers become the bytes of an image as in Keras, and a file", { skip }, async () => {
  assert.deepEqual(utils.imgToArray(utils.arrayToImg(numbers)).arraySync(), scaled);
  const path = join(folder, "numbers.png");
  await utils.saveImg(path, numbers);
  assert.deepEqual(utils.imgToArray(utils.loadImg(path)).arraySync(), scaled);
  await utils.saveImg(join(folder, "numbers.jpg"), numbers);
  assert.deepEqual(utils.loadImg(join(folder, "numbers.jpg"), { targetSize: [8, 8] }).shape, [8, 8, 3]);
});

test("what is no image is refused", { skip }, async () => {
  const path = join(folder, "text.png");
  writeFileSync(path, "no image");
  assert.throws(() => utils.loadImg(path), /ValueError: Expected an image: a JPEG, PNG, BMP or GIF file\./);
  assert.throws(() => utils.loadImg(path, { colorMode: "bgr" as "rgb" }), /colorMode must be/);
  assert.throws(() => utils.loadImg(path, { interpolation: "cubic" as "nearest" }), /the layer Resizing/);
  assert.throws(() => utils.arrayToImg([[1]]), /Expected image array to have rank 3/);
  assert.throws(() => utils.arrayToImg([[[1, 2]]]), /Unsupported channel number: 2/);
  await assert.rejects(() => utils.saveImg(join(folder, "a.bmp"), numbers), /end in \.png, \.jpg or \.jpeg/);
});
