const tab = 9;
const space = 32;

/**
 * Reads a line from its beginning. More of it may come: then what depends on the missing part is not decided. Columns
 * count tabs as CommonMark 2.2 does, by stops of four.
 */
export class LineCursor {
  readonly text: string;
  /** Its end is known. */
  readonly isWhole: boolean;
  offset = 0;
  column = 0;
  /** Where the first character that is no space stands, and how many columns of space come before it. */
  nonspace = 0;
  indent = 0;
  #isWithinTab = false;

  constructor(text: string, isWhole: boolean) {
    this.text = text;
    this.isWhole = isWhole;
  }

  /** Looks for the first character that is no space; false if it has not come yet. */
  look(): boolean {
    let { offset, column } = this;
    for (; offset < this.text.length; offset++) {
      const code = this.text.charCodeAt(offset);
      if (code === space) column++;
      else if (code === tab) column += columnsToStop(column);
      else break;
    }
    this.nonspace = offset;
    this.indent = column - this.column;
    return offset < this.text.length || this.isWhole;
  }

  /** After `look`: nothing but space is left. */
  get isBlank(): boolean {
    return this.nonspace >= this.text.length;
  }

  /** After `look`: what stands from the first character on that is no space. */
  get content(): string {
    return this.text.slice(this.nonspace);
  }

  /** After `look`: the character there, '' at the end. */
  get first(): string {
    return this.text.charAt(this.nonspace);
  }

  /** Goes to the first character that is no space, and over `count` characters from there. */
  skip(count = 0): void {
    this.look();
    this.column += this.indent + count;
    this.offset = this.nonspace + count;
    this.#isWithinTab = false;
  }

  /** Goes over that many columns of space, as far as there are. A tab may be left with some of its columns. */
  skipColumns(count: number): void {
    for (let left = count; left > 0;) {
      const code = this.text.charCodeAt(this.offset);
      if (code !== space && code !== tab) return;
      const width = code === tab ? columnsToStop(this.column) : 1;
      this.column += Math.min(width, left);
      this.#isWithinTab = width > left;
      if (width <= left) this.offset++;
      left -= width;
    }
  }

  /** What is left, with a tab that was gone into as the spaces that are left of it. */
  get rest(): string {
    if (!this.#isWithinTab) return this.text.slice(this.offset);
    return ' '.repeat(columnsToStop(this.column)) + this.text.slice(this.offset + 1);
  }
}

const columnsToStop = (column: number): number => 4 - (column % 4);
