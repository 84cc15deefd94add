import { ValueError } from "../../errors.ts";
import { Initializer, matrix, sizeOf } from "./initializer.ts";

/** Every value is `value`, default 0. */
export class Constant extends Initializer {
  readonly className: string = "Constant";
  readonly value: number;

  constructor(options: { value?: number } = {}) {
    super();
    this.value = options.value ?? 0;
    if (!Number.isFinite(this.value)) {
      throw new ValueError(`Expected \`value\` to be a finite number. Received: value=${options.value}`);
    }
  }

  call(shape: readonly number[]): Float32Array {
    return new Float32Array(sizeOf(shape)).fill(this.value);
  }

  getConfig(): Record<string, number | null> {
    return { value: this.value };
  }
}

/** Every value is 0. */
export class Zeros extends Constant {
  override readonly className = "Zeros";

  constructor() {
    super({ value: 0 });
  }

  override getConfig(): Record<string, number | null> {
    return {};
  }
}

/** Every value is 1. */
export class Ones extends Constant {
  override readonly className = "Ones";

  constructor() {
    super({ value: 1 });
  }

  override getConfig(): Record<string, number | null> {
    return {};
  }
}

/** `gain`, default 1, on the diagonal, 0 elsewhere. */
export class Identity extends Initializer {
  readonly className = "Identity";
  readonly gain: number;

  constructor(options: { gain?: number } = {}) {
    super();
    this.gain = options.gain ?? 1;
  }

  call(shape: readonly number[]): Float32Array {
    const [rows, columns] = matrix(shape, this.className);
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return values;
  }

  getConfig(): Record<string, number | string | null> {
    return { gain: this.gain };
  }
}
