import './page.css';

/** What the model says, piece by piece, as a page reads it that has nothing between itself and the model. */
export async function readAnswer(onPiece) {
  const reply = await fetch('/v1/chat/completions', { method: 'POST', body: '{"stream":true}' });
  let rest = '';
  for await (const text of reply.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      if (event !== 'data: [DONE]')
        onPiece(JSON.parse(event.slice('data: '.length)).choices[0].delta.content ?? '');
    }
  }
}

/** The end of the answer stays in sight. */
export function followEnd() {
  const scroll = document.querySelector('#scroll');
  new ResizeObserver(() => (scroll.scrollTop = scroll.scrollHeight)).observe(
    document.querySelector('#answer'),
  );
}
