import { expect, it } from 'vitest';
import { commandIn } from './chat-commands.ts';

it.each([
  ['/help', { name: 'help', rest: '' }],
  ['／help', { name: 'help', rest: '' }],
  ['/Model  qwen-plus ', { name: 'model', rest: 'qwen-plus' }],
  ['/system Be brief.\nAnswer in Chinese.', { name: 'system', rest: 'Be brief.\nAnswer in Chinese.' }],
  ['/帮助', { name: '帮助', rest: '' }],
])('takes %j for a command', (entered, command) => {
  expect(commandIn(entered)).toEqual(command);
});

it.each(['hello', ' /help', '/usr/bin/env: what is it?', 'a /help'])('takes %j for a question', (entered) => {
  expect(commandIn(entered)).toBeNull();
});
