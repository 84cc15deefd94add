import { gzipSync } from "node:zlib";
import {
  environment,
  five,
  inKeras3,
  inPython,
  inTypescript,
  type Layout,
  other,
  renamed,
  tarred,
  titled,
  under,
  version3,
  week,
  zipped,
} from "./layout-files.ts";

/** Folders of classes: as platforms export them, and as people make them. */
export const classLayouts: Record<string, Layout> = {
  "Moodle, a folder for each person": {
    files: {
      ...under("Muster Anna_4711_assignsubmission_file_", inPython),
      "Muster Anna_4711_assignsubmission_onlinetext_/onlinetext.html": "<p>done</p>",
      ...under("Öztürk Can_4712_assignsubmission_file_", inTypescript),
    },
    points: { "Muster Anna_4711": 12, "Öztürk Can_4712": 12 },
  },
  "Moodle, all files beside each other": {
    files: {
      ...renamed(inPython, (_, old) => `Muster Anna_4711_assignsubmission_file_${old}`),
      "Öztürk Can_4712_assignsubmission_file_day.zip": zipped(inKeras3),
    },
    points: { "Muster Anna_4711": 12, "Öztürk Can_4712": 12 },
  },
  Canvas: {
    files: {
      ...renamed(inPython, (_, old) => `musteranna_4711_90210_${old}`),
      ...renamed(inTypescript, (_, old) => `oeztuerkcan_LATE_4712_90211_${old}`),
    },
    points: { musteranna_4711: 12, oeztuerkcan_4712: 12 },
  },
  "Canvas as it writes late work, with a file of another name": {
    files: {
      ...renamed(inPython, (_, old) => `musteranna_4711_90210_${old}`),
      ...renamed(inKeras3, (_, old) => `benm_late_4712_90211_${old.replace(".ipynb", "-1.ipynb")}`),
      "carl.zip": zipped(inPython),
      "grades.csv": "",
    },
    points: { benm_4712: 12, carl: 12, musteranna_4711: 12 },
  },
  Blackboard: {
    files: {
      ...renamed(inPython, (_, old) => `Keras Day_anna.muster_attempt_2026-03-01-10-11-12_${old}`),
      ...renamed(inKeras3, (_, old) => `Keras Day_ben_attempt_2026-03-02-09-00-01_${old}`),
      "Keras Day_ben_attempt_2026-03-02-09-00-01.txt": "Name: Ben",
    },
    points: { "anna.muster": 12, ben: 12 },
  },
  "with the reports of an earlier run": {
    files: {
      ...under("anna", inPython),
      ...under("ben", inKeras3),
      ...under("reports", { "grades.json": "{}", "index.html": "", "anna.html": "", "review.yml": "" }),
    },
    points: { anna: 12, ben: 12 },
  },
  "Blackboard, several attempts": {
    files: {
      ...renamed(inPython, (_, old) => `Keras Day_anna_attempt_2026-03-01-10-11-12_${old}`),
      "Keras Day_anna_attempt_2026-03-02-09-00-01_ex01.ipynb": inPython["ex01_sequential.ipynb"],
      "Keras Day_anna_attempt_2026-03-02-09-00-01.txt": "Name: Anna",
      // Nothing was attached to it.
      "Keras Day_anna_attempt_2026-03-03-09-00-01.txt": "Name: Anna",
      ...renamed(inKeras3, (_, old) => `Keras Day_ben_attempt_2026-03-02-09-00-01_${old}`),
    },
    points: { anna: 1, ben: 12 },
    remark: /of several attempts, the last one was graded/,
  },
  "Microsoft Teams": {
    files: {
      ...under("Submitted files/Muster, Anna/Keras Day/Version 1", inPython),
      ...under("Submitted files/Muster, Anna/Keras Day/Version 2", inPython),
      ...under("Submitted files/Öz, Ben/Keras Day/Version 1", inKeras3),
    },
    points: { "Muster, Anna": 12, "Öz, Ben": 12 },
  },
  "Google Classroom, with one exercise from each": {
    files: {
      "Ana Núñez - ex04.ipynb": inPython["ex04_optimize.ipynb"],
      "Björn - ex04.ipynb": inKeras3["ex04_optimize.ipynb"],
    },
    points: { "Ana Núñez": 4, Björn: 4 },
  },
  "Google Classroom, with files of all names": {
    files: {
      ...renamed(inPython, (_, old) => `Ana Núñez - ${old}`),
      "Björn - ex04 (1).ipynb": inKeras3["ex04_optimize.ipynb"],
      "Zoë Brontë - Aufgaben.ipynb": inKeras3["ex01_sequential.ipynb"],
    },
    points: { "Ana Núñez": 12, Björn: 4, "Zoë Brontë": 1 },
  },
  "nbformat 3, with byte order marks and Windows' line ends": {
    files: renamed(
      Object.fromEntries(
        Object.entries(inPython).map(([name, file]) => [
          name,
          `\ufeff${version3(String(file)).replaceAll("\n", "\r\n")}`,
        ]),
      ),
      (_, old) => `Jörg Müller/${old}`,
    ),
    points: { "Jörg Müller": 12 },
  },
  "GitHub Classroom's repositories of one assignment": {
    files: {
      ...under("keras-day-submissions/keras-day-anna", inPython),
      "keras-day-submissions/keras-day-anna/.git/config": "",
      ...under("keras-day-submissions/keras-day-ben/notebooks", inKeras3),
      "keras-day-submissions/keras-day-ben/README.md": "",
    },
    points: { "keras-day-anna": 12, "keras-day-ben": 12 },
  },
  "zip files in one another": {
    files: { "class.zip": zipped({ "anna/work.zip": zipped({ "inner.zip": zipped(inPython) }) }) },
    paths: ["class.zip"],
    points: { ".": 12 },
  },
  "a tar file for each person": {
    files: { "ben.tgz": gzipSync(tarred(under("keras-day", inPython))), "cara.tar": tarred(inTypescript) },
    points: { ben: 12, cara: 12 },
  },
  "a tar file of a class": {
    files: {
      "class.tar.gz": gzipSync(
        tarred({ "class/anna/work.tar.gz": gzipSync(tarred(inPython)), ...under("class/ben", inKeras3) }),
      ),
    },
    paths: ["class.tar.gz"],
    points: { anna: 12, ben: 12 },
  },
  "archives that are not unpacked": {
    files: { "anna/work.tar.xz": "", ...under("ben", inPython) },
    points: { anna: 0, ben: 12 },
    remark: /work\.tar\.xz: it cannot be unpacked: only zip, tar and tar\.gz files are/,
  },
  "an archive that is not unpacked beside one that is": {
    files: { "class/anna.rar": "", "class/ben.zip": zipped(inPython) },
    paths: ["class"],
    points: { anna: 0, ben: 12 },
    remark: /anna\.rar: it cannot be unpacked: only zip, tar and tar\.gz files are/,
  },
  "notebooks that were exported": {
    files: {
      "anna/day.pdf": "",
      ...under("ben", { ...inPython, "Exercise 4.pdf": "", "ex04.html": "" }),
      ...under("carl", { "ex01.ipynb": inPython["ex01_sequential.ipynb"], "ex04.html": "" }),
    },
    points: { anna: 0, ben: 12, carl: 1 },
    remark: /day\.pdf: it is not a notebook[\s\S]*ex04\.html: it is not a notebook/,
  },
  "names in NFD, backslashes, and what macOS leaves": {
    files: {
      "class.zip": zipped({
        ...renamed(inPython, (_, old) => `class\\${"Jörg".normalize("NFD")}\\${old}`),
        ...renamed(inPython, (_, old) => `class/${"Jörg".normalize("NFC")}/${old}`),
        ...renamed(inKeras3, (_, old) => `class/ben/${old}`),
        ...renamed(inKeras3, (_, old) => `__MACOSX/class/ben/._${old}`),
        "class/ben/._ex01.ipynb": "junk",
        "class/ben/.DS_Store": "",
      }),
    },
    paths: ["class.zip"],
    points: { ["Jörg".normalize("NFD")]: 12, ["Jörg (2)".normalize("NFC")]: 12, ben: 12 },
  },
  "nbgrader's tree of a course": {
    files: {
      "nbgrader_config.py": "",
      ...under("source/keras", inPython),
      ...under("submitted/anna/keras", inPython),
      ...under("submitted/ben/keras", inKeras3),
      ...under("autograded/anna/keras", inPython),
    },
    points: { anna: 12, ben: 12 },
  },
  "nbgrader's autograded": {
    files: { ...under("autograded/anna/keras", inPython), "gradebook.db": "", ...under("feedback/anna", {}) },
    points: { anna: 12 },
  },
  "a zip file for each person": {
    files: { "anna.zip": zipped(under("keras-day-main", inPython)), "ben.zip": zipped(inTypescript) },
    points: { anna: 12, ben: 12 },
  },
  "a zip file of a class": {
    files: { "class.zip": zipped({ ...under("class/anna", inPython), ...under("class/ben", inKeras3) }) },
    paths: ["class.zip"],
    points: { anna: 12, ben: 12 },
  },
  "a zip file of a person in the person's folder": {
    files: { "anna/work.zip": zipped({ ...inPython, ...under("venv", environment) }), "anna/notes.txt": "" },
    points: { anna: 12 },
  },
  "a person submitted twice": {
    files: { ...under("anna", inPython), "anna.zip": zipped(inPython), ...under("ben", inPython) },
    paths: [".", "ben"],
    points: { anna: 12, "anna (2)": 12, ben: 12 },
    remark: /submitted 2 times under this name/,
  },
  "one person's folder, with a folder for each exercise by its word": {
    files: renamed(
      inPython,
      (exercise) =>
        `anna/${["environment", "sequential", "dense", "architecture", "optimize"][exercise]}/solution.ipynb`,
    ),
    paths: ["anna"],
    points: { anna: 12 },
  },
  "one person's repository of weeks and days": {
    files: { ...week(["anna/w1d2-pandas", "anna/w2d1_numpy"], 2), ...under("anna/w3d4-keras", inPython) },
    paths: ["anna"],
    points: { anna: 12 },
    remark: /not part of this day/,
  },
  "numbered people": {
    files: { ...under("01 Anna", inPython), ...under("02 Ben", inPython), "list.xlsx": "" },
    points: { "01 Anna": 12, "02 Ben": 12 },
  },
  "a class in one folder, by the beginning of the names": {
    files: {
      ...renamed(inPython, (n) => `anna_ex0${n}.ipynb`),
      ...renamed(inKeras3, (n) => `Ben Muster - Exercise ${n}.ipynb`),
      "Ben Muster - Exercise 4 old.ipynb": other("numpy"),
    },
    points: { anna: 12, "ben muster": 12 },
    remark: /read as that of 2 people/,
  },
  "a class in one folder, by the end of the names": {
    files: {
      ...renamed(inPython, (_, old) => old.replace(".ipynb", "_anna.ipynb")),
      ...renamed(inKeras3, (n) => `ex0${n}-ben.ipynb`),
      // The initials of somebody.
      ...renamed(inPython, (n) => `ex0${n}_ts.ipynb`),
      "cara.zip": zipped(inKeras3),
    },
    points: { anna: 12, ben: 12, cara: 12, ts: 12 },
  },
  "a class in one folder, a notebook of the whole day for each": {
    files: { "anna.ipynb": titled(five("Exercise"), "0"), "ben.ipynb": titled(five("Aufgabe"), "0") },
    points: { anna: 12, ben: 12 },
    remark: /read as that of 2 people/,
  },
  "a class in one folder, with files of all names": {
    files: {
      ...renamed(
        inPython,
        (n) =>
          `Ana_Núñez_${["env", "sequential model", "3 dense", "architecture", "keras optimize"][n]}.ipynb`,
      ),
      ...renamed(inKeras3, (_, old) => `björn_b_${old}`),
      "björn_b_tries.ipynb": other("numpy"),
      "Cem_Untitled7.ipynb": titled(five("Exercise"), "0"),
      "Zoë-all.ipynb": titled(five("Aufgabe"), "0"),
      "ex05.ipynb": other("numpy"),
    },
    points: { "ana núñez": 12, björn: 12, cem: 12, zoë: 12 },
    remark: /read as that of 4 people.*of nobody: ex05\.ipynb/,
  },
  "a folder of two names, without exercises in them": {
    files: {
      "anna.ipynb": inPython["ex01_sequential.ipynb"],
      "ben.ipynb": inPython["ex04_optimize.ipynb"],
    },
    points: { ".": 5 },
    remark: /read as one person's folder, though files are named anna, ben/,
  },
  "one person's days in one folder": {
    files: {
      ...renamed(inPython, (n) => `keras_ex0${n}.ipynb`),
      "numpy_ex00.ipynb": other("numpy"),
      "numpy_ex01.ipynb": other("numpy"),
    },
    points: { ".": 12 },
  },
  "a solution beside the people's folders": {
    files: {
      ...under("anna", inPython),
      ...under("ben/day", inKeras3),
      "cem/work.zip": zipped(inPython),
      "solution.ipynb": titled(five("Exercise"), "0"),
      "data/breast.csv": "",
    },
    points: { anna: 12, ben: 12, cem: 12, solution: 12 },
  },
  "notebooks beside folders of one person": {
    files: {
      ...inPython,
      "old/ex01.ipynb": other("numpy"),
      "tries/ex01.ipynb": other("numpy"),
      "images/a.png": "",
    },
    points: { ".": 12 },
    remark: /lies beside the folders old, tries/,
  },
  "short numbers in names": {
    files: under(
      "anna",
      renamed(inPython, (n, old) => `ex_0${n}_1_${old.slice(5)}`),
    ),
    paths: ["anna"],
    points: { anna: 12 },
  },
  "two archives with the same names": {
    files: {
      "anna/v1.zip": zipped({
        "ex04.ipynb": other("numpy"),
        "ex01.ipynb": inPython["ex01_sequential.ipynb"],
      }),
      "anna/v2.zip": zipped(inPython),
    },
    points: { anna: 12 },
  },
  "one person's folder with versions, named itself": {
    files: {
      ...renamed(inPython, (n) => `ex0${n}_final.ipynb`),
      "ex02_old.ipynb": other("numpy"),
      "ex03_old.ipynb": other("numpy"),
      "ex04_anna.ipynb": other("numpy"),
      "ex04_ben.ipynb": other("numpy"),
    },
    points: { ".": 12 },
    remark: /read as one person's folder, though files are named anna, ben/,
  },
  "a folder for each group of people, and of their zip files": {
    files: {
      ...under("Group A/anna", inPython),
      ...under("Group A/ben", inKeras3),
      ...under("Group B/carl", inPython),
      "Section 2/cleo.zip": zipped(inPython),
      "Section 2/dora.zip": zipped(inPython),
      "Section 3/emil.zip": zipped(inPython),
    },
    points: { anna: 12, ben: 12, carl: 12, cleo: 12, dora: 12, emil: 12 },
    remark: /in the folder Group A, which was read as that of several people/,
  },
  "a class in a folder of its title": {
    files: {
      ...under("Keras Day/2026-03/anna(s1)/Submission attachment(s)", inPython),
      ...under("Keras Day/2026-03/ben(s2)/Submission attachment(s)", inPython),
    },
    points: { "anna(s1)": 12, "ben(s2)": 12 },
  },
  "a person's two versions of the day": {
    files: {
      ...under("anna/python", inPython),
      ...under("anna/old", inPython),
      ...under("ben/TP1", inPython),
      ...under("ben/TP4", inPython),
      ...under("carl/2026-03-01", inPython),
      ...under("carl/2026-03-05", inPython),
      "dora/dora-muster.zip": zipped(inPython),
      "dora/dora-muster-neu.zip": zipped(inPython),
    },
    points: { anna: 12, ben: 12, carl: 12, dora: 12 },
  },
  "a person's two versions of the day beside another person's notebooks": {
    files: {
      ...under("anna/colab", inPython),
      ...under("anna/local", inPython),
      ...under("ben", inPython),
    },
    points: { anna: 12, ben: 12 },
  },
  "notebooks as browsers save them": {
    files: {
      ...under(
        "anna",
        renamed(inPython, (_, name) => `${name}.txt`),
      ),
      ...under(
        "ben",
        renamed(inPython, (n) => `Ex0${n}.IPYNB`),
      ),
      ...renamed(inPython, (_, name) => `cleo_12345_assignsubmission_file_/${name}.json`),
    },
    points: { anna: 12, ben: 12, cleo_12345_assignsubmission_file_: 12 },
  },
  "notebooks in UTF-16": {
    files: Object.fromEntries(
      Object.entries(inPython).map(([name, file]) => [
        `anna/${name}`,
        Buffer.from(`\ufeff${file}`, "utf16le"),
      ]),
    ),
    points: { anna: 12 },
  },
  "scripts beside notebooks": {
    files: { ...under("anna", inPython), "anna/helpers.py": "import keras\nprint(keras.__version__)" },
    points: { anna: 12 },
  },
};
