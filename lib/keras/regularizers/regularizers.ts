import { ValueError } from "../../errors";
import { dict } from "../python-repr";
import { Regularizer, type RegularizerPlan } from "./regularizer";

/** `l1 · Σ|w| + l2 · Σw²`. */
abstract class NormRegularizer extends Regularizer {
  /** @throws ValueError for strengths that are no finite numbers from 0 */
  constructor(
    readonly l1: number,
    readonly l2: number,
  ) {
    super();
    checkStrength("l1", l1);
    checkStrength("l2", l2);
  }

  plan(): RegularizerPlan {
    return { l1: this.l1, l2: this.l2 };
  }

  /** The strengths as Keras keeps them: float32. */
  protected get strengths(): { l1: number; l2: number } {
    return dict({ l1: Math.fround(this.l1), l2: Math.fround(this.l2) });
  }
}

/** `l1 · Σ|w|`: makes weights small, and many of them zero. */
export class L1 extends NormRegularizer {
  readonly className = "L1";

  constructor(options: { l1?: number } = {}) {
    super(options.l1 ?? 0.01, 0);
  }

  getConfig(): Record<string, number> {
    return dict({ l1: this.strengths.l1 });
  }
}

/** `l2 · Σw²`: makes large weights small. */
export class L2 extends NormRegularizer {
  readonly className = "L2";

  constructor(options: { l2?: number } = {}) {
    super(0, options.l2 ?? 0.01);
  }

  getConfig(): Record<string, number> {
    return dict({ l2: this.strengths.l2 });
  }
}

/** Both at once. */
export class L1L2 extends NormRegularizer {
  readonly className = "L1L2";

  /** @param options each 0 by default */
  constructor(options: { l1?: number; l2?: number } = {}) {
    super(options.l1 ?? 0, options.l2 ?? 0);
  }

  getConfig(): Record<string, number> {
    return this.strengths;
  }
}

/** @throws ValueError for a strength that is no finite number from 0 */
export function checkStrength(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new ValueError(
    `Invalid value for argument ${name}: expected a non-negative float. Received: ${name}=${value}`,
  );
}
