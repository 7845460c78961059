import { clike } from '@codemirror/legacy-modes/mode/clike';

const words = (list: string): Record<string, true> =>
  Object.fromEntries(list.split(' ').map((word) => [word, true]));

const blocks =
  'if else for while do try catch contract library interface struct enum function modifier constructor';
const others =
  'abstract anonymous as assembly break calldata constant continue delete emit error event external fallback immutable ' +
  'import indexed internal is memory new override payable pragma private public pure receive return returns revert ' +
  'storage throw transient type unchecked using view virtual';

const sizes = Array.from({ length: 32 }, (_, index) => index + 1);
const types =
  'address bool bytes fixed int mapping string uint ufixed var ' +
  sizes.map((size) => `int${8 * size} uint${8 * size} bytes${size}`).join(' ');

/** Its types do not know `defKeywords`, behind which a name is defined; it reads them. */
const language = {
  name: 'solidity',
  keywords: words(`${blocks} ${others}`),
  types: words(types),
  blockKeywords: words(blocks),
  defKeywords: words('contract library interface struct enum function modifier event error'),
  atoms: words('true false this super msg block tx wei gwei ether seconds minutes hours days weeks'),
};

export const solidity = clike(language);
