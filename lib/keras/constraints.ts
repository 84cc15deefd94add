import type { ConstraintAxis, Constraint as ConstraintPlan } from "../engine/index.ts";
import { ValueError } from "../errors.ts";
import { dict } from "../python-repr.ts";
import { PythonObject } from "./python-object.ts";

/** A constraint in a layer's configuration, under Python's keys. */
export interface SerializedConstraint {
  class_name: string;
  config: Record<string, unknown>;
}

/** What weights may be: each update ends with putting them there. */
export abstract class Constraint extends PythonObject {
  /** Keras' name of the class. */
  abstract readonly className: string;

  protected get pythonClass(): string {
    return `tensorflow.python.keras.constraints.${this.className}`;
  }

  /** What the trainer needs to know. */
  abstract plan(): ConstraintPlan;

  abstract getConfig(): Record<string, unknown>;
}

export interface AxisOption {
  /**
   * Along which axis of a kernel the norm is taken: 0, the default, over the inputs of each unit, 1 over the units of each
   * input, `[0, 1]` over all. A bias has the axis 0 alone.
   */
  axis?: ConstraintAxis;
}

/** The weights that come into a unit have a norm of at most `maxValue`. */
export class MaxNorm extends Constraint {
  readonly className = "MaxNorm";
  private readonly maxValue: number;
  private readonly axis: ConstraintAxis;

  /**
   * @param options.maxValue default 2
   * @throws ValueError for a value that is no number from 0, or another axis
   */
  constructor(options: AxisOption & { maxValue?: number } = {}) {
    super();
    this.maxValue = fromZero("maxValue", options.maxValue ?? 2);
    this.axis = checkAxis(options.axis);
  }

  plan(): ConstraintPlan {
    return { kind: "maxNorm", maxValue: this.maxValue, axis: this.axis };
  }

  getConfig(): Record<string, unknown> {
    return dict({ max_value: this.maxValue, axis: this.axis });
  }
}

/** The weights that come into a unit have a norm from `minValue` to `maxValue`. */
export class MinMaxNorm extends Constraint {
  readonly className = "MinMaxNorm";
  private readonly minValue: number;
  private readonly maxValue: number;
  private readonly rate: number;
  private readonly axis: ConstraintAxis;

  /**
   * @param options.minValue default 0
   * @param options.maxValue default 1
   * @param options.rate how far each update moves the norm into the range, default 1: all the way
   * @throws ValueError for values that are no numbers from 0, or another axis
   */
  constructor(options: AxisOption & { minValue?: number; maxValue?: number; rate?: number } = {}) {
    super();
    this.minValue = fromZero("minValue", options.minValue ?? 0);
    this.maxValue = fromZero("maxValue", options.maxValue ?? 1);
    this.rate = fromZero("rate", options.rate ?? 1);
    this.axis = checkAxis(options.axis);
  }

  plan(): ConstraintPlan {
    const { minValue, maxValue, rate, axis } = this;
    return { kind: "minMaxNorm", minValue, maxValue, rate, axis };
  }

  getConfig(): Record<string, unknown> {
    const { minValue, maxValue, rate, axis } = this;
    return dict({ min_value: minValue, max_value: maxValue, rate, axis });
  }
}

/** No weight is below zero. */
export class NonNeg extends Constraint {
  readonly className = "NonNeg";

  plan(): ConstraintPlan {
    return { kind: "nonNeg" };
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** The weights that come into a unit have the norm 1. */
export class UnitNorm extends Constraint {
  readonly className = "UnitNorm";
  private readonly axis: ConstraintAxis;

  /** @throws ValueError for another axis */
  constructor(options: AxisOption = {}) {
    super();
    this.axis = checkAxis(options.axis);
  }

  plan(): ConstraintPlan {
    return { kind: "unitNorm", axis: this.axis };
  }

  getConfig(): Record<string, unknown> {
    return dict({ axis: this.axis });
  }
}

const known = {
  max_norm: MaxNorm,
  min_max_norm: MinMaxNorm,
  non_neg: NonNeg,
  unit_norm: UnitNorm,
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  UnitNorm,
};

export type ConstraintName = keyof typeof known;

/**
 * The constraint that a name means, with its defaults; a constraint is passed on, none stays null.
 *
 * @throws ValueError for a name that is no constraint
 */
export function get(identifier: ConstraintName | Constraint | null | undefined): Constraint | null {
  if (identifier === null || identifier === undefined) return null;
  if (typeof identifier === "object") return identifier;
  if (Object.hasOwn(known, identifier)) return new known[identifier]();
  throw new ValueError(
    `Could not interpret constraint identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}

/** As it stands in a layer's configuration. */
export function serialize(constraint: Constraint | null): SerializedConstraint | null {
  return constraint && { class_name: constraint.className, config: constraint.getConfig() };
}

function fromZero(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new ValueError(`Expected \`${name}\` to be a finite number from 0. Received: ${name}=${value}`);
}

function checkAxis(axis: ConstraintAxis = 0): ConstraintAxis {
  if (axis === 0 || axis === 1 || (Array.isArray(axis) && axis.join() === "0,1")) return axis;
  throw new ValueError(`Expected \`axis\` to be 0, 1 or [0, 1]. Received: axis=${JSON.stringify(axis)}`);
}
