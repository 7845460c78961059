const same = new Set('p blockquote hr ul thead tbody tr table em strong pre'.split(' '));

/** What is drawn below an element, as the examples of the specification write it (`canonical.ts` says what of that). */
export function asSpecified(parent: Node): string {
  return [...parent.childNodes].map(written).join('').trim();
}

function written(node: ChildNode): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof HTMLElement)) return '';
  const inside = (): string => [...node.childNodes].map(written).join('');
  const within = (tag: string, extra = ''): string => `<${tag}${extra && ` ${extra}`}>${inside()}</${tag}>`;
  if (node.matches('.spoken, .host')) return '';
  if (node.matches('.image')) return '<img>';
  if (node.matches('.html:has(+ .html)')) return `${inside()}\n`;
  if (node.matches('.formula')) return `<math>${node.textContent}</math>`;
  if (node.matches('.code-block')) return `<pre>${preText(node)}</pre>`;
  if (node.matches('.task-box')) return node.matches('.checked') ? '<input checked> ' : '<input> ';
  if (
    node.matches(
      '.stretch, .part, .piece, .piece > *, .box, .table, .html, .hidden-character, li:not(.loose > li) > p',
    )
  )
    return inside();
  const tag = node.localName;
  if (tag === 'br' || tag === 'hr') return `<${tag}>`;
  if (tag === 'a') return within('a', node.getAttribute('href')!);
  if (tag === 's') return within('del');
  if (/^h\d$/.test(tag)) return within(node.className.replace('level-', 'h'));
  if (tag === 'th' || tag === 'td') return within(tag, /align-(\w+)/.exec(node.className)?.[1] ?? '');
  if (tag === 'ol') return within(tag, node.getAttribute('start') ?? '');
  if (same.has(tag) || ['li', 'code', 'span'].includes(tag)) return within(tag);
  throw new Error(`the specification has no ${node.outerHTML.slice(0, 200)}`);
}

const preText = (block: HTMLElement): string =>
  (block.querySelector('pre')?.textContent ?? '').replace(/\n$/, '');
