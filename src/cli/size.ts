const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for a person: `1.2 MB`, in steps of a thousand, as file managers count. */
export function sizeText(bytes: number): string {
  let [value, step] = [bytes, 0];
  while (value >= 1000 && step < units.length - 1) [value, step] = [value / 1000, step + 1];
  return `${step > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}
