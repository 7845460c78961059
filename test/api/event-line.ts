import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** One request for an event stream as it arrives, without anything that reconnects. */
export class EventLine implements Disposable {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: EventSourceMessage[] = [];
  /** Everything as it came. */
  text = '';
  ended = false;
  readonly #request: ClientRequest;
  readonly #incoming: IncomingMessage;
  #wake: (() => void)[] = [];

  private constructor(outgoing: ClientRequest, incoming: IncomingMessage) {
    this.#request = outgoing;
    this.#incoming = incoming;
    this.status = incoming.statusCode ?? 0;
    this.headers = incoming.headers;
    const parser = createParser({ onEvent: (event) => this.events.push(event) });
    incoming.setEncoding('utf8');
    incoming.on('data', (text: string) => {
      this.text += text;
      parser.feed(text);
      this.#changed();
    });
    incoming.once('error', () => this.#end());
    incoming.once('close', () => this.#end());
  }

  static open(url: string, headers: Record<string, string> = {}): Promise<EventLine> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { headers, agent: false }, (incoming) => {
        resolve(new EventLine(outgoing, incoming));
      });
      outgoing.once('error', reject);
      outgoing.end();
    });
  }

  /** Waits until what has come is as it should be; fails if the line ends before. */
  async until(isSo: (line: this) => boolean): Promise<void> {
    while (!isSo(this)) {
      if (this.ended) throw new Error(`the line ended with ${JSON.stringify(this.text.slice(-500))}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async untilEnded(): Promise<void> {
    while (!this.ended) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Stops reading, as a slow reader does. */
  pause(): void {
    this.#incoming.pause();
  }

  resume(): void {
    this.#incoming.resume();
  }

  [Symbol.dispose](): void {
    this.#request.destroy();
  }

  #end(): void {
    this.ended = true;
    this.#changed();
  }

  #changed(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resume of wake) resume();
  }
}
