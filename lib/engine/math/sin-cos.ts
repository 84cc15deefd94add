/**
 * Sine and cosine with only + − ×, alike on every machine, to about 1e-15 for angles of a few turns: the angle's
 * distance from the nearest quarter turn, then the Taylor series.
 */
export function sinCos(angle: number): [sine: number, cosine: number] {
  const quarter = Math.floor(angle / (Math.PI / 2) + 0.5);
  const r = angle - quarter * HALF_PI_HIGH - quarter * HALF_PI_LOW;
  const square = r * r;
  let sine = 1;
  for (let n = 20; n > 1; n -= 2) sine = 1 - (sine * square) / (n * (n + 1));
  sine *= r;
  let cosine = 1;
  for (let n = 20; n > 0; n -= 2) cosine = 1 - (cosine * square) / (n * (n - 1));
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

/** π/2 in two parts: the first has trailing zeros, so that a few times it is exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;
