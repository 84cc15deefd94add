import { dict } from "../python-repr.ts";
import { dialect } from "./dialects/dialect.ts";
import { addressOf } from "./state.ts";

/**
 * An object that prints as in Python: `<tensorflow.python.keras.…Sequential object at 0x7f…>`, or in Keras 3's words
 * `<Sequential name=sequential, built=False>`.
 */
export abstract class PythonObject {
  #address: string | undefined;

  /** Module and class in Keras 2.4.3. */
  protected abstract readonly pythonClass: string;

  toString(): string {
    const { pythonClass } = this;
    return dialect().object(this as object, pythonClass, () => {
      this.#address ??= addressOf(`${pythonClass}:${(this as { name?: unknown }).name ?? ""}`);
      return this.#address;
    });
  }

  /**
   * A configuration under the keys of Keras 2.4.3, in the wording in use. It prints as in Python.
   *
   * @param name of the class, or of the loss, `losses.Huber`
   */
  protected described<T extends object>(config: T, name = this.constructor.name): T {
    return dict(dialect().partConfig(name, config) as T);
  }

  /** Shown by `console.log` and as the result of a cell. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
