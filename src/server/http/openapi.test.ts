import { expect, test } from 'vitest';
import { endpoints, openApiDocument } from './openapi.ts';

const document = openApiDocument() as unknown as Document;
const text = JSON.stringify(document);

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, object>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, object> };
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

test('every endpoint of the contract and both streams are described', () => {
  const described = operations.map(({ operationId }) => operationId);
  expect(described.toSorted()).toEqual(
    [...Object.keys(endpoints()), 'personStream', 'conversationStream'].toSorted(),
  );
});

test('whatever a description refers to is there', () => {
  const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, kind, name] of references) {
    expect(document.components[kind as 'schemas']).toHaveProperty(name!);
  }
  expect(text).not.toContain('$defs');
});

test('every parameter of a path is described, and nothing else is taken for one', () => {
  for (const { path, parameters = [] } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
  }
});

test('every operation says what it does, what comes back, and how it fails', () => {
  for (const { summary, responses } of operations) {
    expect(summary).not.toBe('');
    expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
    expect(responses).toMatchObject({
      '4XX': { $ref: '#/components/responses/Problem' },
      '5XX': { $ref: '#/components/responses/Problem' },
    });
  }
});

test('the codes of errors and the kinds of events are listed', () => {
  const { ErrorCode, Event } = document.components.schemas;
  expect(JSON.stringify(ErrorCode)).toContain('conversation_not_found');
  expect(JSON.stringify(Event)).toContain('text-delta');
});

test('the document is one of OpenAPI 3.1', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  for (const { method } of operations) expect(['get', 'post', 'put', 'patch', 'delete']).toContain(method);
});
