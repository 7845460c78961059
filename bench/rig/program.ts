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
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = once(child, 'exit');
  const address = await Promise.race([
    addressIn(child.stdout),
    exit.then(([code]) => Promise.reject(new Error(`${args.at(-1)} ended with ${String(code)}`))),
  ]);
  return {
    address,
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function addressIn(output: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += chunk.toString();
    const [address] = /http:\/\/[\w.:]+\//.exec(text) ?? [];
    if (address) return address;
  }
  throw new Error('it printed no address');
}
