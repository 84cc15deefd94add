import * as applications from "../../lib/keras/applications/not-ported.ts";
import * as callbacks from "../../lib/keras/callbacks/not-ported.ts";
import * as config from "../../lib/keras/config-not-ported.ts";
import * as initializers from "../../lib/keras/initializers/not-ported.ts";
import * as layers from "../../lib/keras/layers/not-ported.ts";
import * as metrics from "../../lib/keras/metrics/not-ported.ts";
import type { NotPorted } from "../../lib/keras/not-ported.ts";
import * as images from "../../lib/keras/ops/image-not-ported.ts";
import * as ops from "../../lib/keras/ops/not-ported.ts";
import * as utils from "../../lib/keras/utils-not-ported.ts";

/** The names of Keras that are not ported, by module. */
export const notPorted: Readonly<Record<string, Readonly<Record<string, NotPorted>>>> = {
  applications,
  callbacks,
  config,
  initializers,
  layers,
  metrics,
  ops,
  "ops/image": images,
  utils,
};
