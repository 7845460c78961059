/** Lets the browser save a text as a file; `name` is a file's name, without a path. */
export function saveFile(name: string, text: string, type = 'text/plain;charset=utf-8'): void {
  saveBytes(name, new Blob([text], { type }));
}

/** The same with what is no text. */
export function saveBytes(name: string, bytes: Blob): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the time this task is over.
  setTimeout(() => URL.revokeObjectURL(url));
}
