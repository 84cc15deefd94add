/** Parts of JSON schemas, for data that TypeScript has not checked. */
export const text = { type: "string" };
export const number = { type: "number" };
export const integer = { type: "integer" };
export const data = { type: "object" };

export const is = (value: unknown) => ({ const: value });
export const list = (items: object) => ({ type: "array", items });
export const orNull = ({ type, ...rest }: { type: string }) => ({ type: [type, "null"], ...rest });

/** An object with these properties, and perhaps others. */
export const object = (properties: Record<string, object>, ...optional: string[]) => ({
  ...data,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

/** An object with these properties and no others. */
export const exactly = (properties: Record<string, object>, ...optional: string[]) => ({
  ...object(properties, ...optional),
  additionalProperties: false,
});
