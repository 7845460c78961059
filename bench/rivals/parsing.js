// One parser in a process of its own: what it costs as the text grows, and whether what streams is what arrives whole.
import { answerParent } from '../rig/child.ts';

/** `end` gives what was read in a form of its own; `toHtml`, where there is one, makes HTML of it. */
const { open, toHtml } = await import(process.env.BENCH_PARSER);

const edge = 10_000;

answerParent({ growth: (args) => orFailure(() => growth(args)), differs });

/** That a parser throws is a finding, not a failure of the measurement. */
function orFailure(task) {
  try {
    return task();
  } catch (error) {
    return { error: String(error) };
  }
}

/** The system counts a thread's time in steps of some milliseconds: what is brief is done so often that they do not matter. */
const enoughMicros = 60_000;
const maxRounds = 40;

/**
 * The time of this thread for `text` in pieces of `pieceLength` UTF-16 units, what is between its first and last 10 KB in
 * pieces of `betweenLength`. Of the first and the last no more is done than `edgeLimitMs` allows; what is between comes at
 * once after `limitMs`.
 */
function growth(args) {
  const rounds = [];
  const sum = (key) => rounds.reduce((total, round) => total + round[key], 0);
  do rounds.push(oneRound(args));
  while (
    rounds.length < maxRounds &&
    sum('firstMicros') < enoughMicros &&
    sum('wholeMicros') < 20 * enoughMicros
  );
  const isWhole = rounds.every((round) => round.isWhole);
  return {
    firstMicros: sum('firstMicros') / sum('firstLength'),
    lastMicros: sum('lastMicros') / sum('lastLength'),
    totalMs: isWhole ? sum('wholeMicros') / rounds.length / 1000 : null,
  };
}

function oneRound({ text, pieceLength, betweenLength, limitMs, edgeLimitMs }) {
  const parser = open();
  const last = text.length - edge;
  const first = work(parser, text.slice(0, edge), pieceLength, edgeLimitMs);
  if (first.length < edge) parser.append(text.slice(first.length, edge));
  const between = work(parser, text.slice(edge, last), betweenLength, limitMs);
  if (between.length < last - edge) parser.append(text.slice(edge + between.length, last));
  const final = work(parser, text.slice(last), pieceLength, edgeLimitMs);
  return {
    firstMicros: first.micros,
    firstLength: first.length,
    lastMicros: final.micros,
    lastLength: final.length,
    wholeMicros: first.micros + between.micros + final.micros,
    isWhole: first.length + between.length + final.length === text.length,
  };
}

function work(parser, text, pieceLength, limitMs) {
  const before = process.threadCpuUsage();
  let micros = 0;
  let length = 0;
  while (length < text.length && micros < limitMs * 1000) {
    const end = Math.min(text.length, length + pieceLength);
    parser.append(text.slice(length, end));
    length = end;
    const { user, system } = process.threadCpuUsage(before);
    micros = user + system;
  }
  return { micros, length };
}

/** Which of the texts read otherwise a unit at a time than whole, and what HTML each gives when it streams. */
function differs({ texts }) {
  return texts.map((text) => {
    const streamed = orFailure(() => form(read(text, 1)));
    const whole = orFailure(() => form(read(text, text.length)));
    const isSame = streamed.error === undefined && JSON.stringify(streamed) === JSON.stringify(whole);
    return { differs: !isSame, html: toHtml === null ? null : (streamed.error ?? streamed) };
  });
}

const form = (result) => (toHtml === null ? result : toHtml(result));

function read(text, pieceLength) {
  const parser = open();
  for (let at = 0; at < text.length; at += pieceLength) parser.append(text.slice(at, at + pieceLength));
  return parser.end();
}
