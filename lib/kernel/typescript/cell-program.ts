import type {
  CancellationToken,
  CompilerOptions,
  CustomTransformers,
  Program,
  SourceFile,
  WriteFileCallback,
} from "typescript";
import { blockVariablesFirst } from "./block-variables.ts";
import { forcedEmit, ts } from "./compiler.ts";
import { spellOutEarlierNames } from "./earlier-names.ts";
import { ImportedFiles } from "./imported-files.ts";
import type { SourceFiles } from "./source-files.ts";
import { stoppableCode, valueWithUsing } from "./stoppable-code.ts";

/** The program of a cell and the declarations of earlier ones, with the interface of TypeScript's builder program. */
export class CellProgram {
  #program: Program | undefined;

  constructor(
    private readonly rootFiles: readonly string[],
    private readonly options: CompilerOptions,
    private readonly files: SourceFiles,
    private readonly create: () => Program,
    private readonly setMap: (map: string) => void,
  ) {}

  getProgram = (): Program => {
    this.#program ??= this.create();
    return this.#program;
  };

  /** The cell's own file, bound without the whole program: enough to find the names that it declares. */
  getSourceFile = (name: string): SourceFile | undefined => {
    if (!this.rootFiles.includes(name)) return this.getProgram().getSourceFile(name);
    const file = this.files.get(name);
    if (file !== undefined) ts.bindSourceFile(file, this.options);
    return file;
  };

  /** The cell and the project's files that it imports, directly or indirectly. */
  getAllDependencies = (cell: SourceFile): string[] =>
    Array.from(new ImportedFiles(this.getProgram()).with(cell), ({ fileName }) => fileName);

  emit = (
    file: SourceFile,
    write: WriteFileCallback,
    token?: CancellationToken,
    onlyDeclarations?: boolean,
    transformers?: CustomTransformers,
  ): void => {
    // Node loads the project's files itself.
    if (!this.rootFiles.includes(file.fileName)) return;
    const toTslab: WriteFileCallback = (name, text, byteOrderMark) => {
      if (name.endsWith(".map")) this.setMap(text);
      else write(`${this.options.outDir}/${name.slice(name.lastIndexOf("/") + 1)}`, text, byteOrderMark);
    };
    const program = this.getProgram();
    const isEarlier = ({ fileName }: SourceFile) =>
      fileName !== file.fileName && this.rootFiles.includes(fileName);
    const before = [
      blockVariablesFirst,
      spellOutEarlierNames(program, isEarlier),
      stoppableCode,
      valueWithUsing,
    ];
    // Errors in declarations matter only for libraries.
    forcedEmit(program, file, toTslab, onlyDeclarations, { ...transformers, before }, token);
  };
}
