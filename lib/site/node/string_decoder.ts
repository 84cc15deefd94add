/** `node:string_decoder`. */
export class StringDecoder {
  readonly #decoder = new TextDecoder();

  write(chunk: Uint8Array): string {
    return this.#decoder.decode(chunk, { stream: true });
  }
  end(): string {
    return this.#decoder.decode();
  }
}
export default { StringDecoder };
