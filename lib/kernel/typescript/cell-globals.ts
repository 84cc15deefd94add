/** The types of what a cell knows without an import; `cells/globals.ts` has the values. */
export const cellGlobals = `
/**
 * Asks the reader for a line of text, as Python's \`input\` does: a field opens under the cell.
 *
 * @param prompt stands before the field
 * @param options \`password: true\` hides what is typed
 * @example const name = await input("Your name? ");
 */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;
`;
