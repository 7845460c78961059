import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import { textOf } from '../../protocol/messages.ts';

const user = 'local';
const plain = 'script:{"text":"Fine.","rate":0}';

describe('a turn that a content filter refuses', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start();
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  const lastAsked = (): unknown => (rig.requests().at(-1)?.body as { messages: unknown }).messages;

  it('is not given to the model any more, and the conversation goes on', async () => {
    const first = await rig.ended((await rig.ask(plain, { text: 'Q1' })).id);
    const refused = await rig.follow(first, 'script:data_inspection_failed', { text: 'BAD' });
    const ended = await rig.ended(refused.id);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'content_filtered' }, setAside: true });
    const next = await rig.ended((await rig.follow(ended, plain, { text: 'Q2' })).id);
    expect(next.status).toBe('complete');
    expect(lastAsked()).toEqual([
      { role: 'user', content: 'Q1' },
      { role: 'assistant', content: 'Fine.' },
      { role: 'user', content: 'Q2' },
    ]);
  });

  it('keeps what was written before the refusal, which is not given to the model either', async () => {
    const moderated = 'script:{"tokens":9,"error":"output_inspection_failed","errorAfter":5,"rate":0}';
    const ended = await rig.ended((await rig.ask(moderated, { text: 'BAD' })).id);
    expect(textOf(ended)).toContain('t4');
    expect(ended.setAside).toBe(true);
    await rig.ended((await rig.follow(ended, plain, { text: 'Q2' })).id);
    expect(lastAsked()).toEqual([{ role: 'user', content: 'Q2' }]);
  });

  it('can be asked again, and another answer to it counts', async () => {
    const refused = await rig.ended((await rig.ask('script:data_inspection_failed', { text: 'Q1' })).id);
    const body = { id: crypto.randomUUID(), model: `demo/${plain}` };
    const { answer } = await rig.generation.regenerate(user, refused.id, body);
    const second = await rig.ended(answer.id);
    expect(second.setAside).toBeUndefined();
    await rig.ended((await rig.follow(second, plain, { text: 'Q2' })).id);
    expect(JSON.stringify(lastAsked())).toContain('Q1');
  });

  it('can be asked without what is above it, which the model is not given from then on', async () => {
    const first = await rig.ended((await rig.ask(plain, { text: 'Q1' })).id);
    const refused = await rig.ended(
      (await rig.follow(first, 'script:data_inspection_failed', { text: 'Q2' })).id,
    );
    const { answer } = await rig.generation.regenerate(user, refused.id, {
      id: crypto.randomUUID(),
      model: `demo/${plain}`,
      contextFrom: refused.parentId!,
    });
    const alone = await rig.ended(answer.id);
    expect(alone.contextFrom).toBe(refused.parentId);
    expect(lastAsked()).toEqual([{ role: 'user', content: 'Q2' }]);
    await rig.ended((await rig.follow(alone, plain, { text: 'Q3' })).id);
    expect(JSON.stringify(lastAsked())).not.toContain('Q1');
  });

  it('can be taken back in, which is still so after the next start', async () => {
    const refused = await rig.ended((await rig.ask('script:data_inspection_failed', { text: 'Q1' })).id);
    await rig.journal.write(user, 'setAsideAnswer', { answerId: refused.id, setAside: false });
    await rig.restart();
    expect((await rig.read(refused.id)).setAside).toBe(false);
    await rig.ended((await rig.follow(refused, plain, { text: 'Q2' })).id);
    expect(JSON.stringify(lastAsked())).toContain('Q1');
  });

  it('is nobody else’s to take back', async () => {
    const refused = await rig.ended((await rig.ask('script:data_inspection_failed')).id);
    const asOther = rig.journal.write('somebody', 'setAsideAnswer', {
      answerId: refused.id,
      setAside: false,
    });
    await expect(asOther).rejects.toMatchObject({ code: 'answer_not_found' });
  });
});
