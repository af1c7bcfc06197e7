import {
  createContext,
  type RefCallback,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { type Moment, SyncPlayer } from './sync/sync-player.js';

const PlayerContext = createContext<SyncPlayer | undefined>(undefined);
export const PlayerProvider = PlayerContext.Provider;

/** The one clock of all videos below it. */
export function usePlayer(): SyncPlayer {
  const player = useContext(PlayerContext);
  if (player === undefined) throw new Error('There is no player around this.');
  return player;
}

/** A new player, which runs with the pictures that the browser draws. */
export function useNewPlayer(): SyncPlayer {
  const [player] = useState(() => new SyncPlayer());
  useEffect(() => {
    let request = requestAnimationFrame(function next(now) {
      player.tick(now);
      request = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(request);
  }, [player]);
  return player;
}

export function useMoment(): Moment {
  const { subscribe, getMoment } = usePlayer();
  return useSyncExternalStore(subscribe, getMoment);
}

/** For a video element: it joins the others once it knows how long it is. */
export function useTrack(fps: number): RefCallback<HTMLVideoElement> {
  const player = usePlayer();
  return useCallback(
    (video) => {
      if (video === null) return;
      const join = () => player.add(video, fps);
      if (video.readyState >= HTMLMediaElement.HAVE_METADATA) join();
      else video.addEventListener('loadedmetadata', join, { once: true });
      return () => {
        video.removeEventListener('loadedmetadata', join);
        player.remove(video);
      };
    },
    [player, fps],
  );
}
