/** Classes of a learner's own: what cells accept that the project's own files do not. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { plain, resultText, root, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
const folder = mkdtempSync(join(root, "notebooks/own-"));
before(async () => {
  const { reply } = await kernel.execute(`
    import { callbacks, Dense, Layer, Model as KerasModel, ops, saving, Sequential } from "../lib/keras";
    const X = [[1], [2]], y = [1, 2];`);
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(async () => {
  rmSync(folder, { recursive: true });
  await kernel.stop();
});

async function told(code: string): Promise<string> {
  const { content } = (await kernel.execute(code)).reply;
  assert.equal(content.ename, "TypeScriptError", code);
  return (content.traceback as string[]).map(plain).join("\n");
}

const linear = `class Linear extends Layer {
  kernel;
  constructor(public units = 4) { super(); }
  build(inputShape) { this.kernel = this.addWeight({ shape: [inputShape.at(-1), this.units] }); }
  call(inputs, { training }) { return ops.matmul(inputs, this.kernel); }
  getConfig() { return { ...super.getConfig(), units: this.units }; }
}`;

test("methods that Keras calls need neither override nor types, and fields no values", async () => {
  const answer = await kernel.execute(`${linear}
    class Watch extends callbacks.Callback {
      onEpochEnd(epoch, logs) { console.log(epoch, typeof logs.loss); }
    }
    class Stepped extends Sequential {
      trainStep(data) { return super.trainStep(data); }
    }
    const model = new Sequential([new Linear(3), new Dense(1)]);
    model.compile({ loss: "mse" });
    await model.fit(X, y, { epochs: 1, verbose: 0, callbacks: [new Watch()] });
    [model.countParams(), model.layers[0].getConfig().units]`);
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  assert.equal(streamText(answer), "0 number\n");
  assert.equal(resultText(answer), "[ 7, 3 ]");
});

test("a configuration needs no name, and an object made of a form has the properties of any kind", async () => {
  const answer = await kernel.execute(`
    class Factor extends Layer {
      factor: number;
      constructor({ factor }: { factor: number }) { super(); this.factor = factor; }
      call(x) { return ops.multiply(x, this.factor); }
      getConfig() { return { factor: this.factor }; }
    }
    saving.registerKerasSerializable({ package: "guide" })(Factor);
    saving.deserializeKerasObject(saving.serializeKerasObject(new Factor({ factor: 3 }))).factor`);
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  assert.equal(resultText(answer), "3");
});

test("the same holds in a file beside the notebook, and in completions", async () => {
  const file = join(folder, "linear.ts");
  writeFileSync(
    file,
    'import { Layer } from "../../lib/keras";\nexport class Twice extends Layer {\n  factor: number;\n  call(inputs: any) {\n    return inputs.mul(2);\n  }\n}\n',
  );
  const { reply } = await kernel.execute(`import { Twice } from ${JSON.stringify(file)};\nnew Twice().name;`);
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
  const code = "class Own extends Layer {\n  units = 3;\n  call(inputs) {\n    return this.un";
  const { content } = (await kernel.ask("complete_request", { code, cursor_pos: code.length })).reply;
  assert.equal((content.matches as string[])[0], "units");
});

test("the error that is caught has a message", async () => {
  const answer = await kernel.execute(
    'try { throw new Error("no data"); } catch (error) { console.log(error.message); }',
  );
  assert.equal(streamText(answer), "no data\n");
});

test("a class shows the fields that it lacks, and the types of its own parameters", async () => {
  const lines = await told(
    'import { Layer, ops } from "../lib/keras";\nclass Scale extends Layer {\n  constructor(factor) {\n    super();\n    this.factor = factor;\n  }\n  call(x) {\n    return ops.multiply(x, this.factor);\n  }\n}',
  );
  assert.ok(
    lines.includes(
      "A class declares its fields, and parameters have types:\n    class Scale extends Layer {\n      factor;\n      constructor(factor: any) {\n",
    ),
    lines,
  );
  assert.match(
    await told("class Count {\n  add() {\n    this.n = 1;\n  }\n}"),
    /\nA class declares its fields:\n {4}class Count \{\n {6}n;\n/,
  );
  assert.doesNotMatch(await told("class Count {\n  add() {\n    return this.n;\n  }\n}"), /fields/);
});

test("what else is strict catches mistakes, and stays", async () => {
  for (const [code, remedy] of [
    ["const square = (x) => x * x;", "const square = (x: number) => x * x;"],
    ["class A { add(n) { return n + 1; } }", "add(n: number)"],
    ["switch (y.length) { case 2: y.pop(); case 3: y.pop(); }", "Each `case` ends with `break;`."],
    ["function f() { return this.x; }", "arrow function"],
  ])
    assert.ok((await told(code)).includes(remedy), code);
});

test("a method that Keras calls under another name is told of", async () => {
  const answer = await kernel.execute(
    "class Watch extends callbacks.Callback {\n  on_epoch_end(epoch: number) {\n    console.log(epoch);\n  }\n  report() {}\n}",
  );
  assert.equal(
    streamText(answer, "stderr"),
    "Line 2: Nothing calls `on_epoch_end`: the method is called `onEpochEnd` here.\n",
  );
});

test("operators that are applied to a tensor in a layer are told of", async () => {
  const { content } = (
    await kernel.execute(
      "class Double extends Layer {\n  call(x) {\n    return x * 2;\n  }\n}\nnew Double().apply(ops.ones([2, 2]))",
    )
  ).reply;
  assert.match(String(content.evalue), /Received: NaN \(number\)\. Operators are for numbers: ops\.multiply/);
});

test("ops of a layer in Python keep their names, and get their import", async () => {
  const own = await TestKernel.start();
  const python =
    "class Norm(Layer):\n    def call(self, x):\n        return (x - tf.reduce_mean(x, axis=-1, keepdims=True)) / tf.math.reduce_std(x)";
  const { content } = (await own.execute(python)).reply;
  await own.stop();
  const text = (content.traceback as string[]).map(plain).join("\n");
  assert.ok(text.includes('Import it: `import { Layer, ops } from "../lib/keras";`'), text);
  assert.ok(
    text.includes("\n        return ops.divide(ops.subtract(x, ops.mean(x, -1, true)), ops.std(x));\n"),
    text,
  );
});

test("a `call` with its options as parameters is told how Keras gives them", async () => {
  const words =
    "`call` gets its options in one object: write `call(x: any, { training = false, mask }: any = {})`.";
  const layer = (options: string) => `class Own extends Layer { call(x: any, ${options}) { return x; } }`;
  assert.ok((await told(layer("training = false, mask?: any"))).includes(words));
  const quiet = words.replace("training = false", "training");
  assert.ok(streamText(await kernel.execute(layer("training: any, mask: any")), "stderr").includes(quiet));
  const right = await kernel.execute(
    `${layer("{ training = false, mask }: any = {}")} new Own().apply(ops.ones([1, 2]))`,
  );
  assert.equal(right.reply.content.status, "ok", String(right.reply.content.evalue));
  assert.equal(streamText(right, "stderr"), "");
});

const defaults: [code: string, parameter: string][] = [
  [
    "function build(optimizer = null) { if (optimizer === null) optimizer = new Dense(1); return optimizer; }",
    "optimizer: any = null",
  ],
  ["function stack(layers = []) { layers.push(new Dense(3)); return layers; }", "layers: any[] = []"],
  ["const size = (layer = undefined) => layer.units;", "layer: any = undefined"],
];
for (const [code, parameter] of defaults)
  test(`a default that tells too little gets its type: ${parameter}`, async () => {
    const text = await told(code);
    assert.ok(text.includes(`write the parameter as \`${parameter}\`.`), text);
    const right = await kernel.execute(code.replace(/(?<=\()(\w+) = (?:null|undefined|\[\])/, parameter));
    assert.equal(right.reply.content.status, "ok", String(right.reply.content.evalue));
  });
