// Opens a public address for a portal on this machine, by an installed ngrok or cloudflared: `scripts/share`.
// Refuses to where anyone who finds the address could use the portal.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ENV_FILE = '.env';
const USAGE = `usage: scripts/share [ngrok|cloudflared]

Opens a public address for the portal that runs on this machine. Reads API_KEYS and PORT from the environment or
${ENV_FILE}, as the portal does. The address goes away with Ctrl-C.`;

/** Arguments that make each program forward to a local address. No shell reads them. */
const PROGRAMS = {
  ngrok: (address) => ['http', address],
  cloudflared: (address) => ['tunnel', '--no-autoupdate', '--url', address],
};

/** @param {string} message @returns {never} */
function refuse(message) {
  process.stderr.write(`share: ${message}\n`);
  process.exit(1);
}

function isInstalled(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    if (folder === '') return false;
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}

/** The one that is named, or the first that is installed. */
function chooseProgram(wanted) {
  const names = Object.keys(PROGRAMS);
  if (wanted !== undefined && !names.includes(wanted))
    refuse(`"${wanted}" is not one of ${names.join(', ')}.\n\n${USAGE}`);
  const found = (wanted === undefined ? names : [wanted]).find(isInstalled);
  if (found === undefined)
    refuse(
      `${wanted === undefined ? 'neither ngrok nor cloudflared is' : `${wanted} is not`} installed. ` +
        'See https://ngrok.com/download or https://github.com/cloudflare/cloudflared/releases',
    );
  return found;
}

/** How the running portal answers without a key: its settings may be others than those that are read here. */
async function askPortal(address) {
  const get = (path) => fetch(address + path, { signal: AbortSignal.timeout(5000), redirect: 'manual' });
  try {
    if (!(await get('/health')).ok) refuse(`what answers at ${address} is no portal that is well.`);
    return (await get('/api/jobs')).status;
  } catch {
    return refuse(`nothing answers at ${address}. Start the portal first (npm start), or set PORT.`);
  }
}

const [wanted, ...rest] = process.argv.slice(2);
if (wanted === '--help' || wanted === '-h') {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
if (rest.length > 0) refuse(`one argument at most.\n\n${USAGE}`);
// Taken before `.env` is read: the program needs none of the portal's secrets.
const { API_KEYS: _keys, ...ownEnv } = process.env;
if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);

if ((process.env.API_KEYS ?? '').trim() === '')
  refuse(
    'there are no API_KEYS: everyone who finds the public address could use this portal, and see and delete its videos. ' +
      'Set API_KEYS=name:$(openssl rand -hex 24) in .env, start the portal again, then share it.',
  );
const port = (process.env.PORT ?? '8000').split(',')[0].trim();
if (!/^\d{1,5}$/.test(port)) refuse('PORT is no number.');
const program = chooseProgram(wanted);
const address = `http://127.0.0.1:${port}`;
const status = await askPortal(address);
if (status !== 401)
  refuse(
    `the portal at ${address} answers without a key (${status}): it was started without API_KEYS. Start it again with them.`,
  );

process.stderr.write(
  `share: ${program} forwards a public address to ${address}; clients need an API key. Ctrl-C ends it.\n`,
);
const tunnel = spawn(program, PROGRAMS[program](address), { stdio: 'inherit', env: ownEnv });
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => tunnel.kill(signal));
// The terminal sends it to both.
process.on('SIGINT', () => undefined);
tunnel.on('error', (error) => refuse(`${program} could not be started: ${error.message}`));
tunnel.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
