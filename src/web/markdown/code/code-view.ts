import { mount, unmount } from 'svelte';
import { LastDrawings } from '../diagram/last-drawings.ts';
import { element } from '../view/sink.ts';
import { CodeLines } from './code-lines.ts';
import CodeFrame from './CodeFrame.svelte';
import { fileNameFor, harmless } from './file-name.ts';
import { readInfo } from './info-string.ts';
import type { Language } from './languages.ts';
import { loadedMode, loadMode } from './load-mode.ts';
import { saveFile } from './save-file.ts';
import { previewOf } from './preview.ts';
import { pageTime, Slices } from './slices.ts';

/** A code block in the page. */
export interface CodeView {
  readonly element: HTMLElement;
  /** More of the code; lines end with `\n`. */
  append(text: string): void;
  /** Nothing more will come. */
  close(): void;
  /** It leaves the page. */
  dispose(): void;
}

/** All blocks share the time that the page has for colours. */
const slices = new Slices(pageTime);

/**
 * A block of code with its frame; `info` is what stands after the opening fence, '' where nothing does. `lastDrawings` are
 * those of the answer that it is in.
 */
export function createCodeView(info: string, lastDrawings = new LastDrawings()): CodeView {
  const read = readInfo(info);
  const preview = previewOf(read.language, lastDrawings);
  const lines = new CodeLines(slices, read.language?.load !== undefined);
  const text = (): string => lines.text.replace(/\n$/, '');
  const firstLine = (): string => text().split('\n', 1)[0] ?? '';
  const host = element('div', { class: 'code-block' });
  const frame = mount(CodeFrame, {
    target: host,
    props: {
      title: read.title,
      fileName: harmless(read.fileName),
      lines: lines.element,
      text,
      onsave: () => saveFile(fileNameFor(read, firstLine()), `${text()}\n`),
      preview,
    },
  });
  if (read.language) void colour(lines, read.language);
  return {
    element: host,
    append: (more) => lines.append(more),
    close: () => {
      lines.close();
      preview?.close(text());
    },
    dispose: () => {
      lines.dispose();
      // An answer may have thousands of blocks: what is gone from the page can be taken apart when there is time.
      slices.add(() => {
        preview?.dispose();
        void unmount(frame);
        return false;
      });
    },
  };
}

/** With the language's colours, at once where it has been loaded before. */
async function colour(lines: CodeLines, language: Language): Promise<void> {
  lines.colour(loadedMode(language) ?? (await loadMode(language)));
}
