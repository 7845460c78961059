import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

/** What of the internet is used: the tests have one of their own. */
export interface Network {
  /** Every address of a name, in the order in which they are to be tried. Rejects with Node's error of a look-up. */
  resolve(name: string): Promise<readonly string[]>;
  /** Begins an encrypted connection to this very address; whoever is there has to prove to be `name`. */
  connect(address: string, name: string): TLSSocket;
}

export const internet: Network = {
  async resolve(name) {
    const found = await lookup(name, { all: true, order: 'ipv4first' });
    return found.map(({ address }) => address);
  },
  connect: (address, name) =>
    connect({ host: address, port: 443, ...(isIP(name) === 0 ? { servername: name } : {}) }),
};
