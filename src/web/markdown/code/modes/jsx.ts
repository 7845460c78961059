import { javascript, typescript } from '@codemirror/legacy-modes/mode/javascript';
import type { StreamParser, StringStream } from '@codemirror/streamparser';
import { copyState, firstState, isTooDeep, type Mode } from '../mode.ts';

/** `depth`: how many braces are open in code; the one more that closes ends it. */
type Frame =
  { type: 'code'; state: unknown; depth: number } | { type: 'tag'; isEnd: boolean } | { type: 'text' };

interface State {
  /** What is open, the innermost last: code, a tag, what stands between two tags. */
  readonly frames: Frame[];
}

/** After these an element can begin; after anything else `<` compares, or begins the arguments of a type. */
const beforeElement = /(?:^|[(,=?:&|[{};>]|\b(?:return|default|yield))\s*$/;
const typeArguments = /^<\w+(?:\s*,|\s+extends\b)/;
const tag = /^<(\/?)(?:[A-Za-z_$][\w.:$-]*(?=[\s>/{]|$)|(?=>))/;

/** JavaScript or TypeScript with the elements of React in it. */
function withElements(name: string, mode: Mode): StreamParser<State> {
  const code = (): Frame => ({ type: 'code', state: firstState(mode), depth: 0 });
  const inText = Object(firstState(mode)).tokenize as unknown;

  function codeToken(stream: StringStream, frames: Frame[], frame: Frame & { type: 'code' }): string | null {
    const isPlain = Object(frame.state).tokenize === inText;
    if (isPlain && stream.peek() === '}' && frame.depth === 0 && frames.length > 1) {
      frames.pop();
      return next(stream);
    }
    if (isPlain && beginsElement(stream)) return tagToken(stream, frames);
    const style = mode.token(stream, frame.state);
    const said = stream.current();
    if (said === '{' || said.endsWith('${')) frame.depth++;
    if (said === '}') frame.depth--;
    return style;
  }

  function textToken(stream: StringStream, frames: Frame[]): string | null {
    if (stream.peek() === '{') return opened(stream, frames, code());
    if (stream.match(tag, false)) return tagToken(stream, frames);
    stream.next();
    stream.eatWhile(/[^<{]/);
    return null;
  }

  function insideTag(stream: StringStream, frames: Frame[], isEnd: boolean): string | null {
    if (stream.eatSpace()) return null;
    if (stream.match(/^\/?>/)) {
      const isAlone = stream.current() === '/>';
      frames.pop();
      // One that ends nothing, as in code that a model shows in part, leaves what is around it as it is.
      if (isEnd && frames.at(-1)?.type === 'text') frames.pop();
      if (!isEnd && !isAlone) frames.push({ type: 'text' });
      return 'tagName';
    }
    if (stream.peek() === '{') return opened(stream, frames, code());
    if (stream.match(/^"[^"]*"?|^'[^']*'?/)) return 'string';
    return stream.match(/^[\w:.$-]+/) ? 'attributeName' : next(stream);
  }

  return {
    name,
    startState: () => ({ frames: [code()] }),
    copyState: ({ frames }) => ({ frames: frames.map((frame) => copied(mode, frame)) }),
    token(stream, { frames }) {
      const frame = frames.at(-1) ?? code();
      if (frame.type === 'code') return codeToken(stream, frames, frame);
      return frame.type === 'text' ? textToken(stream, frames) : insideTag(stream, frames, frame.isEnd);
    },
  };
}

function copied(mode: Mode, frame: Frame): Frame {
  if (frame.type !== 'code') return { ...frame };
  if (isTooDeep(frame.state)) throw new Error('more is open than anybody writes');
  return { ...frame, state: copyState(mode, frame.state) };
}

function beginsElement(stream: StringStream): boolean {
  if (stream.peek() !== '<' || stream.match(typeArguments, false)) return false;
  const isTag = stream.match(tag, false) !== null;
  return isTag && beforeElement.test(stream.string.slice(0, stream.pos));
}

function tagToken(stream: StringStream, frames: Frame[]): string {
  const match = stream.match(tag);
  frames.push({ type: 'tag', isEnd: typeof match === 'object' && match?.[1] === '/' });
  return 'tagName';
}

function opened(stream: StringStream, frames: Frame[], frame: Frame): null {
  frames.push(frame);
  return next(stream);
}

function next(stream: StringStream): null {
  stream.next();
  return null;
}

export const jsx = withElements('jsx', javascript);
export const tsx = withElements('tsx', typescript);
