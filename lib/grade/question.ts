/** A question of the audit as data. */
export interface Question {
  /** `exNN` or `exNN-x`, unique. */
  id: string;
  /** The question, in one line. */
  asked: string;
  /** The notebook that answers it, without its extension. */
  notebook: string;
  /** Where the evidence is looked for: what the cells printed, or the models that they built. */
  where: "output" | "model";
  predicate: Predicate;
  /** Points for the whole answer; its parts share them alike. */
  points: number;
  /** How far the figure of another run may be from this one's; without it they have to be the same. */
  tolerance?: number;
  /** Other words, or another language's, in which the answer is right as well. */
  otherwise?: Otherwise[];
  /** What the code has to compute, so that printed words alone are not enough. */
  code: Demand;
}

export interface Otherwise {
  /** Only in notebooks of this language. */
  language?: "python";
  /** The verdict on an answer in these words, default "met". */
  said?: "met in Keras 3's wording";
  predicate: Predicate;
  /** In place of the question's own. */
  code?: Demand;
}

/** What the code has to compute. Unknown values are assumed to be computed. */
export type Demand =
  /** Something that is computed: the words do not stand in the code. */
  | { kind: "computed" }
  | { kind: "layer"; units: number; activation: string; input?: number }
  /** A Sequential; with these layers, if they are named. */
  | { kind: "model"; input?: number; layers?: { units: number; activation?: string }[] }
  /** A fit on scaled data whose labels are not all the same. */
  | { kind: "fit" };

/** A condition on the evidence. Each kind is one file in `predicates/`. */
export type Predicate = Statements | Ending | Literal | Accuracy | Versions | Imports;

/** Lines of the form `subject …: verdict`: every subject has one, and all of its lines say the same. */
export interface Statements {
  kind: "statements";
  /** How each line begins. */
  subjects: string[];
  /** The end of each line, after its last colon. */
  say: string;
}

/** A cell's output ends with this. */
export interface Ending {
  kind: "ending";
  /** A regular expression for the last line's end. */
  pattern: string;
}

/** A Python dictionary, list or tuple that holds all of this, whatever else it holds. */
export interface Literal {
  kind: "literal";
  /** Written as Python prints it; lists and tuples as long as these, dictionaries with at least these keys. */
  holds: string;
  /** Keys that the dictionary must not have. */
  without?: string[];
}

/** An accuracy in the log of a training. */
export interface Accuracy {
  kind: "accuracy";
  /** Counted from 1; of a shorter training, its last epoch. */
  epoch: number;
  /** A share of 1, itself not enough. */
  above: number;
}

/** Each program's version is shown, and is recent enough. */
export interface Versions {
  kind: "versions";
  programs: {
    name: string;
    /** The lowest that will do, such as `3.8`. */
    atLeast: string;
    /** A regular expression for what stands before the number. */
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
