import { MicromarkAstBuilder } from '@incremark/core/engines/micromark';
import { GrowingAst } from './incremark.js';
import { toHtml as mdastToHtml } from './mdast-html.js';

/** With the engine that its page calls the strict one. */
export const open = () => new GrowingAst({ astBuilder: MicromarkAstBuilder });

export const toHtml = mdastToHtml;
