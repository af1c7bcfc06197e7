import { useLayoutEffect, useRef, useState } from 'react';
import type { InputFile } from '../api/types.js';
import { sendFile } from './send-file.js';

export interface Upload {
  id: number;
  file: File;
  /** 0..1 */
  fraction: number;
  error: unknown;
  stop: () => void;
}

let nextId = 1;

/**
 * Uploads that are under way or have failed. One that arrives leaves the list and is handed on, also where the user
 * has gone to another area meanwhile; one that failed stays, with its file, to be tried again.
 */
export function useUploads(onArrived: (input: InputFile, file: File) => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const change = (id: number, values: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...values } : upload)));
  // By now the place beside it may be taken by a file that was dropped together with this one.
  const arrived = useRef(onArrived);
  useLayoutEffect(() => {
    arrived.current = onArrived;
  });
  const drop = (id: number) => setUploads((all) => all.filter((upload) => upload.id !== id));

  const send = async (id: number, file: File, signal: AbortSignal) => {
    try {
      const input = await sendFile(file, (fraction) => change(id, { fraction }), signal);
      drop(id);
      arrived.current(input, file);
    } catch (error) {
      if (signal.aborted) drop(id);
      else change(id, { error });
    }
  };
  const add = (files: readonly File[]) => {
    for (const file of files) {
      const id = nextId++;
      const stopping = new AbortController();
      const stop = () => {
        stopping.abort();
        drop(id);
      };
      setUploads((all) => [...all, { id, file, fraction: 0, error: undefined, stop }]);
      void send(id, file, stopping.signal);
    }
  };
  const retry = (upload: Upload) => {
    drop(upload.id);
    add([upload.file]);
  };
  return { uploads, add, retry };
}
