import { Input, layers, Model } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, real, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Working with preprocessing layers". */
export async function preprocessing(): Promise<unknown> {
  const data = real(1, 6, 3);
  const n = new layers.Normalization();
  n.adapt(data);
  const r: T[] = [n.apply(data)];
  const tx = ["ξεῖν᾽, ἦ τοι μὲν ὄνειροι ἀμήχανοι ἀκριτόμυθοι", "the cat sat", "the dog sat, on the cat!"];
  const v = new layers.TextVectorization({ outputMode: "int", outputSequenceLength: 5 });
  v.adapt(tx);
  r.push(v.apply(tx));
  r.push(v.getVocabulary());
  const v2 = new layers.TextVectorization({ outputMode: "multi_hot", ngrams: 2 });
  v2.adapt(tx);
  r.push(v2.apply(["the cat sat"]));
  const v3 = new layers.TextVectorization({ outputMode: "tf_idf", ngrams: 2 });
  v3.adapt(tx);
  r.push(v3.apply(["the cat sat on"]));
  const s = new layers.StringLookup();
  s.adapt([["b"], ["a"], ["b"]]);
  r.push(s.apply([["a"], ["z"]]));
  const s1 = new layers.StringLookup({ vocabulary: ["a", "b", "c"], outputMode: "one_hot" });
  r.push(s1.apply(["a", "c", "q"]));
  const il = new layers.IntegerLookup({ outputMode: "one_hot" });
  il.adapt([[10], [20], [20], [10], [30], [0]]);
  r.push(il.apply([[10], [10], [20], [50]]));
  const d = new layers.Discretization({ binBoundaries: [0, 1, 2] });
  r.push(d.apply([[-1.5, 1.0, 3.4, 0.5]]));
  const d2 = new layers.Discretization({ numBins: 3, epsilon: 0.01 });
  d2.adapt(data);
  r.push(d2.apply(data));
  r.push(
    new layers.CategoryEncoding({ numTokens: 4, outputMode: "multi_hot" }).apply([
      [0, 1],
      [0, 0],
      [1, 2],
      [3, 1],
    ]),
  );
  r.push(new layers.Hashing({ numBins: 3 }).apply([["A"], ["B"], ["C"]]));
  r.push(new layers.Rescaling(1 / 255, { offset: -1 }).apply([[0, 255]]));
  r.push(new layers.CenterCrop(2, 2).apply(real(2, 1, 4, 4, 1)));
  r.push(new layers.Resizing(3, 3).apply(real(2, 1, 4, 4, 1)));
  const i = Input({ shape: [3] });
  const m = new Model(i, new Dense(2).apply(n.apply(i)));
  fixed(m);
  m.compile({ optimizer: "adam", loss: "mse" });
  r.push((await m.fit(data, real(2, 6, 2), { epochs: 2, ...noShuffle })).history);
  return r;
}
