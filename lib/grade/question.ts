/** A question of the audit as data. */
export interface Question {
  /** `exNN` or `exNN-x`, unique. */
  id: string;
  /** What is asked, in one line. */
  asked: string;
  /** The notebook that answers it, without its extension. */
  notebook: string;
  /** Where the evidence is looked for: what the cells printed, or the models that they built. */
  where: "output" | "model";
  predicate: Predicate;
}

/** What must hold of the evidence. Each kind is one file in `predicates/`. */
export type Predicate = Statements | Ending | Literal | Accuracy;

/** Lines of the form `subject …: verdict`: every subject has one, and all of its lines say the same. */
export interface Statements {
  kind: "statements";
  /** How each line begins. */
  subjects: string[];
  /** What each line ends with, after its last colon. */
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
