/** How a fit's log looks, in the form of the golden texts (`tests/golden/text_keras_*`). */
interface LogOptions {
  epochs?: number;
  /** Batches an epoch. */
  steps?: number;
  form?: "TypeScript" | "Keras 2" | "Keras 2 bar" | "Keras 3 bar";
  /** The accuracy that the training comes to. */
  to: number;
}

/** A log whose accuracy rises from the share of the larger class and stays at `to` for the last ten epochs. */
export function log({ epochs = 50, steps = 18, form = "TypeScript", to }: LogOptions): string {
  const from = 0.6274;
  return Array.from({ length: epochs }, (_, index) => {
    const way = Math.min(1, index / Math.max(1, epochs - 10));
    const accuracy = (from + (to - from) * way).toFixed(4);
    const loss = (0.66 - (to - from) * way * 1.4).toFixed(4);
    return `Epoch ${index + 1}/${epochs}\n${line(form, steps, loss, accuracy)}\n`;
  }).join("");
}

function line(form: LogOptions["form"], steps: number, loss: string, accuracy: string): string {
  switch (form) {
    case "Keras 2":
      return `${steps}/${steps} - 0s - loss: ${loss} - accuracy: ${accuracy}`;
    case "Keras 2 bar": {
      const first = ` 1/${steps} [>.............................] - ETA: 0s - loss: 0.7001 - accuracy: 0.5312`;
      const whole = `${steps}/${steps} [==============================] - 0s 1ms/step - loss: ${loss} - accuracy: ${accuracy}`;
      return first + "\b".repeat(first.length) + whole;
    }
    case "Keras 3 bar": {
      const first = `\x1b[1m 1/${steps}\x1b[0m \x1b[32m━\x1b[0m\x1b[37m━━━━━━━━━━━━━━━━━━━\x1b[0m \x1b[1m1s\x1b[0m 72ms/step - accuracy: 0.5312 - loss: 0.7001`;
      return `${first}${"\b".repeat(70)}\r\x1b[1m${steps}/${steps}\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m0s\x1b[0m 1ms/step - accuracy: ${accuracy} - loss: ${loss}`;
    }
    default:
      return `${steps}/${steps} - loss: ${loss} - accuracy: ${accuracy}`;
  }
}
