import { Input, layers, Model, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, quiet, real } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "The Sequential model". */
export async function sequentialGuide(): Promise<unknown> {
  const model = new Sequential([
    Input({ shape: [4] }),
    new Dense(2, { name: "layer1" }),
    new Dense(3, { name: "layer2" }),
    new Dense(4, { name: "layer3" }),
  ]);
  fixed(model);
  const x = real(1, 3, 4);
  const feature = new Model({ inputs: model.inputs, outputs: model.layers.map((l) => l.output) });
  const mid = new Model({ inputs: model.inputs, outputs: model.getLayer("layer2").output });
  const f = feature.apply(x),
    m = mid.apply(x);
  const n = [model.layers.length];
  model.pop();
  n.push(model.layers.length);
  const m2 = new Sequential([], { name: "cnn" });
  m2.add(Input({ shape: [12, 12, 3] }));
  m2.add(new layers.Conv2D(4, 3, { strides: 2, activation: "relu" }));
  m2.add(new layers.MaxPooling2D(2));
  m2.add(new layers.GlobalMaxPooling2D());
  m2.add(new Dense(2));
  fixed(m2);
  for (const l of m2.layers.slice(0, -1)) l.trainable = false;
  m2.compile({ optimizer: "sgd", loss: "mse" });
  const h = await m2.fit(real(2, 8, 12, 12, 3), real(3, 8, 2), { epochs: 2, batchSize: 4, ...quiet });
  return [f, m, n, h.history, await m2.predict(real(2, 2, 12, 12, 3), quiet)];
}
