import { App } from 'antd';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { TakeBackBar } from './take-back-bar';
import { useReadAgain } from './today-data';

/** The window in which a wrong tap is as if it had not been, on the community's clock. */
const TAKE_BACK_MS = 10 * 60_000;
/** So long the bar offers the correction when the window is over. */
const CORRECT_MS = 5 * 60_000;
const KEPT = 'cuijiao.take-back';

export type Recorded = {
  outcomeId: string;
  taskId: string;
  label: string;
  what: string;
  /** Real time until which it can be taken back */
  until: number;
  refused: { zh: string; en: string } | null;
  waiting: boolean;
};

/** What the service answers to an outcome; a letter's says nothing of its case. */
type Finished = Pick<Schemas['FinishedTask'], 'outcomeId'> & Partial<Schemas['FinishedTask']>;

type Shelf = {
  record(said: { taskId: string; label: string; what: string }, answer: Finished): void;
  /** The outcome that is being corrected now */
  correcting: Recorded | null;
  correct(recorded: Recorded | null): void;
};

const ShelfContext = createContext<Shelf | null>(null);

export function useTakeBack(): Shelf {
  const shelf = useContext(ShelfContext);
  if (!shelf) throw new Error('no shelf of outcomes around');
  return shelf;
}

/** The last outcome stays in sight with its countdown, whatever is done next; a page read anew still has it. */
export function TakeBackProvider({ pace, children }: { pace: number; children: ReactNode }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const [last, setLast] = useState<Recorded | null>(() => kept());
  const [correcting, setCorrecting] = useState<Recorded | null>(null);
  const [error, setError] = useState<unknown>(null);

  function show(recorded: Recorded | null) {
    setLast(recorded);
    setError(null);
    if (recorded) sessionStorage.setItem(KEPT, JSON.stringify(recorded));
    else sessionStorage.removeItem(KEPT);
  }

  const shelf: Shelf = {
    record(said, { outcomeId, handedOver = [] }) {
      const refused = handedOver.find(({ state }) => state === 'refused')?.why ?? null;
      const waiting = handedOver.some(({ state }) => state === 'waiting');
      // a clock that stands lets it be taken back as long as it stands
      const lasts = pace === 0 ? TAKE_BACK_MS : TAKE_BACK_MS / pace;
      show({ ...said, outcomeId, refused, waiting, until: Date.now() + lasts });
    },
    correcting,
    correct: setCorrecting,
  };

  async function takeBack(recorded: Recorded) {
    try {
      await api.POST('/api/communities/{communityId}/outcomes/{outcomeId}/take-back', {
        params: { path: { communityId, outcomeId: recorded.outcomeId } },
      });
      show(null);
      void message.success(t('today.takeBack.undone'));
      await readAgain();
    } catch (refused) {
      setError(refused);
    }
  }

  return (
    <ShelfContext.Provider value={shelf}>
      {children}
      {last && (
        <TakeBackBar
          key={last.outcomeId}
          recorded={last}
          error={error}
          onTakeBack={() => takeBack(last)}
          onCorrect={() => setCorrecting(last)}
          onClose={() => show(null)}
        />
      )}
    </ShelfContext.Provider>
  );
}

function kept(): Recorded | null {
  const text = sessionStorage.getItem(KEPT);
  const recorded = text ? (JSON.parse(text) as Recorded) : null;
  return recorded && recorded.until + CORRECT_MS > Date.now() ? recorded : null;
}
