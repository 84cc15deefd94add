import { ValueError } from "../../errors.ts";

/** A layer of Keras that TensorFlow.js has, but not this port. Making one is an error that says so. */
type NotPorted = new (...args: unknown[]) => never;

/** Without it, JavaScript would say "is not a constructor". */
function notPorted(name: string): NotPorted {
  // TensorFlow.js writes Conv2D as conv2d, and LSTM as lstm.
  const words = name.replace(/(\d)D/, "$1d").replace(/^([A-Z]+)$|^[A-Z]/, (first) => first.toLowerCase());
  return class {
    constructor() {
      throw new ValueError(
        `The layer ${name} is not ported. It is available through TensorFlow.js as tf.layers.${words}({ … }), for models of ` +
          "tf.sequential().",
      );
    }
  } as NotPorted;
}

export const { Conv3D } = new Proxy({} as Record<string, NotPorted>, {
  get: (_, name) => notPorted(String(name)),
});
