import { startDemoModel } from '../demo-model/server.ts';
import { type Config, type Holder, type Server, startServer } from '../server/main.ts';

export type OwnServer = Server;

/** A server in this process, with the demo model beside it for whoever has no other. */
export async function startOwnServer(config: Config, kind: Holder['kind']): Promise<OwnServer> {
  const demo = await startDemoModel();
  try {
    const server = await startServer(config, { demoUrl: demo.url, kind });
    return {
      ...server,
      async close() {
        await server.close();
        await demo.close();
      },
    };
  } catch (error) {
    await demo.close();
    throw error;
  }
}
