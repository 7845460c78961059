import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Program extends AsyncDisposable {
  /** With a slash at its end. */
  address: string;
  pid: number;
}

/** `inkstone serve`, as it is built. */
export const serve = [fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url)), 'serve'];

/** A program as a person starts it, which prints its address once it listens. */
export async function startProgram(args: string[], dataDir = ''): Promise<Program> {
  const env = {
    PATH: process.env['PATH'],
    HOME: dataDir,
    PORT: '0',
    INKSTONE_DATA_DIR: dataDir,
    INKSTONE_SECRET_FILE: `${dataDir}/secret.key`,
  };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => void (complaint = (complaint + chunk.toString()).slice(-4096)));
  const address = await addressIn(child.stdout);
  if (address === null) {
    await exit;
    throw new Error(`${args.at(-1)} ended without an address: ${complaint}`);
  }
  return {
    address,
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** `null` if its output ended without one. */
async function addressIn(output: AsyncIterable<Buffer>): Promise<string | null> {
  let text = '';
  for await (const chunk of output) {
    text += chunk.toString();
    const [address] = /http:\/\/[\w.:]+\//.exec(text) ?? [];
    if (address) return address;
  }
  return null;
}
