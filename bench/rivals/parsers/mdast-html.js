import { toHtml as hastToHtml } from 'hast-util-to-html';
import { toHast } from 'mdast-util-to-hast';

export const toHtml = (tree) =>
  hastToHtml(toHast(tree, { allowDangerousHtml: true }), { allowDangerousHtml: true });
