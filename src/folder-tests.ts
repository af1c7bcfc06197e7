import type { Logger } from 'pino';
import type { Config } from './config/index.js';
import { type FolderReport, type Storage, testFolder, type TestedFolder } from './platform/storage/index.js';

/** The folders that are written to, each tried once, at the same time. @throws UnfitFolderError */
export async function testFolders(config: Config, storage: Storage, log: Logger): Promise<void> {
  const folders: TestedFolder[] = [
    { setting: 'DATA_DIR', path: config.dataDir },
    { setting: 'SESSIONS_DIR', path: config.sessionsDir },
    { setting: 'STATIC_DIR', path: config.staticDir, renamedBetween: ['.work', 'videos'] },
  ];
  const reports = await Promise.all(folders.map((folder) => testFolder(storage, folder)));
  for (const report of reports) tell(report, log);
}

function tell({ setting, durationMs, full, warnings }: FolderReport, log: Logger): void {
  if (full) log.warn({ setting }, `${setting} could not be tested: the disk is full`);
  for (const warning of warnings) log.warn({ setting }, `${setting}: ${warning}`);
  log.debug({ setting, durationMs }, `${setting} offers what is needed`);
}
