import { connect, type Socket } from 'node:net';

/** Bytes for the server's port, and what is to come of them. */
export interface Shot {
  /** For whoever reads a finding. */
  what: string;
  /** Written one after the other, each in a turn of its own. */
  pieces: readonly Buffer[];
  method: string;
  /** A request that HTTP allows, so that a reply is owed. */
  isWhole: boolean;
  /** When whoever sends it leaves: once there was a reply, without waiting for one, or after closing its own side. */
  leaves: 'after-reply' | 'at-once' | 'half-closed';
  /** What it asks for may rightly wait for something else. */
  mayWait: boolean;
}

export interface Heard {
  bytes: Buffer;
  /** No reply came in the time that anybody would wait. */
  isLate: boolean;
}

const patienceMs = { owed: 20_000, other: 150 };
/** A reply beyond this is not read to its end. */
const enoughBytes = 4 * 1024 * 1024;

/** Sends a shot over a connection of its own; never rejects, whatever becomes of the connection. */
export function exchange(port: number, shot: Shot): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const heard: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  let isLate = false;
  const isOwed = shot.isWhole && !shot.mayWait && shot.leaves === 'after-reply';
  const timer = setTimeout(
    () => {
      isLate = isOwed;
      socket.destroy();
    },
    isOwed ? patienceMs.owed : patienceMs.other,
  );
  socket.on('data', (bytes) => {
    heard.push(bytes);
    if (isOpenEnded(heard)) socket.destroy();
  });
  socket.on('end', () => socket.destroy());
  // A connection that is reset is one of the ends that are looked for.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(timer);
    resolve({ bytes: Buffer.concat(heard), isLate });
  });
  socket.on('connect', () => void write(socket, shot));
  return promise;
}

async function write(socket: Socket, { pieces, leaves }: Shot): Promise<void> {
  for (const piece of pieces) {
    if (!socket.writable) return;
    socket.write(piece);
    await new Promise(setImmediate);
  }
  if (leaves === 'at-once') socket.destroySoon();
  if (leaves === 'half-closed') socket.end();
}

/** A stream goes on for as long as it is read. */
function isOpenEnded(heard: readonly Buffer[]): boolean {
  const size = heard.reduce((sum, { length }) => sum + length, 0);
  if (size > enoughBytes) return true;
  if (size > 16 * 1024) return false;
  return /^HTTP\/1\.1 200 [^]*\r\ncontent-type: text\/event-stream[^]*\r\n\r\n/i.test(
    Buffer.concat(heard).toString('latin1'),
  );
}
