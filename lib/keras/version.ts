/** The version of Keras whose numbers and files these are. */
export const KERAS_VERSION = "3.15.1";

/**
 * The version of Keras whose numbers, defaults and files the library has.
 *
 * @example
 * console.log(version()); // 3.15.1
 */
export const version = (): string => KERAS_VERSION;
