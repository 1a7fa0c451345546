import { useSearchParams } from 'react-router';
import type { Group } from './today-data';

/** What the page shows, in the address: a link to it can be sent to a colleague. */
export type View = {
  tab: 'list' | 'posting' | 'team';
  whose: string;
  group: Group | null;
  sort: 'time' | 'building';
  building: string | null;
  taskId: string | null;
};

export function useView(): [View, (change: Partial<View>) => void] {
  const [params, setParams] = useSearchParams();
  const tab = params.get('tab');
  const view: View = {
    tab: tab === 'posting' || tab === 'team' ? tab : 'list',
    whose: params.get('whose') ?? 'mine',
    group: params.get('group') as Group | null,
    sort: params.get('sort') === 'building' ? 'building' : 'time',
    building: params.get('building'),
    taskId: params.get('task'),
  };
  function change(next: Partial<View>) {
    const after = { ...view, ...next };
    const wanted = new URLSearchParams();
    if (after.tab !== 'list') wanted.set('tab', after.tab);
    if (after.whose !== 'mine') wanted.set('whose', after.whose);
    if (after.group) wanted.set('group', after.group);
    if (after.sort !== 'time') wanted.set('sort', after.sort);
    if (after.building) wanted.set('building', after.building);
    if (after.taskId) wanted.set('task', after.taskId);
    setParams(wanted, { preventScrollReset: true });
  }
  return [view, change];
}
