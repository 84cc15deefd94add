/** The JSON schema of a rubric in a file: `Question` in `question.ts`, for data that was not checked by TypeScript. */

/** An object with exactly these properties. */
const object = (properties: Record<string, object>, ...optional: string[]) => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});
const list = (items: object) => ({ type: "array", items });
const is = (value: string) => ({ const: value });
const text = { type: "string" };
const pattern = { type: "string", format: "regex" };
const integer = { type: "integer" };
const number = { type: "number" };

const demand = {
  oneOf: [
    object({ kind: is("computed") }),
    object({ kind: is("fit"), units: list(integer) }, "units"),
    object({ kind: is("layer"), units: integer, activation: text, input: integer }, "input"),
    object(
      {
        kind: is("model"),
        input: integer,
        layers: list(object({ units: integer, activation: text }, "activation")),
      },
      "input",
      "layers",
    ),
  ],
};

const program = object({
  name: text,
  atLeast: { ...text, pattern: "^\\d+\\.\\d+$" },
  pattern,
  code: pattern,
});
const predicate = {
  oneOf: [
    object({ kind: is("statements"), subjects: list(text), say: text, doubt: text }, "doubt"),
    object({ kind: is("ending"), pattern }),
    object({ kind: is("literal"), holds: text, without: list(text) }, "without"),
    object({ kind: is("accuracy"), epoch: integer, earliest: integer, above: number }, "earliest"),
    object({ kind: is("versions"), programs: list(program) }),
    object({ kind: is("imports"), packages: list(object({ name: text, pattern })) }),
  ],
};

const otherwise = object(
  { language: is("python"), said: is("met in Keras 3's wording"), asked: text, predicate, code: demand },
  ...["language", "said", "asked", "code"],
);
const question = object(
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
