/** The JSON schema of a rubric in a file: `Question` in `question.ts`, for data that was not checked by TypeScript. */
import { exactly, integer, is, list, number, text } from "./json-schema.ts";

const pattern = { ...text, format: "regex" };

const demand = {
  oneOf: [
    exactly({ kind: is("computed") }),
    exactly({ kind: is("fit"), units: list(integer) }, "units"),
    exactly({ kind: is("layer"), units: integer, activation: text, input: integer }, "input"),
    exactly(
      {
        kind: is("model"),
        input: integer,
        layers: list(exactly({ units: integer, activation: text }, "activation")),
      },
      "input",
      "layers",
    ),
  ],
};

const program = exactly({
  name: text,
  atLeast: { ...text, pattern: "^\\d+\\.\\d+$" },
  pattern,
  code: pattern,
});
const predicate = {
  oneOf: [
    exactly({ kind: is("statements"), subjects: list(text), say: text, doubt: text }, "doubt"),
    exactly({ kind: is("ending"), pattern }),
    exactly({ kind: is("literal"), holds: text, without: list(text) }, "without"),
    exactly({ kind: is("accuracy"), epoch: integer, earliest: integer, above: number }, "earliest"),
    exactly({ kind: is("versions"), programs: list(program) }),
    exactly({ kind: is("imports"), packages: list(exactly({ name: text, pattern })) }),
  ],
};

const otherwise = exactly(
  { language: is("python"), said: is("met in Keras 3's wording"), asked: text, predicate, code: demand },
  ...["language", "said", "asked", "code"],
);
const question = exactly(
  {
    id: { ...text, pattern: "^ex\\d\\d(-[a-z])?$" },
    asked: { ...text, minLength: 1 },
    notebook: { ...text, minLength: 1 },
    where: { enum: ["output", "model"] },
    predicate,
    points: { ...number, exclusiveMinimum: 0 },
    tolerance: { ...number, minimum: 0 },
    code: demand,
    otherwise: list(otherwise),
  },
  ...["tolerance", "otherwise"],
);

export const rubricSchema: object = { ...list(question), minItems: 1 };
