/** @param {string[]} words */
const runsNothing = (words) => words.includes("--as-submitted");

/**
 * The commands behind the npm scripts. Without dependencies, because a bare clone lists them too. `lib/cli` has a file for each.
 *
 * @type {Record<string, { about: string, listens?: boolean, needs?: (words: string[]) => string[] | undefined }>} `listens`: it
 *   needs the loopback interface; `needs`: the steps of set-up that it needs with these options, all by default
 */
export const commands = {
  start: { about: "run the five notebooks and judge them", listens: true },
  lab: { about: "open the notebooks in JupyterLab", listens: true },
  exercise: { about: "make a copy of a notebook to fill in" },
  export: { about: "convert notebooks to HTML pages or scripts" },
  site: { about: "build the day as a page that needs no server" },
  grade: {
    about: "grade submitted notebooks",
    needs: (words) => (runsNothing(words) ? ["npm"] : undefined),
  },
  worker: {
    about: "do jobs of a queue, such as grading",
    needs: (words) => (words.includes("--status") || runsNothing(words) ? ["npm"] : undefined),
  },
  receipt: {
    about: "give receipts, which prove that a folder has not changed",
    needs: () => ["npm"],
  },
  verify: { about: "list what has changed since a receipt", needs: () => ["npm"] },
  test: { about: "check types, run lint and the tests" },
  bench: { about: "compare speed with other libraries" },
  doctor: { about: "check each part, and print the command that repairs it" },
  setup: { about: "install what is missing, repair what is damaged" },
};
