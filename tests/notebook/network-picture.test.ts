import assert from "node:assert/strict";
import { test } from "node:test";
import { Dense, Sequential, utils } from "../../lib/keras/index.ts";
import { networkPicture } from "../../lib/notebook/index.ts";

function model(classes: number): Sequential {
  utils.setRandomSeed(1);
  return new Sequential([
    new Dense(3, { inputShape: [2], activation: "tanh" }),
    new Dense(classes, { activation: classes === 1 ? "sigmoid" : "softmax" }),
  ]);
}
const X = [
  [0, 0],
  [1, 2],
  [2, 1],
];
const y = [0, 1, 2];
const count = (svg: string, part: RegExp) => [...svg.matchAll(part)].length;

test("a circle for each sample and unit, a line for each weight, the same bytes each time", async () => {
  for (const classes of [1, 3]) {
    utils.clearSession();
    const { svg } = await networkPicture(model(classes), X, y);
    assert.equal(count(svg, /<circle /g), 3 + 2 + 3 + classes);
    assert.equal(count(svg, /<path d="M[\d.]+ [\d.]+L/g), 2 * 3 + 3 * classes);
    assert.equal(count(svg, /<image /g), 1);
    utils.clearSession();
    const again = await networkPicture(model(classes), X, y);
    assert.ok(again.svg === svg);
  }
});

test("with a history, the loss and the first metric are drawn beside it", async () => {
  const network = model(1);
  network.compile({ optimizer: "sgd", loss: "mse", metrics: ["accuracy", "mae"] });
  const history = await network.fit(X, [0, 1, 1], { epochs: 3, verbose: 0 });
  const { svg } = await networkPicture(network, X, y, history);
  assert.match(svg, /aria-label="loss"[\s\S]*aria-label="accuracy"/);
  assert.doesNotMatch(svg, /aria-label="mae"/);
  const later = { epochs: 5, initialEpoch: 3, verbose: 0 } as const;
  const resumed = await network.fit(X, [0, 1, 1], {
    ...later,
    validationData: [X, [0, 1, 1]],
    validationFreq: 5,
  });
  const drawn = (await networkPicture(network, X, y, resumed)).svg;
  assert.match(drawn, />4<[\s\S]*>epoch 5</);
  // Validation of the last epoch only: its point lies at the right end, 286 of 300 pixels.
  assert.equal(count(drawn, /<circle cx="286" /g), 4);
});

test("a model's name is a valid attribute", async () => {
  const network = new Sequential([new Dense(1, { inputShape: [2] })], { name: 'a "b" <c> & d' });
  const { svg } = await networkPicture(network, X, y);
  assert.match(svg, /aria-label="Predictions of a &quot;b&quot; &lt;c&gt; &amp; d, its weights"/);
});

test("data of other shapes are refused", async () => {
  for (const bad of [
    [0, 1],
    [0, 1, 2, 1],
    [0, -1, 1],
    [0, 0.5, 1],
  ])
    await assert.rejects(
      networkPicture(model(1), X, bad),
      /`y` to have a class number from 0 for each of 3 samples/,
    );
  await assert.rejects(
    networkPicture(model(1), [[1, 2, 3]], [0]),
    /networkPicture expects `X` to have two features: shape \(samples, 2\)\. Received: shape \(1, 3\)/,
  );
});
