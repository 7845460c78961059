import type { Drawing } from '../../frame/messages.ts';

/** A diagram's place in its answer, with the last drawing that stood there. */
export interface Place {
  drawing: Drawing | null;
  isTaken: boolean;
}

/**
 * The last good drawings of an answer. When its text is read anew, because it was continued or written again, a diagram
 * that cannot be drawn any more still shows what stood in its place before.
 */
export class LastDrawings {
  readonly #places: Place[] = [];

  /** The first place that nobody has: blocks leave and come in the order of the text. */
  take(): Place {
    let place = this.#places.find(({ isTaken }) => !isTaken);
    if (!place) this.#places.push((place = { drawing: null, isTaken: false }));
    place.isTaken = true;
    return place;
  }
}
