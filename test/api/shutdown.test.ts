import { expect, test } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import type { Event, EventOf } from '../../src/protocol/events.ts';
import { newId } from '../../src/protocol/ids.ts';
import { sendMessage } from '../../src/protocol/messages.ts';
import { EventLine } from './event-line.ts';
import { startInkstone } from './inkstone.ts';

const eventsOf = (line: EventLine): Event[] =>
  line.events.filter(({ event }) => event === 'data').flatMap(({ data }) => JSON.parse(data) as Event[]);

const endsIn = (line: EventLine): EventOf<'answer-end'>[] =>
  eventsOf(line).filter((event) => event.type === 'answer-end');

test('the end of the server shows each viewer how every answer ended, then ends its line and every upstream', async () => {
  const count = 40;
  const inkstone = await startInkstone({ INKSTONE_RUNNING_ANSWERS: String(count) });
  using line = await EventLine.open(`${inkstone.origin}/api/stream?offset=now&live=sse`);
  const caller = { origin: inkstone.origin, fetch };
  const sends = Array.from({ length: count }, () =>
    call(
      caller,
      sendMessage,
      { conversationId: newId() },
      { id: newId(), parentId: null, text: 'go', model: 'demo/script:{"tokens":9,"stallAfter":3}' },
    ),
  );
  const answers = (await Promise.all(sends)).map(({ answer }) => answer);
  const textOf = (answerId: string): string =>
    eventsOf(line)
      .flatMap((event) => (event.type === 'text-delta' && event.answerId === answerId ? [event.text] : []))
      .join('');
  await line.until(() => answers.every(({ id }) => textOf(id) === 't0 t1 t2'));

  await inkstone[Symbol.asyncDispose]();
  await line.untilEnded();
  expect(
    endsIn(line)
      .map(({ answerId }) => answerId)
      .sort(),
  ).toEqual(answers.map(({ id }) => id).sort());
  expect(new Set(endsIn(line).map(({ status }) => status))).toEqual(new Set(['interrupted']));
  const asked = inkstone.demo.requests();
  expect(asked).toHaveLength(count);
  expect(new Set(asked.map(({ state }) => state))).toEqual(new Set(['closed-by-client']));
});

test('a question that comes while the server ends is refused in a way that says to try again', async () => {
  const inkstone = await startInkstone();
  const ending = inkstone[Symbol.asyncDispose]();
  const body = JSON.stringify({ id: newId(), parentId: null, text: 'late', model: 'demo/demo' });
  const headers = { 'content-type': 'application/json' };
  const late = inkstone.send(`/api/conversations/${newId()}/messages`, { method: 'POST', headers, body });
  const reply = await late.then(
    ({ status, headers: replied }) => ({ status, retryAfter: replied['retry-after'] }),
    (error: NodeJS.ErrnoException) => error.code,
  );
  await ending;
  // Either it was still heard, or nobody listened any more: both are tried again by whoever asks.
  expect([{ status: 503, retryAfter: '2' }, 'ECONNREFUSED', 'ECONNRESET']).toContainEqual(reply);
});
