import { parseArgs } from 'node:util';
import { startDemoModel } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    model: { type: 'string', multiple: true },
  },
});

const demo = await startDemoModel({
  port: Number(values.port),
  host: values.host,
  models: values.model ?? [],
  inspect: true,
});
console.log(demo.url);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void demo.close());
