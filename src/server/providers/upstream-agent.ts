import type { buildConnector } from 'undici';
import { Agent } from './undici.ts';

const agents = new Map<number, Agent>();

/** Connections are shared by all that is asked; time-outs other than the connection's are ours (they follow the phases of an answer). */
export function agentFor(connectMs: number): Agent {
  const known = agents.get(connectMs);
  if (known) return known;
  const agent = newAgent({ timeout: connectMs });
  agents.set(connectMs, agent);
  return agent;
}

export function newAgent(connect: buildConnector.BuildOptions): Agent {
  // One connection an answer (no HTTP/2), so that ending an answer closes it and nothing else.
  return new Agent({ connect, allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
}
