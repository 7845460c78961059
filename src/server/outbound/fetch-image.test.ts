import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OtherHosts, png, publicAddress } from '../../../test/support/other-hosts.ts';
import { ApiError } from '../../protocol/errors.ts';
import { fetchImage } from './fetch-image.ts';

const others = new OtherHosts();

beforeAll(() => others.open());
afterAll(() => others[Symbol.asyncDispose]());
beforeEach(() => others.forget());

const address = 'https://pictures.example/a.png';

function load(
  url = address,
  hosts = ['pictures.example'],
  signal = AbortSignal.timeout(20_000),
): Promise<Blob> {
  return fetchImage({ url, hosts }, others.network, signal);
}

/** `host_elsewhere cdn.example` */
async function refusalOf(loading: Promise<Blob>): Promise<string> {
  try {
    return (await loading).type;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [error.code, error.detail].filter(Boolean).join(' ');
  }
}

const sendsOn = (location: string, status = 302): void => {
  others.answer = ({ headers, url }, outgoing) => {
    if (headers.host === 'pictures.example' && url === '/a.png')
      outgoing.writeHead(status, { location }).end();
    else outgoing.end(png(3, 2));
  };
};

const says = (answer: (outgoing: ServerResponse, incoming: IncomingMessage) => void): void => {
  others.answer = (incoming, outgoing) => answer(outgoing, incoming);
};

describe('an image of another host', () => {
  test('comes as it is, from the address that its name had', async () => {
    const image = await load();
    expect(image.type).toBe('image/png');
    expect(Buffer.from(await image.arrayBuffer())).toEqual(png(3, 2));
    expect(others).toMatchObject({
      heard: ['pictures.example/a.png'],
      resolved: ['pictures.example'],
      connected: [publicAddress],
    });
  });

  test('is asked for without a word about who asks', async () => {
    await load();
    expect(others.headers).toEqual([
      {
        host: 'pictures.example',
        accept: 'image/png, image/jpeg, image/gif, image/webp',
        'accept-encoding': 'identity',
        'user-agent': 'Inkstone',
        connection: 'close',
      },
    ]);
  });

  test('is what its bytes are, whatever its host calls it', async () => {
    says((outgoing) => outgoing.writeHead(200, { 'content-type': 'text/html' }).end(png(1, 1)));
    expect(await refusalOf(load())).toBe('image/png');
    says((outgoing) =>
      outgoing.writeHead(200, { 'content-type': 'image/png' }).end('<svg onload="alert(1)"/>'),
    );
    expect(await refusalOf(load())).toBe('image_unreadable');
  });

  test('comes by another of its host’s addresses where the first does not answer', async () => {
    others.names.set('pictures.example', [['2606:4700:4700::1111', publicAddress]]);
    const { network } = others;
    const patchy = {
      ...network,
      connect: (to: string, name: string) => {
        const socket = network.connect(to, name);
        if (to.includes(':')) socket.destroy(new Error('no way there'));
        return socket;
      },
    };
    const image = await fetchImage(
      { url: address, hosts: ['pictures.example'] },
      patchy,
      new AbortController().signal,
    );
    expect(image.type).toBe('image/png');
  });
});

