import { newId } from '../../../src/protocol/ids.ts';
import type { Random } from '../rig/random.ts';

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

/** One way in: an operation of the described interface, or a path besides it. */
export interface Target {
  method: string;
  /** With `{name}` where something is to be filled in. */
  path: string;
  query: readonly string[];
  body?: Schema;
}

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
}

/** The ways in that no description names. */
const others: readonly Target[] = [
  {
    method: 'POST',
    path: '/chat',
    query: [],
    body: { type: 'object', properties: { message: { type: 'string' } } },
  },
  { method: 'GET', path: '/chat', query: ['message'] },
  { method: 'OPTIONS', path: '/chat', query: [] },
  ...[
    '/',
    '/c/{conversationId}',
    '/settings',
    '/usage',
    '/tutorial',
    '/tutorial/',
    '/healthz',
    '/readyz',
    '/index.html',
    '/assets/{file}',
    '/api/openapi.json',
    '/api/{file}',
    '/v1/models',
    '/frame',
    '/{file}',
  ].map((path) => ({ method: 'GET', path, query: [] })),
];

/** Every operation that a server describes, with the shapes of its bodies, and what it serves besides. */
export class Targets {
  readonly all: readonly Target[];
  readonly #schemas: Record<string, Schema>;

  private constructor(all: readonly Target[], schemas: Record<string, Schema>) {
    this.all = all;
    this.#schemas = schemas;
  }

  static async read(origin: string, signal: AbortSignal): Promise<Targets> {
    const response = await fetch(`${origin}/api/openapi.json`, { signal });
    const { paths, components } = (await response.json()) as {
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, Schema> };
    };
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => targetOf(method, path, operation)),
    );
    return new Targets([...described, ...others], components.schemas);
  }

  /** A value of a shape, such as a client could send; `ids` are some that exist. */
  sample(schema: Schema, random: Random, ids: readonly string[], name = ''): unknown {
    const one = this.#resolved(schema, random);
    if (one.const !== undefined) return one.const;
    if (one.enum) return random.pick(one.enum);
    if (one.properties) {
      const { properties, required = [] } = one;
      const fields = Object.keys(properties).filter((key) => required.includes(key) || random.isOneIn(2));
      return Object.fromEntries(fields.map((key) => [key, this.sample(properties[key]!, random, ids, key)]));
    }
    if (one.type === 'array') return [this.sample(one.items ?? {}, random, ids)];
    if (one.type === 'null') return null;
    if (one.type === 'boolean') return random.isOneIn(2);
    if (one.type === 'number' || one.type === 'integer') return random.below(100);
    return textNamed(name, random, ids);
  }

  #resolved(schema: Schema, random: Random): Schema {
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return this.#resolved(random.pick(choices), random);
    if (!schema.$ref) return schema;
    return this.#resolved(this.#schemas[schema.$ref.split('/').at(-1)!] ?? {}, random);
  }
}

function targetOf(method: string, path: string, { parameters = [], requestBody }: Operation): Target {
  const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const body = requestBody?.content['application/json'].schema;
  return { method: method.toUpperCase(), path, query, ...(body ? { body } : {}) };
}

/** Only ever an address of this machine: what is asked here must reach nobody. */
const addresses = ['http://127.0.0.1:1/v1', 'http://[::1]:1', 'http://localhost:1/', 'http://', 'x'];

function textNamed(name: string, random: Random, ids: readonly string[]): string {
  if (/url/i.test(name)) return random.pick(addresses);
  if (/id$/i.test(name)) return random.isOneIn(2) ? newId() : random.pick(ids);
  if (name === 'model' || name === 'defaultModel')
    return random.pick(['openai/demo', 'dashscope/demo', 'no/such']);
  return random.pick(['Hello', '/script {"tokens":3}', '你好，🖋️', 'x']);
}
