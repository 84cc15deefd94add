import { addressOf } from "./state.ts";

/** An object that prints as Python prints it: `<tensorflow.python.keras.…Sequential object at 0x7f…>`. */
export abstract class PythonObject {
  #address: string | undefined;

  /** Module and class in Keras 2.4.3. */
  protected abstract readonly pythonClass: string;

  toString(): string {
    this.#address ??= addressOf(`${this.pythonClass}:${(this as { name?: unknown }).name ?? ""}`);
    return `<${this.pythonClass} object at ${this.#address}>`;
  }

  /** Shown by `console.log` and as the result of a cell. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
