// `npm run generate:compatibility`: writes docs/compatibility.md from the tables of test/contract/compatibility.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { compatibilityPage } from '../test/contract/compatibility/compatibility-page.ts';

const file = join(import.meta.dirname, '..', 'docs', 'compatibility.md');
const options = await resolveConfig(file);
writeFileSync(file, await format(compatibilityPage(), { ...options, filepath: file }));