describe('a host', () => {
  test.each([
    [['127.0.0.1']],
    [['10.0.0.5']],
    [['169.254.169.254']],
    [['192.168.1.1']],
    [['::1']],
    [['fe80::1%eth0']],
    [['fd00:ec2::254']],
    [['::ffff:127.0.0.1']],
    [['64:ff9b::a00:1']],
    [[publicAddress, '127.0.0.1']],
    [['127.0.0.1', publicAddress]],
    [[publicAddress, publicAddress, publicAddress, publicAddress, '10.0.0.1']],
    [['not an address']],
  ])('that has the addresses %j is not connected to', async (addresses) => {
    others.names.set('pictures.example', [addresses]);
    expect(await refusalOf(load())).toBe('address_refused');
    expect(others.connected).toEqual([]);
  });

  test('that means something else at the second look is only looked up once', async () => {
    others.names.set('pictures.example', [[publicAddress], ['127.0.0.1']]);
    expect(await refusalOf(load())).toBe('image/png');
    expect(others.connected).toEqual([publicAddress]);
  });

  test('is judged anew where it sends on to itself', async () => {
    others.names.set('pictures.example', [[publicAddress], ['127.0.0.1']]);
    sendsOn('/b.png');
    expect(await refusalOf(load())).toBe('address_refused');
    expect(others.connected).toEqual([publicAddress]);
  });

  test('that cannot prove its name is not believed', async () => {
    expect(await refusalOf(load('https://pictures.invalid-name.com/a', ['pictures.invalid-name.com']))).toBe(
      'host_unreachable',
    );
    expect(others.heard).toEqual([]);
  });

  test('that nobody knows is unreachable', async () => {
    others.names.set('pictures.example', [[]]);
    expect(await refusalOf(load())).toBe('host_unreachable');
    const lost = { ...others.network, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    const lookUp = fetchImage(
      { url: address, hosts: ['pictures.example'] },
      lost,
      new AbortController().signal,
    );
    expect(await refusalOf(lookUp)).toBe('host_unreachable');
  });

  test('that a person did not allow is not even looked up', async () => {
    expect(await refusalOf(load('https://cdn.example/a.png'))).toBe('host_elsewhere cdn.example');
    expect(await refusalOf(load('https://sub.pictures.example/a.png'))).toBe(
      'host_elsewhere sub.pictures.example',
    );
    expect(others.resolved).toEqual([]);
  });
});

describe('a host that sends on', () => {
  test.each([301, 302, 303, 307, 308])('to another path of its own is followed (%i)', async (status) => {
    sendsOn('/b.png?x=1', status);
    expect(await refusalOf(load())).toBe('image/png');
    expect(others.heard).toEqual(['pictures.example/a.png', 'pictures.example/b.png?x=1']);
  });

  test('to one that is not allowed is not followed, but named', async () => {
    sendsOn('https://cdn.example/b.png');
    expect(await refusalOf(load())).toBe('host_elsewhere cdn.example');
    expect(others.resolved).toEqual(['pictures.example']);
    expect(await refusalOf(load(address, ['pictures.example', 'cdn.example']))).toBe('image/png');
    expect(others.heard.at(-1)).toBe('cdn.example/b.png');
  });

  test.each([
    ...[
      'http://pictures.example/b',
      'https://pictures.example:8443/b',
      'https://localhost/b',
      '//127.0.0.1/b',
    ],
    ...[
      'https://169.254.169.254/latest/meta-data/',
      'https://[::1]/',
      'https://me@pictures.example/b',
      'file:///b',
    ],
    ...[
      'data:image/png;base64,AA==',
      'javascript:alert(1)',
      'https://metadata.google.internal/',
      'https://2130706433/',
    ],
    ...['https://[::ffff:10.0.0.1]/', 'https://db.internal/', 'https://'],
  ])('to %j is not followed', async (location) => {
    sendsOn(location);
    expect(await refusalOf(load())).toBe('address_refused');
    expect(others.heard).toEqual(['pictures.example/a.png']);
  });

  test('into the inside by a name that is allowed is not followed', async () => {
    others.names.set('cdn.example', [['192.168.0.10']]);
    sendsOn('https://cdn.example/b.png');
    expect(await refusalOf(load(address, ['pictures.example', 'cdn.example']))).toBe('address_refused');
    expect(others.connected).toEqual([publicAddress]);
  });

  test('for ever is followed three times', async () => {
    says((outgoing) => outgoing.writeHead(302, { location: '/a.png' }).end());
    expect(await refusalOf(load())).toBe('host_unreachable redirects');
    expect(others.heard).toHaveLength(4);
  });

  test('to nowhere stays where it is, and goes on no longer than that', async () => {
    says((outgoing) => outgoing.writeHead(302).end());
    expect(await refusalOf(load())).toBe('host_unreachable redirects');
  });
});

describe('a host that misbehaves', () => {
  test.each([204, 206, 304, 401, 403, 404, 418, 500, 503])('with %i is told of', async (status) => {
    says((outgoing) => outgoing.writeHead(status).end());
    expect(await refusalOf(load())).toBe(`host_unreachable HTTP ${status}`);
  });

  test('by a page in the place of an image is left at its first bytes', async () => {
    const left = Promise.withResolvers<void>();
    says((outgoing) => {
      outgoing.once('close', left.resolve);
      outgoing.write('<!doctype html>'.repeat(10));
    });
    expect(await refusalOf(load())).toBe('image_unreadable');
    await left.promise;
  });

  test.each(['gzip', 'br', 'deflate', 'x-gzip', 'gzip, identity'])(
    'by packing it as %s is refused',
    async (packed) => {
      says((outgoing) => outgoing.writeHead(200, { 'content-encoding': packed }).end(png(1, 1)));
      expect(await refusalOf(load())).toBe('image_unreadable');
    },
  );

  test('by more bytes than an image may have is left, announced or not', async () => {
    says((outgoing) => outgoing.writeHead(200, { 'content-length': 10 * 1024 * 1024 + 1 }).write(png(1, 1)));
    expect(await refusalOf(load())).toBe('image_too_large');
    const large = Buffer.concat([png(1, 1), Buffer.alloc(10 * 1024 * 1024)]);
    says((outgoing) => outgoing.end(large));
    expect(await refusalOf(load())).toBe('image_too_large');
  });

  test('by a small file of very many pixels is refused', async () => {
    const head = png(1, 1);
    head.writeUInt32BE(50_001, 16);
    head.writeUInt32BE(1_000, 20);
    says((outgoing) => outgoing.end(head));
    expect(await refusalOf(load())).toBe('image_too_large');
    head.writeUInt32BE(50_000, 16);
    expect(await refusalOf(load())).toBe('image/png');
  });

  test('by ending in the middle is told of', async () => {
    says((outgoing) => {
      outgoing.writeHead(200, { 'content-length': 1_000 });
      outgoing.write(png(1, 1), () => outgoing.destroy());
    });
    expect(await refusalOf(load())).toBe('host_unreachable');
    says((outgoing) => void outgoing.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(await refusalOf(load())).toBe('host_unreachable');
  });

  test('by silence ends with whoever asked', async () => {
    const asked = Promise.withResolvers<void>();
    says(() => asked.resolve());
    const stop = new AbortController();
    const loading = load(address, ['pictures.example'], stop.signal);
    await asked.promise;
    stop.abort(new Error('gone'));
    await expect(loading).rejects.toThrow('gone');
  });

  const seed = Date.now() % 2 ** 32;
  test(`in any way ends in an image or a known refusal (seed ${seed})`, async () => {
    const reply = fc.record({
      status: fc.constantFrom(200, 200, 200, 301, 404),
      type: fc.constantFrom('image/png', 'text/html', 'image/svg+xml', ''),
      location: fc.constantFrom('/b', 'https://cdn.example/', '', '::', 'https://10.0.0.1/'),
      start: fc.constantFrom(
        png(4, 4),
        png(4, 4).subarray(0, 20),
        Buffer.from('GIF89a'),
        Buffer.from('<svg>'),
      ),
      rest: fc.uint8Array({ maxLength: 4_000 }),
    });
    const known =
      /^(?:image\/(?:png|jpeg|gif|webp)|address_refused|host_unreachable|host_elsewhere|image_unreadable|image_too_large)/;
    await fc.assert(
      fc.asyncProperty(reply, async ({ status, type, location, start, rest }) => {
        says((outgoing) => {
          outgoing.writeHead(status, { 'content-type': type, location });
          outgoing.write(start);
          outgoing.end(rest);
        });
        expect(await refusalOf(load())).toMatch(known);
        expect(new Set(others.connected)).toEqual(new Set([publicAddress]));
      }),
      { seed, numRuns: 60 },
    );
  });
});
