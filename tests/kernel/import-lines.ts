/** Code with a name that nothing declares, and the import that it gets. */
export const importLines: [code: string, line: string][] = [
  ["new StandardScaler()", 'import { StandardScaler } from "../lib/sklearn/preprocessing";'],
  ["new KFold(5)", 'import { KFold } from "../lib/sklearn/model_selection";'],
  ["new LabelEncoder()", 'import { LabelEncoder } from "../lib/sklearn/preprocessing";'],
  ["new Dropout(0.5)", 'import { Dropout } from "../lib/keras/layers";'],
  [
    "new Cropping1D(1);\nnew GaussianNoise(0.1);",
    'import { Cropping1D, GaussianNoise } from "../lib/keras/layers";',
  ],
  ["new RMSprop()", 'import { RMSprop } from "../lib/keras/optimizers";'],
  ["let h: History | undefined;", 'import { History } from "../lib/keras";'],
  ["setRandomSeed(1)", 'import { utils } from "../lib/keras";'],
  ['import { toCategorical } from "../lib/keras";', 'import { utils } from "../lib/keras";'],
  ["plotModel(m)", 'import { plotModel } from "../lib/plot";'],
  ["new IntSlider()", 'import { IntSlider } from "../lib/notebook/widgets";'],
  ["keras.utils.setRandomSeed(1)", 'import * as keras from "../lib/keras";'],
  ['import { Dense as Layer } from "keras";', 'import { Dense as Layer } from "../lib/keras";'],
  [
    "class Net2 extends Permute {\n  d = new RepeatVector(1);\n}",
    'import { Permute, RepeatVector } from "../lib/keras/layers";',
  ],
  // A score of scikit-learn rather than Keras' loss of the same name.
  ["print(mean_squared_error(y, y))", 'import { meanSquaredError } from "../lib/sklearn/metrics";'],
  ['import { Adam } from "../lib/keras/Adam";', 'import { Adam } from "../lib/keras/optimizers";'],
  ['import { Dense } from "../lib/keras/dense";', 'import { Dense } from "../lib/keras";'],
  ['import { Adam } from "keras/optimizers";', 'import { Adam } from "../lib/keras/optimizers";'],
  ['import * as k from "keras";', 'import * as k from "../lib/keras";'],
  ['import { Dropout } from "../lib/keras";', 'import { Dropout } from "../lib/keras/layers";'],
  [
    'import { StandardScaler } from "sklearn";',
    'import { StandardScaler } from "../lib/sklearn/preprocessing";',
  ],
];
