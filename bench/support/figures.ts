/** One line of the result: what was measured, against what, and whether it is what we promise. */
export interface Figure {
  what: string;
  measured: string;
  reference: string;
  ratio: number;
  /** `at least 0.8`, `at most 1.3`. */
  target: { kind: 'at least' | 'at most'; value: number };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function isMet({ ratio, target }: Figure): boolean {
  return target.kind === 'at least' ? ratio >= target.value : ratio <= target.value;
}

export function asTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, measured, reference, ratio, target } = figure;
    return `| ${what} | ${measured} | ${reference} | ${ratio.toFixed(2)} | ${target.kind} ${target.value} | ${isMet(figure) ? 'yes' : '**no**'} |`;
  });
  return [
    '| what | Latchkey | reference | ratio | target | met |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
