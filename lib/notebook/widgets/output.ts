import { clearOutput } from "../../display.ts";
import { kernelApi } from "../../kernel-api.ts";
import { type DOMTraits, DOMWidget } from "./dom-widget.ts";

export interface OutputTraits extends DOMTraits {
  /** The outputs that it shows, as in nbformat. */
  outputs: readonly object[];
}

/**
 * A widget that shows outputs, such as those of a function that a slider calls.
 *
 * @example
 * const output = new Output();
 * import { display } from "../lib/notebook";
 *
 * await display(output);
 * await output.capture(() => console.log("in the widget"));
 */
export class Output extends DOMWidget {
  declare outputs: readonly object[];
  declare msgId: string;
  #captures = 0;

  constructor(options: Partial<OutputTraits> = {}) {
    // Every client receives the outputs from the kernel itself.
    super("Output", { msgId: "", outputs: [] }, options, { module: "output", notEchoed: ["outputs"] });
  }

  /**
   * Runs code, and shows what it prints and displays in the widget.
   *
   * As in ipywidgets, everything that the cell prints meanwhile goes there, also from other functions.
   *
   * @returns the result of `code`
   */
  async capture<T>(code: () => T | Promise<T>): Promise<T> {
    this.#captures++;
    this.msgId = kernelApi()?.parentId ?? "";
    try {
      return await code();
    } finally {
      this.#captures--;
      if (this.#captures === 0) this.msgId = "";
    }
  }

  /** Removes all outputs. With `wait`, only when the next output arrives. Default: `false` */
  async clearOutput({ wait = false }: { wait?: boolean } = {}): Promise<void> {
    await this.capture(() => clearOutput({ wait }));
  }
}
