import type { Notebook } from "../nbformat/notebook.ts";
import { passagesOf, readSources } from "./outputs/passages.ts";
import { nearest, whereOf } from "./predicates/candidate.ts";
import { findCandidates } from "./predicates/index.ts";
import { modelCandidate } from "./predicates/literal.ts";
import { exerciseNumber, type Literal, type Predicate, type Question, readingsOf } from "./question.ts";
import { builtModel, type LayerRecord } from "./record/session-record.ts";
import { rubric } from "./rubric.ts";
import type { Verdict } from "./verdict.ts";

/** In place of what was found. */
export const NOTHING_FOUND = "nothing was found";

/** The evidence in a notebook: its executed cells, and the models that its session built. */
export interface Evidence {
  notebook: Notebook;
  /** The layers of each. */
  models: readonly LayerRecord[][];
}

/**
 * The verdicts on one executed notebook of the day's own, in the rubric's order: only by what it shows, in the question's own words or
 * another of its answers.
 * The evidence may be in any cell. Runs nothing.
 *
 * @param name the notebook's name without its extension, such as `ex02_dense`
 */
export function judge(
  name: string,
  { notebook, models }: Evidence,
  questions: readonly Question[] = rubric,
): Verdict[] {
  const submitted = { path: name, language: "typescript" as const, notebook, exercise: null };
  const sources = readSources([submitted]);
  return questions
    .filter((question) => question.notebook === name)
    .map((question) => {
      const { id, asked, where, points } = question;
      const candidates = readingsOf(question)
        // Imports are read in the code, which shows nothing: a cell may catch their errors and print them.
        .filter(({ language, predicate }) => language !== "python" && predicate.kind !== "imports")
        .flatMap(({ predicate, said = "met" as const }) => {
          const found =
            where === "model"
              ? models
                  .flatMap((layers) => builtModel(layers) ?? [])
                  .map((model) => modelCandidate(predicate as Predicate & Literal, model, []))
              : findCandidates(predicate, question, passagesOf(sources, exerciseNumber(question)));
          // The other answers rest on the code, too.
          return found
            .filter(({ doubts = [] }) => predicate === question.predicate || doubts.length === 0)
            .map((candidate) => ({ ...candidate, said }));
        });
      const best = candidates.find(({ met }) => met) ?? nearest(candidates);
      const isMet = best?.met ?? false;
      return {
        id,
        asked,
        said: best && isMet ? best.said : "not met",
        found: best?.found ?? (where === "model" ? "no model was built" : NOTHING_FOUND),
        where: (best && whereOf(best)) ?? { notebook: name, cell: null, index: null },
        points: isMet ? points : 0,
        of: points,
        parts: best?.parts ?? [],
        reasons: [],
      };
    });
}
