import { asArray, asObject, asText, type Wire } from './wire.ts';

type Piece = { type: 'text' | 'reasoning'; text: string };

/** Thinking under either name; OpenRouter has details beside it, which count only where the field itself is missing. */
export function reasoningOf(delta: Wire): string {
  const field = asText(delta.reasoning_content) ?? asText(delta.reasoning);
  if (field !== null) return field;
  if (!Array.isArray(delta.reasoning_details)) return '';
  return delta.reasoning_details.map((value) => partText(asObject(value))).join('');
}

/** Content in parts rather than a string: the native protocol's `[{text}]`, Mistral's `[{type: 'thinking', thinking: […]}]`. */
export function contentPieces(content: unknown): Piece[] {
  return asArray(content).flatMap((value): Piece[] => {
    const part = asObject(value);
    if (!part) return typeof value === 'string' ? [{ type: 'text', text: value }] : [];
    if (part.type !== 'thinking') return [{ type: 'text', text: partText(part) }];
    const text =
      asText(part.thinking) ??
      contentPieces(part.thinking)
        .map((piece) => piece.text)
        .join('');
    return [{ type: 'reasoning', text }];
  });
}

function partText(part: Wire | null): string {
  return asText(part?.text) ?? asText(part?.summary) ?? '';
}
