import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { FileSystemPort } from '../storage/index.js';

export const PAGE = 'index.html';

/** Where the web page lies: in `STATIC_DIR` where somebody has put one there, else where it was built. */
@Injectable()
export class PageFolder {
  constructor(
    private readonly files: FileSystemPort,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Absolute; undefined where the page was not built. */
  async find(): Promise<string | undefined> {
    for (const folder of [this.config.staticDir, this.config.pageDir]) {
      if ((await this.files.stat(join(folder, PAGE)))?.isFile === true) return folder;
    }
    return undefined;
  }
}
