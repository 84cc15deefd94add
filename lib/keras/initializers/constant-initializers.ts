import { ValueError } from "../../errors";
import { Initializer } from "./initializer";

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
    return new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(this.value);
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
