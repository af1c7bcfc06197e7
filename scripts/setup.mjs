// Brings a checkout to where it can run: packages installed, server and page built. Does only what is out of date,
// so that a warm start costs a few file stats. Plain JavaScript for whatever Node the machine has (20 is enough).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node 24 from the npm package `node`. */
export const node = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Optional downloads of packages, and one package's usage report: never needed, never wanted. */
const INSTALL_ENV = {
  SKIP_FFMPEG: 'true',
  SCARF_ANALYTICS: 'false',
  npm_config_onnxruntime_node_install: 'skip',
};

function run(what, command, args, env = {}) {
  process.stderr.write(`reelsmith: ${what}\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** What the files below the given paths are by name, size and time: enough to see that one has changed. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'node_modules') visit(join(path, name));
    } else {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest('hex');
}

function isCurrent(stamp, value) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === value;
}

function mark(stamp, value) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, value);
}

export function install() {
  const stamp = join(root, 'node_modules', '.reelsmith-installed');
  const value = createHash('sha256')
    .update(readFileSync(join(root, 'package.json')))
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (isCurrent(stamp, value)) return;
  run(
    'installing packages (once, about a minute)',
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    INSTALL_ENV,
  );
  mark(stamp, value);
}

export function build() {
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const server = fingerprint(['src', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json']);
  if (!isCurrent(join(root, 'dist', '.stamp'), server)) {
    run('building the server', node, [nest, 'build']);
    mark(join(root, 'dist', '.stamp'), server);
  }
  const page = fingerprint(['web']);
  if (!isCurrent(join(root, 'static', 'assets', '.stamp'), page)) {
    run('building the page', node, [vite, 'build', 'web', '--logLevel', 'error']);
    mark(join(root, 'static', 'assets', '.stamp'), page);
  }
}

export function setUp() {
  install();
  build();
}
