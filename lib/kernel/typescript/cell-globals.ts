/** The types of the globals of cells. `session/globals.ts` has the values. */
export const cellGlobals = `
/**
 * Asks the reader for a line of text, as Python's \`input\` does: a field opens under the cell.
 *
 * @param prompt stands before the field
 * @param options \`password: true\` hides what is typed
 * @example const name = await input("Your name? ");
 */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;

/**
 * Shows a value in the output of the cell, richly if it knows how to, as Python's \`display\` does.
 *
 * @param options \`displayId: true\`: what is shown can be replaced later; \`raw: true\`: the value is a MIME bundle
 * @example
 * const shown = await display("0%", { displayId: true });
 * await shown.update("100%");
 * await display({ "text/html": "<b>bold</b>" }, { raw: true });
 */
declare function display(
  value: unknown,
  options: { displayId: true | string; raw?: boolean },
): Promise<{ readonly displayId: string; update(value: unknown, options?: { raw?: boolean }): Promise<void> }>;
declare function display(value: unknown, options?: { raw?: boolean }): Promise<undefined>;

/** Empties the output of the cell; with \`wait\`, only when the next output comes. */
declare function clearOutput(options?: { wait?: boolean }): void;

/**
 * Asks the reader for a line of text and blocks until it is there; \`input\` does not block.
 *
 * @returns \`defaultValue\` for an empty answer, \`null\` if nobody can answer
 */
declare function prompt(message?: string, defaultValue?: string): string | null;

/** Asks the reader a question and blocks; \`true\` for \`y\`. */
declare function confirm(message?: string): boolean;

/** Shows a message and blocks until the reader confirms it. */
declare function alert(message?: string): void;

/** The value of the last cell that gave one. */
declare var _: any;
`;
