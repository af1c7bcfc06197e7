// What Node does by itself: the files of a folder, one after the other, piped into a response.
import { once } from 'node:events';
import { createReadStream, readdirSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';

const folders = process.argv.slice(2);

async function sendAll(response: ServerResponse): Promise<void> {
  for (const folder of folders) {
    for (const name of readdirSync(folder)) {
      const file = createReadStream(join(folder, name));
      file.pipe(response, { end: false });
      await once(file, 'end');
    }
  }
  response.end();
}

const server = createServer((_request, response) => {
  // A client that goes away in between is its own business.
  sendAll(response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(address.port);
});
process.on('disconnect', () => process.exit());
