/**
 * A problem that the user can solve. Every command prints the message without a stack, and ends with exit code 2.
 */
export class UserError extends Error {
  /** @override */
  name = "UserError";

  /**
   * @param {string} reason what is wrong: the whole message, or a sentence without its full stop before a `remedy`
   * @param {string} [remedy] what to do: another sentence without its full stop
   */
  constructor(reason, remedy) {
    super(remedy ? `${reason}. ${remedy}.` : reason);
    /** @type {string} */ this.reason;
    /** @type {string | undefined} */ this.remedy;
    // Not enumerable: what prints errors, such as a notebook, has both in the message.
    Object.defineProperties(this, { reason: { value: reason }, remedy: { value: remedy } });
  }
}
