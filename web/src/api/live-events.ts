import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { spreadJob } from './spread-job.js';
import type { BatchList, Device, DeviceList, Job, Queue } from './types.js';
import { isFinal } from '../text/format.js';
import { apiKey } from './api-key.js';
import { EventStreamParser, type ServerEvent } from './event-stream.js';
import { keys } from './query-keys.js';
import { Refresher } from './refresher.js';

/** `lost`: the stream broke and is being opened again; until then the page asks by itself. */
export type LinkState = 'connecting' | 'open' | 'lost';

const REOPEN_AFTER_MS = 2_000;

/** Keeps the cached batches and devices up to date from the server's event stream. */
export function useLiveEvents(): LinkState {
  const client = useQueryClient();
  const [link, setLink] = useState<LinkState>('connecting');
  useEffect(() => {
    const stop = new AbortController();
    const refresher = new Refresher(client);
    void keepListening(stop.signal, {
      onOpen: () => {
        setLink('open');
        // Whatever happened while nobody listened.
        void client.invalidateQueries();
      },
      onLost: () => setLink('lost'),
      onEvent: (event) => take(event, client, refresher),
    });
    return () => {
      stop.abort();
      refresher.stop();
    };
  }, [client]);
  return link;
}

interface Listener {
  onOpen: () => void;
  onLost: () => void;
  onEvent: (event: ServerEvent) => void;
}

/** Opens the stream, and again whenever it ends, until the signal says stop. Never rejects. */
async function keepListening(signal: AbortSignal, listener: Listener): Promise<void> {
  while (!signal.aborted) {
    try {
      await listenOnce(signal, listener);
    } catch {
      // No connection, or it broke: what the page then shows as its connection state. Opened again below.
    }
    if (signal.aborted) return;
    listener.onLost();
    await pause(REOPEN_AFTER_MS, signal);
  }
}

async function listenOnce(signal: AbortSignal, listener: Listener): Promise<void> {
  const response = await fetch('/api/events', {
    headers: { accept: 'text/event-stream', ...apiKey.headers() },
    cache: 'no-store',
    signal,
  });
  if (!response.ok || response.body === null) throw new Error(`No event stream: ${response.status}`);
  listener.onOpen();
  const parser = new EventStreamParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    for (const event of parser.push(piece.value)) listener.onEvent(event);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

function take({ event, data }: ServerEvent, client: QueryClient, refresher: Refresher): void {
  switch (event) {
    case 'snapshot':
      takeSnapshot(JSON.parse(data) as Snapshot, client);
      return;
    case 'device':
      takeDevice(JSON.parse(data) as Device, client, refresher);
      return;
    case 'queue':
      client.setQueryData<Queue>(keys.queue, JSON.parse(data) as Queue);
      return;
    case 'job':
      takeJob(JSON.parse(data) as Job, client, refresher);
      return;
    default:
    // A newer server may tell more.
  }
}

/** As `GET /api/events` begins. */
interface Snapshot {
  devices: Device[];
  queue: Queue;
}

function takeSnapshot({ devices, queue }: Snapshot, client: QueryClient): void {
  client.setQueryData<DeviceList>(keys.devices, { items: devices });
  client.setQueryData<Queue>(keys.queue, queue);
}

function takeDevice(device: Device, client: QueryClient, refresher: Refresher): void {
  const known = client.getQueryData<DeviceList>(keys.devices)?.items ?? [];
  const items = known.map((other) => (other.name === device.name ? device : other));
  if (items.includes(device)) client.setQueryData<DeviceList>(keys.devices, { items });
  else refresher.soon(keys.devices);
}

function takeJob(job: Job, client: QueryClient, refresher: Refresher): void {
  const change = spreadJob(client, job);
  // Places and counts of the others have moved with it.
  if (change === 'state') {
    refresher.soon(keys.queue);
    refresher.soon(keys.waiting);
  }
  const batchId = job.batch?.id;
  if (batchId === undefined) return;
  const isListed = client.getQueryData<BatchList>(keys.batches)?.items.some((batch) => batch.id === batchId);
  // Somebody else's tab, or another client, has just submitted it.
  if (isListed === false) refresher.soon(keys.batches);
  // Counts and the batch's own state come from the server, which alone decides them.
  if (isFinal(job.state)) {
    refresher.soon(keys.batch(batchId));
    refresher.soon(keys.batches);
  }
}
