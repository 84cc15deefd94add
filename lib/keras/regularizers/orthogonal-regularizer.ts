import { ValueError } from "../../errors";
import { dict } from "../python-repr";
import type { TensorFlowTensor } from "../tensorflow-tensor";
import { Regularizer, type RegularizerPlan } from "./regularizer";
import { checkStrength } from "./regularizers";

/** `factor` times the mean of what the rows, or columns, of a kernel have in common, |cos| of each pair. By TensorFlow.js. */
export class OrthogonalRegularizer extends Regularizer {
  readonly className = "OrthogonalRegularizer";
  readonly factor: number;
  readonly mode: "rows" | "columns";

  /**
   * @param options.factor default 0.01
   * @param options.mode default `"rows"`
   * @throws ValueError for a negative factor, or another mode
   */
  constructor(options: { factor?: number; mode?: "rows" | "columns" } = {}) {
    super();
    const { factor = 0.01, mode = "rows" } = options;
    checkStrength("factor", factor);
    if (mode !== "rows" && mode !== "columns") {
      throw new ValueError(
        `Invalid value for argument \`mode\`. Expected one of {"rows", "columns"}. Received: mode=${mode}`,
      );
    }
    this.factor = factor;
    this.mode = mode;
  }

  plan(): RegularizerPlan {
    return { what: "OrthogonalRegularizer", call: (weights) => this.penalty(weights) };
  }

  getConfig(): Record<string, number | string> {
    return dict({ factor: Math.fround(this.factor), mode: this.mode });
  }

  private penalty(weights: TensorFlowTensor): TensorFlowTensor {
    if (weights.rank !== 2) {
      throw new ValueError(
        `Inputs to OrthogonalRegularizer must have rank 2. Received: inputs.shape=(${weights.shape.join(", ")},)`,
      );
    }
    const rows = this.mode === "rows" ? weights : weights.transpose();
    const [size] = rows.shape;
    const unit = rows.div(rows.square().sum(1, true).maximum(1e-12).sqrt());
    const cosines = unit.matMul(unit.transpose());
    // Without each row's product with itself, which is its own length, 1.
    const pairs = cosines.abs().sum().sub(unit.square().sum());
    return pairs.mul((this.factor * 0.5) / ((size * (size - 1)) / 2));
  }
}
