/** By the kind of a stream: given where to, a function that appends more text. */
export const builders = {
  mixed: (to) => lineByLine(() => newIn(to, 'div')),
  code: (to) => {
    const code = newIn(newIn(to, 'pre'), 'code');
    return lineByLine(() => newIn(code, 'div'));
  },
  formula: (to) => {
    const pre = newIn(to, 'pre');
    return lineByLine(() => newIn(pre, 'div'));
  },
  paragraph: (to) => {
    const text = newIn(to, 'p').appendChild(document.createTextNode(''));
    return (more) => text.appendData(more);
  },
  quote: (to) => {
    const text = newIn(newIn(to, 'blockquote'), 'p').appendChild(document.createTextNode(''));
    return wholeLines(to, /^>/, (line) => text.appendData(`${line.slice(2)} `));
  },
  table: (to) => {
    const body = newIn(newIn(to, 'table'), 'tbody');
    return wholeLines(to, /^\|/, (line) => {
      const row = newIn(body, 'tr');
      for (const cell of line.split('|').slice(1, -1)) write(newIn(row, 'td'), cell);
    });
  },
  list: (to) => {
    const lists = [newIn(to, 'ul')];
    return wholeLines(to, /^\s*- /, (line) => {
      const depth = line.search(/\S/) / 2;
      lists.length = Math.min(lists.length, depth + 1);
      if (lists.length === depth) lists.push(newIn(lists.at(-1).lastElementChild, 'ul'));
      write(newIn(lists[depth], 'li'), line.trim().slice(2));
    });
  },
};

const newIn = (parent, tag) => parent.appendChild(document.createElement(tag));

/** The elements that the marks of a line stand for: what the browser lays out is the same for all pages. */
function write(to, line) {
  for (const piece of line.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`|\[[^\]]+\]\([^)]+\))/)) {
    const mark = /^(\*\*|\*|`|\[)(.+?)(?:\1|\]\(.*)$/.exec(piece);
    if (mark) newIn(to, tags[mark[1]]).textContent = mark[2];
    else to.append(piece);
  }
}

const tags = { '**': 'strong', '*': 'em', '`': 'code', '[': 'a' };

/** Each line in an element of its own, also while it grows. */
function lineByLine(newLine) {
  let text = newLine().appendChild(document.createTextNode(''));
  return (more) => {
    const [first, ...lines] = more.split('\n');
    text.appendData(first);
    for (const line of lines) text = newLine().appendChild(document.createTextNode(line));
  };
}

/** Only lines that have ended; what does not belong to the block comes after it. */
function wholeLines(to, inBlock, onLine) {
  let rest = '';
  return (more) => {
    const lines = (rest + more).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (inBlock.test(line)) onLine(line);
      else if (line !== '') newIn(to, 'p').textContent = line;
    }
  };
}
