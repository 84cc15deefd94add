/** The content of a `kernel_info_reply`. */
export function kernelInfo(typescriptVersion: string, host: string): object {
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "tslab",
    implementation_version: "1.0.22",
    banner: `TypeScript ${typescriptVersion} on ${host} (tslab)`,
    language_info: {
      name: "typescript",
      version: typescriptVersion,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
      nbconvert_exporter: "script",
    },
    help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
    supported_features: [],
    debugger: false,
  };
}
