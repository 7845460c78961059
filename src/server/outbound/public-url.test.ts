import { expect, test } from 'vitest';
import { publicUrl } from './public-url.ts';

const refused = [
  // Not a place of the web, or not an encrypted one
  ...[
    '',
    'pictures.example',
    '//pictures.example/a',
    'http://pictures.example/a',
    'ftp://pictures.example/a',
  ],
  ...[
    'file:///etc/passwd',
    'data:image/png;base64,AA==',
    'javascript:alert(1)',
    'gopher://pictures.example/',
  ],
  ...['blob:https://pictures.example/1', 'https://', 'https:///', 'https://?', 'ws://pictures.example/'],
  // Another port, somebody's name
  ...['https://pictures.example:8443/a', 'https://pictures.example:80/', 'https://pictures.example:22/'],
  ...['https://me@pictures.example/', 'https://me:secret@pictures.example/', 'https://:x@pictures.example/'],
  ...['https://pictures.example@127.0.0.1/', 'https://pictures.example:443@localhost/'],
  // Inside, by name
  ...['https://localhost/', 'https://LOCALHOST/', 'https://a.localhost/', 'https://localhost./'],
  ...['https://printer/', 'https://printer.local/', 'https://db.internal/', 'https://router.lan/'],
  ...[
    'https://metadata.google.internal/',
    'https://metadata.example/',
    'https://metadata/',
    'https://a.test/',
  ],
  ...['https://nas.home.arpa/', 'https://1.0.0.127.in-addr.arpa/', 'https://x.onion/', 'https://a.intranet/'],
  ...['https://pictures.example./', 'https://.pictures.example/', 'https://pictures..example/'],
  // Inside, by number, however it is written
  ...[
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.1/',
  ],
  ...['https://0/', 'https://10.0.0.1/', 'https://192.168.1.1/', 'https://169.254.169.254/latest/meta-data/'],
  ...['https://①②⑦.⓪.⓪.①/', 'https://127。0。0。1/', 'https://%31%32%37.0.0.1/', 'https://127.0.0.1./'],
  ...['https://[::1]/', 'https://[::]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:8.8.8.8]/'],
  ...['https://[fe80::1]/', 'https://[fc00::1]/', 'https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/'],
  ...['https://168.63.129.16/', 'https://100.100.100.200/', 'https://[fd00:ec2::254]/'],
];

test.each(refused)('%j is not asked', (address) => {
  expect(() => publicUrl(address)).toThrow(expect.objectContaining({ code: 'address_refused' }));
});

test.each([
  ['https://pictures.example/a.png?x=1#part', 'https://pictures.example/a.png?x=1'],
  ['https://pictures.example:443/', 'https://pictures.example/'],
  ['https://PICTURES.example/A', 'https://pictures.example/A'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['https://8.8.8.8/', 'https://8.8.8.8/'],
  ['https://[2606:4700:4700::1111]/', 'https://[2606:4700:4700::1111]/'],
  ['https://my_pictures.example/', 'https://my_pictures.example/'],
])('%j is asked as %j', (address, asked) => {
  expect(publicUrl(address).href).toBe(asked);
});

test('says the same of all that it refuses', () => {
  const said = refused.map((address) => {
    try {
      return publicUrl(address).href;
    } catch (error) {
      return String(error);
    }
  });
  expect(new Set(said).size).toBe(1);
});
