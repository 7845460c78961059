import { expect, test } from 'vitest';
import { fileNameFor } from './file-name.ts';
import { readInfo } from './info-string.ts';

const saved = (info: string, firstLine = ''): string => fileNameFor(readInfo(info), firstLine);

test.each([
  ['', 'snippet.txt'],
  ['python', 'snippet.py'],
  ['C++', 'snippet.cpp'],
  ['brainfog', 'snippet.txt'],
  ['ts title=main.ts', 'main.ts'],
  ['ts title="src/my app/main.ts" {1,3}', 'main.ts'],
  ["yaml file='deploy.yml'", 'deploy.yml'],
  ['js:app.js', 'app.js'],
  ['12:40:src/app.tsx', 'app.tsx'],
  ['src/app.py', 'app.py'],
  ['{.python filename=a.py}', 'a.py'],
  ['Dockerfile', 'Dockerfile'],
  ['make', 'Makefile'],
  ['docker title=Dockerfile', 'Dockerfile'],
  ['python title=数据清洗.py', '数据清洗.py'],
])('code after ```%s is saved as %s', (info, name) => {
  expect(saved(info)).toBe(name);
});

test.each([
  ['python', '# app.py', 'app.py'],
  ['js', '// src/server/index.js', 'index.js'],
  ['html', '<!-- index.html -->', 'index.html'],
  ['css', '/* style.css */', 'style.css'],
  ['sql', '-- File: schema.sql', 'schema.sql'],
  ['python', '# This reads a.py and writes b.py', 'snippet.py'],
  ['python', '# see example.com', 'snippet.py'],
  ['bash', '#!/bin/sh', 'snippet.sh'],
  ['ts title=a.ts', '// b.ts', 'a.ts'],
])('code after ```%s that begins with %s is saved as %s', (info, firstLine, name) => {
  expect(saved(info, firstLine)).toBe(name);
});

test.each([
  ['sh title=../../.bashrc', 'bashrc.sh'],
  ['sh title=..\\..\\evil.sh', 'evil.sh'],
  ['py title=/etc/cron.d/x.py', 'x.py'],
  ['txt title=..', 'snippet.txt'],
  ['txt title=con.txt', 'snippet.txt'],
  ['c title=LPT1.c', 'snippet.c'],
  ['text title=invoice.exe', 'invoice.exe.txt'],
  ['text title=harmless.lnk', 'harmless.lnk.txt'],
  ['text title=gpj.\u202etxt.exe', 'gpj.txt.exe.txt'],
  ['text title=a\u200bb\0c\u3164.txt', 'abc.txt'],
  ['text title="a<b>:c|d?e*f.txt"', 'abcdef.txt'],
  [`text title=${'x'.repeat(500)}.txt`, `${'x'.repeat(77)}.txt`],
])('the name in ```%j becomes harmless: %s', (info, name) => {
  expect(saved(info)).toBe(name);
});

test('a language is shown by its own name, an unknown one as it was given, without what cannot be seen', () => {
  const titles = ['py', 'golang', 'objc', 'c#', 'zsh', 'nonsense\u202e', ''].map(
    (info) => readInfo(info).title,
  );
  expect(titles).toEqual(['Python', 'Go', 'Objective-C', 'C#', 'Bash', 'nonsense', '']);
});
