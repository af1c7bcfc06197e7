import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFileSystem } from '../../src/platform/storage/index.js';
import { CrashFileSystem } from '../support/crash-file-system.js';
import { describeFileSystem } from './file-system.suite.js';

describeFileSystem('of Node', {
  make: () => {
    const folder = mkdtempSync(join(tmpdir(), 'files-'));
    return {
      sut: new NodeFileSystem(),
      folder,
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});

describeFileSystem('of the crash tests', {
  make: () => ({ sut: new CrashFileSystem(), folder: '', remove: () => undefined }),
});
