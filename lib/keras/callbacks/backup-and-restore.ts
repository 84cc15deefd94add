import { copyFileSync, existsSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromArguments, received, ValueError } from "../../errors.ts";
import { replaceFile } from "../../files.ts";
import { pythonJson } from "../../python-repr.ts";
import { Callback } from "./callback.ts";
import { SaveSchedule } from "./save-schedule.ts";

export interface BackupAndRestoreOptions {
  /** `"epoch"`, the default: after each epoch; a number: after that many batches, `saveFreq: 100`. */
  saveFreq?: "epoch" | number;
  /** Also keep the backup before the last one, in case a file is damaged; default false. */
  doubleCheckpoint?: boolean;
  /** Remove the backup when the training ends, default true. */
  deleteCheckpoint?: boolean;
}

interface WithFolder extends BackupAndRestoreOptions {
  /** The folder of the backup, `backupDir: "backup"`. */
  backupDir: string | URL;
}

/**
 * Resumes an interrupted training: saves weights, optimizer state and epoch in a folder, from which the next `fit` with the same
 * folder restores them. It starts with the interrupted epoch.
 *
 * Porting note: at the end of the training only the callback's own files are removed, and then the folder if it is empty.
 *
 * @example
 * import { tmpdir } from "node:os";
 *
 * const backup = new callbacks.BackupAndRestore(`${tmpdir()}/example-backup`);
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ loss: "mse" });
 * await model.fit([[0], [1]], [0, 1], { epochs: 2, callbacks: backup, verbose: 0 });
 */
export class BackupAndRestore extends Callback {
  private readonly folder: string;
  private readonly options: Required<BackupAndRestoreOptions>;
  private epoch = 0;
  private batch = 0;

  /**
   * @param args `backupDir`, a folder for this training alone, created if it does not exist, and options
   * @throws ValueError for an empty path, an unknown option, and another frequency
   */
  constructor(...args: [options: WithFolder] | [backupDir: string | URL, options?: BackupAndRestoreOptions]) {
    super();
    const { backupDir, ...options } = fromArguments<WithFolder>("BackupAndRestore", args, {
      backupDir: "",
      saveFreq: "epoch",
      doubleCheckpoint: false,
      deleteCheckpoint: true,
    });
    this.options = options;
    if (!(backupDir instanceof URL) && (typeof backupDir !== "string" || backupDir === "")) {
      throw new ValueError(
        `Empty \`backupDir\` argument passed. Expected the path of a folder. Received: ${received(backupDir)}`,
      );
    }
    this.folder = backupDir instanceof URL ? fileURLToPath(backupDir) : backupDir;
    const schedule = new SaveSchedule(
      this.options.saveFreq,
      "Invalid value for argument `saveFreq`. Received: saveFreq",
    );
    if (schedule.countsBatches) {
      this.onTrainBatchEnd = async (batch) => {
        this.batch = batch;
        if (schedule.isDue(batch)) await this.save();
      };
    }
  }

  private get weights(): string {
    return join(this.folder, "latest.weights.h5");
  }

  private get metadata(): string {
    return join(this.folder, "training_metadata.json");
  }

  /** @throws ValueError for a model that is not built, which has no weights yet to restore */
  checkBuilt(model: { readonly built: boolean }): void {
    if (model.built) return;
    throw new ValueError(
      "To use the BackupAndRestore callback, your model must be built before you call `fit()`. " +
        `Model ${model} is unbuilt. You can build it beforehand by calling it on a batch of data, or begin it with ` +
        "`Input({ shape })`.",
    );
  }

  override async onTrainBegin(): Promise<void> {
    this.epoch = this.model.initialEpoch;
    try {
      await this.load("");
    } catch (error) {
      // The last backup may be damaged.
      if (!existsSync(`${this.weights}${BEFORE}`)) throw error;
      await this.load(BEFORE);
    }
  }

  private async load(ending: string): Promise<void> {
    const [weights, metadata] = [`${this.weights}${ending}`, `${this.metadata}${ending}`];
    if (!existsSync(weights)) return;
    const epoch = existsSync(metadata) ? epochOf(metadata) : undefined;
    if (ending !== "") copyFileSync(weights, this.weights);
    await this.model.loadWeights(this.weights);
    if (epoch === undefined) return;
    this.epoch = epoch;
    this.model.initialEpoch = epoch;
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    this.epoch = epoch + 1;
    this.batch = 0;
    if (this.options.saveFreq === "epoch") await this.save();
  }

  override onTrainEnd(): void {
    if (!this.options.deleteCheckpoint || !existsSync(this.folder)) return;
    for (const file of [this.weights, this.metadata])
      for (const ending of ["", BEFORE]) rmSync(`${file}${ending}`, { force: true });
    try {
      rmdirSync(this.folder);
    } catch {
      // Other files are in it.
    }
  }

  private async save(): Promise<void> {
    if (this.options.doubleCheckpoint) {
      for (const file of [this.weights, this.metadata])
        if (existsSync(file)) copyFileSync(file, `${file}${BEFORE}`);
    }
    await this.model.saveWeights(this.weights);
    const metadata = pythonJson({ epoch: this.epoch, batch: this.batch });
    await replaceFile(this.metadata, (part) => writeFile(part, metadata, { flag: "wx" }));
  }
}

/** The end of the names of the files before the last ones. */
const BEFORE = ".bkp";

/** @throws ValueError for a file that is not the callback's */
function epochOf(path: string): number {
  try {
    const { epoch } = JSON.parse(readFileSync(path, "utf8"));
    if (Number.isInteger(epoch) && epoch >= 0) return epoch;
  } catch {
    // Not JSON.
  }
  throw new ValueError(
    `${path} is damaged. Expected: { "epoch": … }. Remove the folder of the backup to start the training over.`,
  );
}
