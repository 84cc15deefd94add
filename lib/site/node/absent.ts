/** A function of Node that a page does not have: it throws when it is called. */
export const absent =
  (name: string) =>
  (..._values: unknown[]): never => {
    throw new Error(
      `${name}() needs Node, which a page does not have. Run the notebook on your computer: npm run lab.`,
    );
  };
