/** A line of a `.env` file that cannot be read. Names the line, never its content: it may hold a key. */
export class EnvFileError extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.name = 'EnvFileError';
    this.line = line;
  }
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)$/;
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/**
 * `NAME=value`, with `export`, comments and quotes (over several lines too) as every other tool reads them.
 * Node's own parser passes over what it does not understand, and a key with a typing mistake would just not be there.
 */
export function parseEnvFile(text: string): Record<string, string> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const values: Record<string, string> = {};
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (/^\s*(#|$)/.test(line)) continue;
    const match = assignment.exec(line);
    if (!match) throw new EnvFileError(index + 1, 'expected NAME=value');
    const value = readValue(match[2]!, lines, index);
    values[match[1]!] = value.text;
    index = value.lastLine;
  }
  return values;
}

function readValue(
  rest: string,
  lines: readonly string[],
  index: number,
): { text: string; lastLine: number } {
  const quote = rest[0];
  if (quote !== '"' && quote !== "'" && quote !== '`') {
    return { text: rest.replace(/(^|\s)#.*$/, '').trim(), lastLine: index };
  }
  let text = rest.slice(1);
  let lastLine = index;
  let end = closingQuote(text, quote);
  while (end === -1) {
    lastLine += 1;
    if (lastLine >= lines.length) throw new EnvFileError(index + 1, `the quote ${quote} is not closed`);
    text += `\n${lines[lastLine]}`;
    end = closingQuote(text, quote);
  }
  if (!/^\s*(#.*)?$/.test(text.slice(end + 1))) {
    throw new EnvFileError(lastLine + 1, `something follows the closing ${quote}`);
  }
  return { text: unescape(text.slice(0, end), quote), lastLine };
}

function closingQuote(text: string, quote: string): number {
  for (let index = 0; index < text.length; index++) {
    if (quote === '"' && text[index] === '\\') index += 1;
    else if (text[index] === quote) return index;
  }
  return -1;
}

function unescape(text: string, quote: string): string {
  if (quote !== '"') return text;
  return text.replace(
    /\\(.)/gs,
    (whole, letter: string) => escapes[letter] ?? (/["\\$]/.test(letter) ? letter : whole),
  );
}
