import type { Row } from '../rig/row.ts';
import { answersApart } from './answers-apart.ts';
import { backup } from './backup.ts';
import { clock } from './clock.ts';
import { diskError, diskFull } from './disk.ts';
import { garbage } from './garbage.ts';
import { halfOpen } from './half-open.ts';
import { killBrowser } from './kill-browser.ts';
import { fuzz } from './fuzz.ts';
import { fuzzModel } from './fuzz-model.ts';
import { kill } from './kill.ts';
import { lock } from './lock.ts';
import { onlookers } from './onlookers.ts';
import { power } from './power.ts';
import { proxy } from './proxy.ts';
import { refresh } from './refresh.ts';
import { reload } from './reload.ts';
import { sameId } from './same-id.ts';
import { schedules } from './schedules.ts';
import { sigterm } from './sigterm.ts';
import { slowReader } from './slow-reader.ts';
import { stop } from './stop.ts';
import { storm } from './storm.ts';
import { upstreamCut } from './upstream-cut.ts';
import { upstreamStall } from './upstream-stall.ts';

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [
  kill,
  killBrowser,
  reload,
  refresh,
  power,
  diskFull,
  diskError,
  sameId,
  sigterm,
  clock,
  upstreamStall,
  upstreamCut,
  halfOpen,
  garbage,
  slowReader,
  schedules,
  onlookers,
  proxy,
  stop,
  answersApart,
  storm,
  lock,
  fuzz,
  fuzzModel,
  backup,
];
