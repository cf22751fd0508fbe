/** Where a chart's axis ends: the next round number, 1, 2 or 5 times a power of ten. What is counted in whole numbers has a whole middle too. */
export function ceiling(values: readonly number[]): number {
  const highest = Math.max(0, ...values);
  const whole = values.every(Number.isInteger);
  if (highest <= 0) return whole ? 2 : 1;
  if (whole && highest <= 10) return [2, 4, 6, 10].find((step) => step >= highest) ?? 10;
  const power = 10 ** Math.floor(Math.log10(highest));
  return power * ([1, 2, 5, 10].find((step) => step * power >= highest) ?? 10);
}
