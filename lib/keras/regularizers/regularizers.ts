import { dict } from "../python-repr";
import { Regularizer } from "./regularizer";

/** `l1 · Σ|w|`: makes weights small, and many of them zero. */
export class L1 extends Regularizer {
  readonly className = "L1";

  constructor(options: { l1?: number } = {}) {
    super(options.l1 ?? 0.01, 0);
  }

  getConfig(): Record<string, number> {
    return dict({ l1: this.strengths.l1 });
  }
}

/** `l2 · Σw²`: makes large weights small. */
export class L2 extends Regularizer {
  readonly className = "L2";

  constructor(options: { l2?: number } = {}) {
    super(0, options.l2 ?? 0.01);
  }

  getConfig(): Record<string, number> {
    return dict({ l2: this.strengths.l2 });
  }
}

/** Both at once. */
export class L1L2 extends Regularizer {
  readonly className = "L1L2";

  /** @param options each 0 by default */
  constructor(options: { l1?: number; l2?: number } = {}) {
    super(options.l1 ?? 0, options.l2 ?? 0);
  }

  getConfig(): Record<string, number> {
    return this.strengths;
  }
}
