import { doubtsOn } from "../doubts/doubts.ts";
import { isOtherNetwork } from "../doubts/record-agrees.ts";
import { errorOf } from "../evidence.ts";
import { bothEnds, type Candidate, nearest, whereOf } from "../predicates/candidate.ts";
import { findCandidates } from "../predicates/index.ts";
import { modelCandidate } from "../predicates/literal.ts";
import { configured, modelCandidates, spelledNetworks } from "../predicates/models.ts";
import type { PythonLiteral } from "../python-literal.ts";
import {
  type Demand,
  exerciseNumber,
  type Literal,
  type Otherwise,
  type Predicate,
  type Question,
  readingsOf,
} from "../question.ts";
import { builtModel } from "../record/session-record.ts";
import { rubric } from "../rubric.ts";
import { filesOf, type Submission } from "../submission/submission.ts";
import type { Said, Verdict } from "../verdict.ts";
import { type CellPassage, nameOf, passagesOf, readSources, type Source } from "./passages.ts";

interface Asking {
  submission: Submission;
  sources: readonly Source[];
  /** All questions: evidence for another one is not evidence for this one. */
  questions: readonly Question[];
}

/** The verdicts on a submission as it is: what its outputs show, and whether its code bears them out. Runs nothing. */
export function gradeOutputs(
  submission: Submission,
  questions: readonly Question[] = rubric,
  sources: readonly Source[] = readSources(submission.notebooks, filesOf(submission)),
): Verdict[] {
  return questions.map((question) => answer(question, { submission, sources, questions }));
}

/** Asks one question of the whole work. */
function answer(question: Question, asking: Asking): Verdict {
  const read: Reading[] = readingsOf(question).flatMap((reading) =>
    candidatesOf(reading, question, asking).map((candidate) => ({
      candidate,
      said: reading.said ?? ("met" as const),
      asked: reading.asked ?? question.asked,
      code: reading.code ?? question.code,
      doubts: [] as string[],
    })),
  );
  if (question.code.kind === "fit" && question.code.units) {
    const { units } = question.code;
    const shown = otherNetwork(units, passagesOf(asking.sources, exerciseNumber(question)));
    if (shown)
      for (const { candidate } of read) {
        candidate.met = false;
        candidate.parts.push({
          text: `a network of ${units.join(", ")} units, not ${shown.join(", ")}`,
          met: false,
        });
      }
  }
  // Of several that are met, one without doubts; of those, Keras 2's words before Keras 3's.
  const met = read.filter(({ candidate }) => candidate.met);
  let best: Reading | undefined;
  for (const reading of bothEnds(met, MOST)) {
    const { candidate, code } = reading;
    const doubts = doubtsOn(candidate, code, question.where === "model");
    if (!best || doubts.length < best.doubts.length) best = { ...reading, doubts };
    if (doubts.length === 0) break;
  }
  if (best) {
    const { candidate, doubts: reasons } = best;
    const isSure = reasons.length === 0;
    return {
      ...common({ ...question, asked: best.asked }),
      ...{ found: candidate.found, parts: candidate.parts, where: whereOf(candidate), reasons },
      said: isSure ? best.said : "not confirmed",
      points: isSure ? question.points : 0,
    };
  }
  const others = evidenceOfOthers(question, asking);
  const own = read.filter(({ candidate: { literal } }) => !literal || !others.has(literal));
  return notMet(question, own, asking);
}

/** The units of the networks that an exercise shows, or else spells in code that was not run again, if all are of another one. */
function otherNetwork(units: readonly number[], passages: readonly CellPassage[]): number[] | undefined {
  const its = passages.filter(({ failed }) => !failed);
  const shown = its.flatMap((passage) => configured(passage));
  const sources = new Set(its.map(({ source }) => source));
  const spelled = [...sources].flatMap((source) =>
    source.session ? [] : spelledNetworks(source).filter(({ layers }) => layers.length > 0),
  );
  const all = (shown.length > 0 ? shown : spelled).map(({ layers }) =>
    layers.map((layer) => Number(layer.units)),
  );
  // A size that the code does not spell is no number.
  return all.every((found) => isOtherNetwork(found, units) && found.every(Number.isInteger))
    ? all.at(-1)
    : undefined;
}

