/** A question of the audit as data. */
export interface Question {
  /** `exNN` or `exNN-x`, unique. */
  id: string;
  /** The question, in one line. */
  asked: string;
  /** The notebook that answers it, without its extension. */
  notebook: string;
  /** The kind of evidence: the printed output of the cells, or the models that they built. */
  where: "output" | "model";
  predicate: Predicate;
  /** For an answer that is met; any other gets none. */
  points: number;
  /** How much a figure may differ between the submitted run and the rerun. Default 0. */
  tolerance?: number;
  /** Other accepted answers, such as those in another wording or language. */
  otherwise?: Otherwise[];
  /** The computation that the output has to come from, so that printed words alone are not enough. */
  code: Demand;
}

/** The number of the exercise that a question is about. */
export const exerciseNumber = ({ id }: Pick<Question, "id">): number => Number(id.slice(2, 4));

/** The accepted answers: in the question's own words, then the others. */
export const readingsOf = ({ predicate, otherwise = [] }: Question): Otherwise[] => [
  { predicate },
  ...otherwise,
];

export interface Otherwise {
  /** Only in notebooks of this language. */
  language?: "python";
  /** The verdict on such an answer. Default `"met"`. */
  said?: "met in Keras 3's wording";
  predicate: Predicate;
  /** Replaces the question's own wording. */
  asked?: string;
  /** Replaces the question's own `code`. */
  code?: Demand;
}

/**
 * A computation that the output has to come from. The record of a second run shows whether it does; without one, the code has to
 * name it.
 */
export type Demand =
  /** Any output that is computed, rather than a literal in the code. */
  | { kind: "computed" }
  | { kind: "layer"; units: number; activation: string; input?: number }
  /** A Sequential, with these layers if they are given. */
  | { kind: "model"; input?: number; layers?: { units: number; activation?: string }[] }
  /** A training on the day's data, scaled, of a network with Dense layers of these sizes. */
  | { kind: "fit"; units?: number[] };

/** A computation that a record of Keras shows. */
export type DemandOfKeras = Exclude<Demand, { kind: "computed" }>;

/** A condition on the evidence. Each kind is one file in `predicates/`. */
export type Predicate = Statements | Ending | Literal | Accuracy | Versions | Imports;

/** Lines of the form `subject …: verdict`. Every subject has at least one, and all of them end with `say`. */
export interface Statements {
  kind: "statements";
  /** How each line begins. */
  subjects: string[];
  /** The end of each line, after its last colon or its subject. */
  say: string;
  /** Lacks something that a person has to decide on. */
  doubt?: string;
}

/** A cell's output ends with this. */
export interface Ending {
  kind: "ending";
  /** A regular expression for the last line's end. */
  pattern: string;
}

/** A Python dictionary, list or tuple that contains all of `holds`, and perhaps more. */
export interface Literal {
  kind: "literal";
  /** Written as Python prints it; lists and tuples as long as these, dictionaries with at least these keys. */
  holds: string;
  /** Keys that the dictionary must not have, and dictionaries (`{'units': 4}`) that none at any depth may contain. */
  without?: string[];
}

/** An accuracy in the log of a training. */
export interface Accuracy {
  kind: "accuracy";
  /** Counted from 1. For a shorter training, its last epoch. */
  epoch: number;
  /** The last epoch of a shorter training has to be at least this one. */
  earliest?: number;
  /** A fraction that the accuracy has to exceed. */
  above: number;
}

/** Each program's version is shown, and is recent enough. */
export interface Versions {
  kind: "versions";
  programs: {
    name: string;
    /** The lowest accepted version, such as `3.8`. */
    atLeast: string;
    /** A regular expression for the text before the number. */
    pattern: string;
    /** A regular expression for the code that asks for it. */
    code: string;
  }[];
}

/** Each package is imported in a cell that ran without an error. */
export interface Imports {
  kind: "imports";
  /** A regular expression for each package's module names. */
  packages: { name: string; pattern: string }[];
}
