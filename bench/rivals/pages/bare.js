// The least that a page can do: what the address names (`?kind=`) as bare elements, or the raw text, a line an element.
// What has come is appended once a frame.
import { followEnd, readAnswer } from './answer.js';
import { builders } from './bare-builders.js';

const kind = new URLSearchParams(location.search).get('kind') ?? 'mixed';
const answer = document.querySelector('#answer');
let build = builders[kind](answer);
let waiting = '';

globalThis.ask = (isNew) => {
  if (isNew) {
    answer.replaceChildren();
    build = builders[kind](answer);
  }
  return readAnswer((piece) => {
    if (waiting === '') requestAnimationFrame(draw);
    waiting += piece;
  });
};

function draw() {
  build(waiting);
  waiting = '';
}

followEnd();
