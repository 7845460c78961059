/**
 * What the page and its frames say to each other. A frame has an origin of its own and may hold hostile code: the page
 * believes nothing of what comes from there beyond these shapes, each within a bound.
 */

/** Sent once with a port, over which all else goes. Another version is ignored: the frame is not the page's then. */
export const frameVersion = 1;

export interface Opening {
  readonly inkstone: typeof frameVersion;
  readonly task: Task;
}

/** What the frame is for: drawing one diagram after the other, or showing one document. */
export type Task = { readonly type: 'draw' } | { readonly type: 'show'; readonly html: string };

/** The page's colours, as `rgb(…)`, and its font. */
export interface Look {
  readonly isDark: boolean;
  readonly font: string;
  readonly paper: string;
  readonly sunk: string;
  readonly raised: string;
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly seal: string;
  readonly wash: string;
  /** Inks that are told apart from each other, for what has many colours. */
  readonly inks: readonly string[];
}

export type DrawingRequest =
  | { readonly id: number; readonly type: 'draw'; readonly source: string; readonly look: Look }
  | { readonly id: number; readonly type: 'png'; readonly drawing: Drawing };

/** A diagram as a picture: SVG that needs nothing but itself; sizes in CSS pixels. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** What it shows, as its source says; '' where it does not. */
  readonly title: string;
}

export type DrawingReply =
  /** What it takes is loaded and the source is read: from now on it is drawn. Another reply follows. */
  | { readonly id: number; readonly type: 'begun' }
  | { readonly id: number; readonly type: 'drawn'; readonly drawing: Drawing }
  | { readonly id: number; readonly type: 'png'; readonly bytes: ArrayBuffer }
  /** `line`: where the mistake is in the source, from 1; null if nobody knows. */
  | { readonly id: number; readonly type: 'failed'; readonly line: number | null };

/** How high the document in the frame is, in CSS pixels. */
export interface HeightNotice {
  readonly type: 'height';
  readonly height: number;
}