/** The dictionaries and lists that answer other questions of the same exercise. */
function evidenceOfOthers(question: Question, asking: Asking): Set<PythonLiteral> {
  const others = asking.questions.filter(
    ({ id, notebook }) => id !== question.id && notebook === question.notebook,
  );
  const met = others.flatMap((other) =>
    readingsOf(other).flatMap((reading) => candidatesOf(reading, other, asking).filter(({ met }) => met)),
  );
  return new Set(met.flatMap(({ literal }) => literal ?? []));
}

interface Reading {
  candidate: Candidate;
  said: Said;
  /** The question in the words for this language. */
  asked: string;
  code: Demand;
  doubts: string[];
}

/** Met ones that are looked at: an honest day shows the same thing a few times. */
const MOST = 100;

function candidatesOf(reading: Otherwise, question: Question, { sources }: Asking): Candidate[] {
  const spoken = sources.filter(
    ({ submitted }) => !reading.language || submitted.language === reading.language,
  );
  const passages = passagesOf(spoken, exerciseNumber(question));
  if (question.where === "output") return findCandidates(reading.predicate, question, passages);
  const predicate = reading.predicate as Predicate & Literal;
  return spoken.flatMap((source) => {
    const its = passages.filter((passage) => passage.source === source);
    const models = source.session?.record.models.flatMap((layers) => builtModel(layers) ?? []);
    // TensorFlow.js' own models leave no trace but their summary.
    const isShown =
      models?.length === 0 && importsTensorFlow(source) && its.some(({ text }) => /Total params:/.test(text));
    if (!models || isShown) return modelCandidates(predicate, its);
    // No cell in particular shows the models of the session: the last one stands for it.
    return its.length === 0 ? [] : models.map((model) => modelCandidate(predicate, model, its.slice(-1)));
  });
}

const importsTensorFlow = ({ reading }: Source) =>
  reading.imports.some(({ module }) => module.startsWith("@tensorflow/tfjs"));

function notMet(question: Question, read: readonly Reading[], { submission, sources }: Asking): Verdict {
  const exercise = exerciseNumber(question);
  const unread = submission.notebooks.filter(
    ({ trouble, exercise: its }) => trouble && (its === null || its === exercise),
  );
  const best = nearest(read.map(({ candidate, asked }) => ({ ...candidate, asked })));
  const parts = best?.parts ?? [];
  const base = {
    ...common({ ...question, asked: best?.asked ?? askedOf(question, submission) }),
    found: best?.found ?? "nothing",
    where: best ? whereOf(best) : null,
    parts,
  };
  if (unread.length > 0) {
    const reasons = unread.map(({ path, trouble }) => `${path}: ${trouble}`);
    return { ...base, said: "not confirmed", points: 0, reasons };
  }
  const missing = parts.filter(({ met }) => !met).map(({ text }) => `not found: ${text}`);
  const passages = passagesOf(sources, exercise);
  const nothing =
    passages.length === 0 ? `no notebook answers exercise ${exercise}` : "no cell shows anything like it";
  const reasons = [...(best ? missing : [nothing]), ...failures(passages)];
  return { ...base, said: "not met", points: 0, reasons };
}

/** The question in the words for the language of the notebooks. */
function askedOf({ asked, otherwise = [] }: Question, { notebooks }: Submission): string {
  const languages = new Set(notebooks.flatMap(({ language }) => language ?? []));
  const reading = otherwise.find(({ language }) => language !== undefined && languages.has(language));
  return (languages.size === 1 ? reading?.asked : undefined) ?? asked;
}

/** The first cell that ended in an error: what it should have shown may be missing for that. */
function failures(passages: readonly CellPassage[]): string[] {
  for (const { source, index } of passages) {
    const error = errorOf(source.cells[index].cell);
    if (error !== undefined) return [`${nameOf(source, index)} ended in an error: ${error}`];
  }
  return [];
}

const common = ({ id, asked, points }: Question) => ({ id, asked, of: points });
