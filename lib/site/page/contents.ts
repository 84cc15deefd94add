import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";

/** The service with which JupyterLab loads and saves files. */
interface Contents {
  get(path: string, options?: object): Promise<Model>;
  save(path: string, model: object): Promise<unknown>;
}

interface Model {
  readonly type: string;
  readonly content: unknown;
}

/**
 * Makes JupyterLite's service hand over notebooks as Jupyter's server does, and adds remedies to the browser's messages, which
 * JupyterLab shows if a file cannot be loaded, or not stored, on a full disk for instance.
 */
export function improveContents(contents: Contents): void {
  const get = contents.get.bind(contents);
  contents.get = async (path, options) => {
    try {
      const model = await get(path, options);
      if (model.type === "notebook" && model.content) joinLines(model.content as Notebook);
      return model;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const text =
        "The browser cannot load the file: are you offline? Connect, and open it again. Open notebooks stay, and can be edited and saved.";
      throw new Error(`${text} (${error.message})`, { cause: error });
    }
  };
  const save = contents.save.bind(contents);
  contents.save = async (path, model) => {
    try {
      return await save(path, model);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      const text =
        "The browser cannot store the file, so its storage may be full: delete files that you no longer need, and save again. " +
        "Nothing is lost as long as this page stays open, and File > Download keeps a copy.";
      throw new Error(`${text} (${error.name}: ${error.message})`, { cause: error });
    }
  };
}

/** Joins the lines of printed texts: JupyterLab would put commas between them. */
function joinLines(notebook: Notebook): void {
  for (const { outputs } of codeCells(notebook)) {
    for (const output of outputs) if (output.output_type === "stream") output.text = wholeText(output.text);
  }
}
