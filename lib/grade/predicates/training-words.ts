/** Names of accuracy; `precision` without an accent is another figure. */
const ACCURACY =
  "(?:acc(?:uracy)?|pr[ée]cisi[óo]n(?<!precision)|précision|exactitude?|acur[áa]cia|accuratezza|(?:treffer)?genauigkeit|trefferquote|nauwkeurigheid|noggrannhet|doğruluk(?:\\s+oranı)?|dokładność|точность|exatidão|precisão|tarkkuus|nøyaktighet|nøjagtighed|pontosság|přesnost|presnosť|acuratețe|точність|ακρίβεια)";
/** In languages without blanks between words. */
const ACCURACY_UNSPACED = "(?:正解率|正確度|准确率|準確率|精度|정확도)";
/** Accuracy as a word of its own. */
export const ACCURACY_WORD: string = String.raw`(?:(?<![\p{L}\w])${ACCURACY}(?![\p{L}\w])|${ACCURACY_UNSPACED})`;

const EPOCH =
  "(?:epochs?|époques?|epochen?|épocas?|epoche|epoca|epok\\p{L}{0,2}|эпох\\p{L}{0,2}|エポック|에포크)";
const EPOCH_BEHIND = new RegExp(String.raw`${EPOCH}\D{0,12}?(\d+)(?!\d|[.,]\d|\s?[%％])`, "iu");
const ORDINAL =
  /(\d+)(?:(?:st|nd|rd|th|e|\.)?\s+(?:epoch|époque|época|epok|epoca|эпох)|\s?(?:エポック|轮|輪|个周期|에포크))/iu;

/** The epoch that a line names, as “epoch 50” or “50th epoch”; `undefined` if it names none. */
export function epochNamed(line: string): number | undefined {
  const epoch = (EPOCH_BEHIND.exec(line) ?? ORDINAL.exec(line))?.[1];
  return epoch === undefined ? undefined : Number(epoch);
}

/** Words for other data than those trained on. */
export const OTHER_DATA: RegExp = /(?<![a-z])val(?:id|_|\b)|test|hold[ -]?out/i;

const COLUMNS = Object.entries({
  accuracy: ACCURACY_WORD,
  loss: "(?:loss|verlust|p[ée]rdida|perda|perte|perdita|kayıp|strata|förlust|verlies|損失|损失)",
  epoch: EPOCH,
}).map(([name, words]): [string, RegExp] => [name, new RegExp(`^${words}$`, "iu")]);

/** Keras' name for the head of a column, such as `accuracy` for “Genauigkeit”; the head itself if it is none. */
export const columnOf = (head: string): string => COLUMNS.find(([, words]) => words.test(head))?.[0] ?? head;

/** 0.984 for 98.4, without the error of a division. */
const fromPercent = (percent: number) => Number((percent / 100).toFixed(10));

/** A figure as it is printed: with a decimal comma, in per cent, in quotes, or cut off; `NaN` for anything else. */
export function figureOf(text: string): number {
  const bare = text
    .trim()
    .replace(/^(['"])(.*)\1$/, "$2")
    .replace(/(?<=\d)…$/, "")
    .replace(",", ".");
  if (bare === "") return Number.NaN;
  return /[%％]$/.test(bare) ? fromPercent(Number(bare.slice(0, -1))) : Number(bare);
}

/** A figure as a share of 1, also if it is in per cent without the sign. */
export const shareOf = (text: string): number => (figureOf(text) > 1 ? figureOf(`${text}%`) : figureOf(text));
