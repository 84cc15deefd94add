import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { UserError } from "../setup/user-error.mjs";
import { readLiteral } from "./python-literal.ts";
import { type Question, readingsOf } from "./question.ts";
import { rubricSchema } from "./rubric-schema.ts";

/**
 * Reads a rubric from a JSON file with a list of `Question`s.
 *
 * @throws UserError with the first error and its place
 */
export function readRubric(path: string): Question[] {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UserError(`The rubric ${path} cannot be read (${(error as Error).message}): name a JSON file.`);
  }
  const wrong = rubricTrouble(data);
  if (wrong)
    throw new UserError(`${path} is not a valid rubric: ${wrong}. lib/grade/question.ts describes it.`);
  return data as Question[];
}

/** The first error of a rubric and its place; `undefined` if it is valid. */
export function rubricTrouble(data: unknown): string | undefined {
  const ajv = new Ajv({
    allErrors: false,
    strict: false,
    formats: { regex: (pattern) => isValid(() => new RegExp(pattern)) },
  });
  if (!ajv.validate(rubricSchema, data))
    return ajv.errorsText(ajv.errors?.slice(0, 1), { dataVar: "rubric" });
  for (const question of data as Question[]) {
    const { id, where } = question;
    for (const { predicate: one } of readingsOf(question)) {
      if (where === "model" && one.kind !== "literal")
        return `${id} asks for models, of which only a literal tells, not ${one.kind}`;
      const literals =
        one.kind === "literal"
          ? [one.holds, ...(one.without ?? []).filter((part) => part.startsWith("{"))]
          : [];
      const wrong = literals.find((literal) => !isValid(() => readLiteral(literal)));
      if (wrong !== undefined) return `${id} holds ${wrong}, which is no Python literal`;
    }
  }
  const ids = (data as Question[]).map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  return twice === undefined ? undefined : `the id ${twice} stands twice`;
}

function isValid(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
