import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, RefusedError, upload } from '../../api/client';
import { useCommunityId } from '../../session';
import { useTakeBack } from '../take-back';
import { useReadAgain } from '../today-data';
import { dropQueued, keepQueued, type Queued, queuedOf } from './queue-store';

/** The network of a stairwell comes and goes without telling. */
const TRY_AGAIN_MS = 20_000;

type Taken = { outcomeId: string; taskId: string };

export type Queue = {
  letters: readonly Queued[];
  uploading: boolean;
  add(letter: Omit<Queued, 'communityId' | 'queuedAt' | 'refused'>): Promise<void>;
  remove(commandId: string): Promise<void>;
  upload(): Promise<void>;
  /** What was missing may be there now */
  tryAgain(): Promise<void>;
};

/** Letters that wait on this phone; they go up one after the other as soon as the network is back, and each is taken once. */
export function useQueue(): Queue {
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const { t } = useTranslation();
  const shelf = useTakeBack();
  const tell = useRef((_: Queued, __: Taken) => {});
  tell.current = ({ label, outcome }, taken) => {
    const what = t(outcome === 'posted' ? 'today.posting.posted' : 'today.posting.notPossible');
    shelf.record({ taskId: taken.taskId, label, what }, taken);
  };
  const [letters, setLetters] = useState<readonly Queued[]>([]);
  const [uploading, setUploading] = useState(false);
  const busy = useRef(false);

  const look = useCallback(async () => setLetters(await queuedOf(communityId)), [communityId]);

  const uploadAll = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    setUploading(true);
    try {
      const waiting = (await queuedOf(communityId)).filter(({ refused }) => refused === null);
      for (const letter of waiting) {
        const done = await uploadOne(letter);
        await look();
        if (done === 'no network') break;
        if (done !== 'refused') tell.current(letter, done);
      }
      if (waiting.length > 0) await readAgain();
    } finally {
      busy.current = false;
      setUploading(false);
    }
  }, [communityId, look, readAgain]);

  useEffect(() => {
    void look().then(uploadAll);
    const again = () => void uploadAll();
    window.addEventListener('online', again);
    const timer = setInterval(again, TRY_AGAIN_MS);
    return () => {
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [look, uploadAll]);

  return {
    letters,
    uploading,
    async add(letter) {
      await keepQueued({ ...letter, communityId, queuedAt: Date.now(), refused: null });
      await look();
      void uploadAll();
    },
    async remove(commandId) {
      await dropQueued(commandId);
      await look();
    },
    upload: uploadAll,
    async tryAgain() {
      for (const letter of letters) if (letter.refused) await keepQueued({ ...letter, refused: null });
      await look();
      await uploadAll();
    },
  };
}

/** Where there is no network, the rest need not be tried. */
async function uploadOne(letter: Queued): Promise<Taken | 'no network' | 'refused'> {
  const { communityId, number, commandId, outcome, note, at, photo } = letter;
  try {
    if (photo) {
      const path = `/api/communities/${communityId}/paper/items/${number}/photos`;
      await upload(path, { shows: 'door' }, new Blob([photo.bytes], { type: photo.type }), 'door.jpg');
    }
    const { data } = await api.POST('/api/communities/{communityId}/paper/items/{number}/finish', {
      params: { path: { communityId, number } },
      body: { commandId, outcome, ...(note ? { note } : {}), ...(at === null ? {} : { at: Math.round(at) }) },
    });
    if (!data) return 'no network';
    await dropQueued(commandId);
    return data;
  } catch (error) {
    const refusal = error instanceof RefusedError ? error.refusal : null;
    if (refusal === null || refusal.code === 'NO_ANSWER' || refusal.code === 'NOT_SIGNED_IN') {
      return 'no network';
    }
    await keepQueued({ ...letter, refused: { zh: refusal.zh, en: refusal.en } });
    return 'refused';
  }
}
