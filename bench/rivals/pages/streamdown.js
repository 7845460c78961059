import { code } from '@streamdown/code';
import { math } from '@streamdown/math';
import 'katex/dist/katex.min.css';
import { createElement, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';
import 'streamdown/styles.css';
import { followEnd, readAnswer } from './answer.js';

const plugins = { code, math };

function Answer() {
  const [text, setText] = useState('');
  useEffect(() => {
    // React draws what has come by then in one go.
    globalThis.ask = (isNew) => {
      if (isNew) setText('');
      return readAnswer((piece) => setText((before) => before + piece));
    };
  }, []);
  return createElement(Streamdown, { plugins, isAnimating: true }, text);
}

createRoot(document.querySelector('#answer')).render(createElement(Answer));
followEnd();
