import { ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { isBuiltAtOnce } from "../dialects/keras-3-layers.ts";
import type { SavedLayer } from "../saving/saveable.ts";
import { ownVariables } from "../saving/weight-groups.ts";
import type { Shape } from "./keras-tensor.ts";
import { LayerWeights } from "./layer-weights.ts";

/** The parts of a layer that files hold. A layer or model of your own may override each. */
export abstract class SavedParts extends LayerWeights {
  abstract readonly className: string;
  abstract readonly inputShape: Shape | undefined;
  abstract build(inputShape: Shape): void;

  /**
   * Writes files into a folder that becomes part of a `.keras` file: define it, with `loadAssets`, in a layer of your own that has
   * more than weights and settings, such as a vocabulary. Both may be asynchronous.
   *
   * @param innerPath an empty folder
   *
   * @example
   * import { writeFileSync, readFileSync } from "node:fs";
   *
   * class Named extends layers.Layer {
   *   label = "first";
   *   override call(inputs: any): any {
   *     return inputs;
   *   }
   *   override saveAssets(innerPath: string): void {
   *     writeFileSync(`${innerPath}/label.txt`, this.label);
   *   }
   *   override loadAssets(innerPath: string): void {
   *     this.label = readFileSync(`${innerPath}/label.txt`, "utf8");
   *   }
   * }
   */
  saveAssets?(innerPath: string): void | Promise<void>;

  /**
   * Reads what `saveAssets` wrote.
   *
   * @param innerPath a folder with these files, removed afterwards
   *
   * @example
   * class Named extends layers.Layer {
   *   files = 0;
   *   override call(inputs: any): any {
   *     return inputs;
   *   }
   *   override async loadAssets(innerPath: string): Promise<void> {
   *     const { readdir } = await import("node:fs/promises");
   *     this.files = (await readdir(innerPath)).length;
   *   }
   * }
   */
  loadAssets?(innerPath: string): void | Promise<void>;

  /**
   * Writes arrays to a file; by default the layer's weights under `"0"`, `"1"` and so on, without those of the layers in it.
   *
   * @param store gets arrays by name
   *
   * @example
   * class Counting extends layers.Layer {
   *   calls = 0;
   *   override call(inputs: any): any {
   *     this.calls++;
   *     return inputs;
   *   }
   *   override saveOwnVariables(store: Record<string, any>): void {
   *     store.calls = [this.calls];
   *   }
   *   override loadOwnVariables(store: Record<string, any>): void {
   *     this.calls = store.calls.values[0];
   *   }
   * }
   */
  saveOwnVariables(store: Record<string, ArrayInput>): void {
    ownVariables(this as unknown as SavedLayer).forEach((variable, i) => {
      store[i] = variable.numpy();
    });
  }

  /**
   * Sets what `saveOwnVariables` wrote.
   *
   * @param store arrays by name
   * @throws ValueError if the weights of the file do not fit
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * const store = {};
   * layer.saveOwnVariables(store);
   * layer.loadOwnVariables(store);
   */
  loadOwnVariables(store: Readonly<Record<string, NDArray>>): void {
    const variables = ownVariables(this as unknown as SavedLayer);
    const count = Object.keys(store).length;
    if (count !== variables.length) {
      throw new ValueError(
        `Layer '${this.name}' expected ${variables.length} variables, but received ${count} variables during loading. ` +
          `Expected: ${variables.map(({ name }) => name).join(", ") || "none"}`,
      );
    }
    const values = variables.map((variable, i) => {
      const { values, shape } = store[i] ?? new NDArray(new Float32Array(0), [0]);
      return variable.check(new NDArray(values, tuple([...shape])), this.name);
    });
    values.forEach((array, i) => {
      variables[i].assign(array);
    });
  }

  /**
   * The arguments with which `buildFromConfig` builds the layer: by default `input_shape`; null if it is not built.
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 3]);
   * console.log(layer.getBuildConfig().input_shape); // (None, 3)
   */
  getBuildConfig(): Record<string, unknown> | null {
    const { built, inputShape, className } = this;
    return built && inputShape && !isBuiltAtOnce(className) ? { input_shape: inputShape } : null;
  }

  /**
   * Builds the layer before a file's weights are read. Called where it is overridden.
   *
   * @param config of `getBuildConfig`
   *
   * @example
   * const layer = new Dense(1);
   * layer.buildFromConfig({ input_shape: [null, 3] });
   * console.log(layer.countParams()); // 4
   */
  buildFromConfig(config: Readonly<Record<string, unknown>>): void {
    this.build(config.input_shape as Shape);
  }
}
