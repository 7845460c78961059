interface LeftOut {
  /** The name of a group, or the beginning of several. */
  group: string;
  /** Only these cases of it; absent: the whole group. */
  cases?: RegExp;
  why: string;
}

const nobodyWrites =
  'How several writers keep apart. Nobody writes through the stream: the calls of the API do.';
const noExpiry = 'Streams that expire. Ours end with what they tell of.';

/** What of the suite does not run here, and why. Everything else runs, also what a later version adds. */
export const leftOut: readonly LeftOut[] = [
  { group: 'Append Operations', cases: /seq/, why: nobodyWrites },
  { group: 'HTTP Protocol', cases: / seq(uence)? /, why: nobodyWrites },
  { group: 'Protocol Edge Cases', cases: / seq /, why: nobodyWrites },
  { group: 'Sequence Ordering Properties', why: nobodyWrites },
  {
    group: 'Concurrent Writer Stress Tests',
    cases: /with sequence numbers|incrementing seq/,
    why: nobodyWrites,
  },
  { group: 'Idempotent Producer Operations', why: nobodyWrites },
  { group: 'Idempotent Producers with Stream Closure', why: nobodyWrites },
  { group: 'Edge Cases', cases: /^producer-state|different-body-dedup/, why: nobodyWrites },
  { group: 'TTL ', why: noExpiry },
  { group: 'HEAD Metadata Edge Cases', why: noExpiry },
  { group: 'Fork - ', why: 'Streams that branch off another. A conversation branches in its messages.' },
  {
    group: 'Reserved subscription APIs',
    why: 'Calls to other servers when something happens. There are none.',
  },
  {
    group: 'Caching and ETag',
    cases: /CORS preflight/,
    why: 'Reading from another site’s page. The API refuses that to every other origin.',
  },
];

/** One case of the suite: the groups that it lies in, from the outermost, and its name. */
export interface Case {
  groups: readonly string[];
  name: string;
}

/** The rule by which a case does not run; undefined: it runs. */
export function ruleFor({ groups, name }: Case): LeftOut | undefined {
  return leftOut.find(
    ({ group, cases }) =>
      groups.some((each) => each.startsWith(group)) && (cases === undefined || cases.test(name)),
  );
}
