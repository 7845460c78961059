import { backupWhileRunning } from '../../cli/backup-while-running.ts';
import { findIf } from '../rig/finding.ts';
import type { Row } from '../rig/row.ts';

export const backup: Row = {
  name: 'backup',
  about:
    'backups of a server that writes answers, each restored elsewhere: all that was acknowledged before is in it',
  seeds: 10,
  async run(seed, form, tally) {
    const backups = form === 'long' ? 20 : 1;
    const at = `seed ${seed}, ${backups} backups`;
    tally.tries += backups - 1;
    await tally.attempt(
      at,
      async () => {
        const { restored, missing } = await backupWhileRunning({ backups, seed });
        return [
          ...findIf(restored !== backups, 'other', `${restored} of ${backups} were restored`),
          ...findIf(missing.length > 0, 'loss', `not in a backup: ${missing.join(', ')}`),
        ];
      },
      { withinMs: 300_000 },
    );
  },
};
