import { SearchOutlined } from '@ant-design/icons';
import { Spin } from 'antd';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { $api } from '../api/client';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { SearchHit } from './search-hit';
import './search.css';

const DEBOUNCE_MS = 250;

/** One box for a room, a name, the end of a number, a notice's number or a courier's: leads to the account's card. `/` goes there. */
export function SearchBox() {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const q = useDebounced(typed.trim());
  const box = useRef<HTMLInputElement>(null);
  const around = useRef<HTMLDivElement>(null);
  const list = useId();
  useSlash(box);
  useClickOutside(around, () => setOpen(false));
  const { data, error, isFetching } = $api.useQuery(
    'get',
    '/api/communities/{communityId}/search',
    { params: { path: { communityId }, query: { q } } },
    { enabled: q !== '', staleTime: 5_000 },
  );
  const hits = q === '' ? [] : (data?.items ?? []);
  const isAsking = typed.trim() !== q || (isFetching && !data);

  function go(accountId: string | undefined) {
    if (!accountId) return;
    setOpen(false);
    setTyped('');
    box.current?.blur();
    void navigate(`/c/${communityId}/accounts/${accountId}`);
  }

  function onKeyDown(event: KeyboardEvent) {
    // while a Chinese word is being composed, Enter and arrows belong to the input method
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((now) => Math.min(Math.max(now + step, 0), Math.max(hits.length - 1, 0)));
    }
    if (event.key === 'Enter' && !isAsking) go(hits[chosen]?.accountId);
    if (event.key === 'Escape') {
      setOpen(false);
      box.current?.blur();
    }
  }

  const shown = open && typed.trim() !== '';
  return (
    <div className="search" ref={around}>
      <SearchOutlined className="search-icon" aria-hidden />
      <input
        ref={box}
        className="search-input"
        type="search"
        role="combobox"
        aria-label={t('shell.search')}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        {...(shown && hits.length > 0 ? { 'aria-activedescendant': `${list}-${chosen}` } : {})}
        autoComplete="off"
        enterKeyHint="search"
        maxLength={60}
        placeholder={t('shell.searchHint')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <kbd className="search-key" aria-hidden>
        /
      </kbd>
      {shown && (
        <div className="search-panel">
          {error ? <RefusalNote error={error} /> : null}
          {isAsking && (
            <div className="search-none">
              <Spin size="small" /> {t('shell.searching')}
            </div>
          )}
          {!isAsking && !error && hits.length === 0 && (
            <div className="search-none">{t('shell.searchNone')}</div>
          )}
          <div id={list} role="listbox" aria-label={t('shell.searchHits')}>
            {!isAsking &&
              hits.map((hit, index) => (
                <SearchHit
                  key={hit.accountId}
                  id={`${list}-${index}`}
                  hit={hit}
                  active={index === chosen}
                  onChoose={() => go(hit.accountId)}
                />
              ))}
          </div>
          {!isAsking && data?.more && <div className="search-none">{t('shell.searchMore')}</div>}
        </div>
      )}
    </div>
  );
}

function useDebounced(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** `/` leads to the box, unless one is writing somewhere. */
function useSlash(box: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent) {
      const at = event.target instanceof HTMLElement ? event.target : null;
      const isWriting = at?.closest('input, textarea, select, [contenteditable]');
      if (event.key !== '/' || isWriting) return;
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [box]);
}

function useClickOutside(around: { current: HTMLElement | null }, close: () => void): void {
  useEffect(() => {
    function onDown(event: PointerEvent) {
      if (event.target instanceof Node && !around.current?.contains(event.target)) close();
    }
    document.addEventListener('pointerdown', onDown);
    return () => document.removeEventListener('pointerdown', onDown);
  });
}
