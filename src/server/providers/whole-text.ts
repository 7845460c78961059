/**
 * A character outside the basic plane may be cut in two by escapes in two chunks (`"\ud83d"`, then `"\ude00"`). Stored or sent alone, each
 * half would become U+FFFD: so the first half waits for the second.
 */
export class WholeText {
  #half = '';

  push(text: string): string {
    const joined = this.#half + text;
    const last = joined.charCodeAt(joined.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff;
    this.#half = cut ? joined.slice(-1) : '';
    const whole = cut ? joined.slice(0, -1) : joined;
    return whole.isWellFormed() ? whole : whole.toWellFormed();
  }
}
