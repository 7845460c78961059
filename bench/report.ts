/** One line of the outcome: our figure, what it is held against in the same run, and what it may be. */
export interface Finding {
  what: string;
  ours: string;
  /** The other side of the comparison, where there is one. */
  against?: string;
  /** What the budget is about: a ratio or an amount. */
  value: string;
  budget?: string;
  met?: boolean;
}

/** A text is a line of a table of its own, below those of the findings. */
export type Benchmark = () => AsyncGenerator<Finding | string>;

export function ratioFinding(
  what: string,
  { ours, against, unit, budget }: { ours: number; against: number; unit: string; budget?: number },
): Finding {
  const ratio = ours / against;
  return {
    what,
    ours: `${figure(ours)} ${unit}`,
    against: `${figure(against)} ${unit}`,
    value: `${ratio.toFixed(2)}x`,
    ...(budget === undefined ? {} : { budget: `<= ${budget}x`, met: ratio <= budget }),
  };
}

export function amountFinding(
  what: string,
  { ours, against, value, unit, budget }: AmountOf & { unit: string },
): Finding {
  return {
    what,
    ours: `${figure(ours)} ${unit}`,
    ...(against === undefined ? {} : { against }),
    value: `${figure(value ?? ours)} ${unit}`,
    ...(budget === undefined ? {} : { budget: `<= ${budget} ${unit}`, met: (value ?? ours) <= budget }),
  };
}

interface AmountOf {
  ours: number;
  against?: string;
  /** What counts, where it is not `ours` itself. */
  value?: number;
  budget?: number;
}

/** As a row of a Markdown table. */
export function row({ what, ours, against = '', value, budget = '', met }: Finding): string {
  const verdict = met === undefined ? '' : met ? 'yes' : '**no**';
  return tableRow([what, ours, against, value, budget, verdict]);
}

export const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export const heading =
  '| what | Inkstone | against | value | budget | met |\n| --- | --- | --- | --- | --- | --- |';

export function figure(value: number): string {
  return Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) >= 10
      ? value.toFixed(1)
      : value.toFixed(2);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
