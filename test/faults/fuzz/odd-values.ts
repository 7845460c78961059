import { newId } from '../../../src/protocol/ids.ts';
import type { Random } from '../rig/random.ts';

type Make = (random: Random) => unknown;

const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), 1);
const wide = (keys: number): unknown =>
  Object.fromEntries(Array.from({ length: keys }, (_, index) => [`k${index}`, index]));

const makers: readonly Make[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER + 1,
  () => '',
  () => ' \t\n',
  () => '\0',
  () => '\ud800',
  () => '\udfff\ud800',
  () => '\u2028\u202e\ufeff',
  () => '🖋️'.repeat(1 + 5000),
  (random) => 'x'.repeat(random.pick([80, 81, 200, 201, 512, 513, 4_097, 70_000, 270_000])),
  () => newId(),
  () => newId().toUpperCase(),
  () => `{${newId()}}`,
  () => '../../../etc/passwd',
  () => "' or 1=1 --",
  () => '%s%n%x',
  () => '<script>alert(1)</script>',
  () => 'file:///etc/passwd',
  () => 'http://127.0.0.1:1/v1',
  () => 'openai/demo',
  () => 'openai/',
  () => '/',
  () => '/script {"tokens":1}',
  () => '/script error',
  () => [],
  () => ({}),
  () => [[[[]]]],
  () => nested(31),
  () => nested(200),
  () => wide(10_001),
  () => JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  () => ({ constructor: { prototype: { polluted: true } } }),
  () => ({ toString: null, valueOf: 1, length: -1 }),
  () => ({ then: 'x' }),
];

/** Something that nobody should have sent. */
export function oddValue(random: Random): unknown {
  return random.pick(makers)(random);
}

/** One field is something else, is missing or is one too many. */
export function withOddPart(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.isOneIn(8)) return oddValue(random);
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  if (at === entries.length) return { ...value, [oddText(random)]: oddValue(random) };
  const [name, inner] = entries[at]!;
  if (random.isOneIn(4)) return Object.fromEntries(entries.filter((_, index) => index !== at));
  return { ...value, [name]: withOddPart(inner, random) };
}

/** Something odd as a text. */
export function oddText(random: Random): string {
  return (JSON.stringify(oddValue(random)) ?? 'null').slice(0, 400).toWellFormed();
}
