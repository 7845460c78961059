import { describe, expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { formatOffset, parseOffset } from '../../src/protocol/offset.ts';
import { EventLine } from './event-line.ts';
import { dataOf, eventsOf, isLive } from './stream-events.ts';
import { type StreamRig, useStreamRig } from './stream-rig.ts';

describe('catching up', () => {
  let rig: StreamRig;
  useStreamRig((started) => (rig = started));

  test('everything that happened comes as one array, with the place to read on from', async () => {
    const answer = await rig.ask();
    await rig.write(answer, 'a');
    const response = await fetch(rig.personUrl('?offset=-1'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('stream-up-to-date')).toBe('true');
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    const events = await eventsOf(response);
    expect(events.at(-1)).toMatchObject({ type: 'text-delta', text: 'a' });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  test('from an offset on, only what is newer comes', async () => {
    const answer = await rig.ask();
    const { offset } = rig.journal;
    await rig.write(answer, 'new');
    const events = await eventsOf(await fetch(rig.personUrl(`?offset=${offset}`)));
    expect(events.map(({ text }) => text)).toEqual(['new']);
    const after = await fetch(rig.personUrl(`?offset=${rig.journal.offset}`));
    expect(await eventsOf(after)).toEqual([]);
    expect(after.headers.get('stream-next-offset')).toBe(rig.journal.offset);
  });

  test('without an offset it begins at the beginning; with now it begins at the end', async () => {
    await rig.ask();
    expect((await eventsOf(await fetch(rig.personUrl()))).length).toBeGreaterThan(0);
    const now = await fetch(rig.personUrl('?offset=now'));
    expect(await eventsOf(now)).toEqual([]);
    expect(now.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    expect(now.headers.get('stream-up-to-date')).toBe('true');
    expect(now.headers.has('etag')).toBe(false);
  });

  test('the beginning is that of what is kept, which moves on as the oldest is let go of', async () => {
    const answer = await rig.ask();
    const whole = await fetch(rig.personUrl('?offset=-1'));
    const [first] = await eventsOf(whole);
    await rig.fillTail(answer);
    for (const query of ['', '?offset=-1', '?offset=-1&live=long-poll']) {
      const kept = await fetch(rig.personUrl(query), {
        headers: { 'if-none-match': whole.headers.get('etag')! },
      });
      expect(kept.status, query).toBe(200);
      const seqs = (await eventsOf(kept)).map(({ seq }) => seq);
      expect(seqs[0]).toBeGreaterThan(first!.seq);
      expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
      expect(kept.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    }
    using line = await EventLine.open(rig.personUrl('?offset=-1&live=sse'));
    await line.until(isLive);
    expect(dataOf(line).at(-1)!.seq).toBe(parseOffset(rig.journal.offset)!.seq);
  });

  test('what has not changed is not sent again', async () => {
    const answer = await rig.ask();
    const first = await fetch(rig.personUrl('?offset=-1'));
    const etag = first.headers.get('etag')!;
    const again = await fetch(rig.personUrl('?offset=-1'), {
      headers: { 'if-none-match': `"other", ${etag}` },
    });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    await rig.write(answer, 'more');
    const changed = await fetch(rig.personUrl('?offset=-1'), { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
  });

  test('a conversation’s stream holds only its own events, at the same offsets', async () => {
    const [one, other] = [await rig.ask(), await rig.ask()];
    await rig.write(one, 'mine');
    await rig.write(other, 'not mine');
    const path = `/api/conversations/${one.conversationId}/stream?offset=-1`;
    const response = await fetch(rig.origin + path);
    expect((await eventsOf(response)).at(-1)).toMatchObject({ text: 'mine' });
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
  });

  test('the state of the stream can be asked for without reading it', async () => {
    await rig.ask();
    const response = await fetch(rig.personUrl(), { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('stream-next-offset')).toBe(rig.journal.offset);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('what cannot be read', () => {
  let rig: StreamRig;
  useStreamRig((started) => (rig = started));

  test('a malformed request is refused', async () => {
    for (const query of [
      '?offset=',
      '?offset=abc',
      '?offset=1',
      '?offset=-2',
      '?offset=now&offset=now',
      '?offset=..%2F..',
      '?offset=%00',
      '?offset=now&live=yes',
      '?live=sse',
      '?live=long-poll',
    ]) {
      const response = await fetch(rig.personUrl(query));
      expect(response.status, query).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'invalid_request' });
    }
  });

  test('an offset of another store is gone', async () => {
    // A place that this store has, too: only its name tells that it is another.
    const foreign = formatOffset({ epoch: 'abcdef123456', seq: parseOffset(rig.journal.offset)!.seq });
    for (const live of ['', '&live=sse', '&live=long-poll']) {
      const response = await fetch(rig.personUrl(`?offset=${foreign}${live}`));
      expect(response.status).toBe(410);
      expect(await response.json()).toMatchObject({ code: 'offset_gone', retryable: false });
    }
  });

  test('an offset ahead of everything is gone: it is of a store that knew more', async () => {
    const { epoch, seq } = parseOffset(rig.journal.offset)!;
    const ahead = formatOffset({ epoch, seq: seq + 1 });
    expect((await fetch(rig.personUrl(`?offset=${ahead}`))).status).toBe(410);
  });

  test('what is older than is kept is gone', async () => {
    const answer = await rig.ask();
    const early = rig.journal.offset;
    await rig.fillTail(answer);
    for (const live of ['', '&live=sse', '&live=long-poll']) {
      expect((await fetch(rig.personUrl(`?offset=${early}${live}`))).status).toBe(410);
    }
    expect((await fetch(rig.personUrl(`?offset=${rig.journal.offset}`))).status).toBe(200);
  });

  test('a conversation that is unknown, deleted or no id at all has no stream', async () => {
    const { conversationId } = await rig.ask();
    await rig.journal.write('local', 'deleteConversation', { id: conversationId });
    for (const id of [newId(), conversationId, 'x', '%00']) {
      const response = await fetch(`${rig.origin}/api/conversations/${id}/stream?offset=now&live=sse`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'conversation_not_found' });
    }
  });

  test('nothing is written through it', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(rig.personUrl(), { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
    }
  });
});
