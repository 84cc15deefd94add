import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported: TypeScript makes objects of the classes. */
// biome-ignore format: a list of names
export const {
  constant, glorotNormal, glorotUniform, heNormal, heUniform, identity, lecunNormal, lecunUniform, ones, orthogonal, randomNormal,
  randomUniform, truncatedNormal, varianceScaling, zeros,
} = notPorted("name", (name) => `Use the class: \`new initializers.${name[0].toUpperCase()}${name.slice(1)}()\`.`);
