import { Grid, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { WorkPane } from './card/work-pane';
import { DayList } from './day-list';
import { Posting } from './posting/posting';
import { Summary } from './summary';
import { TakeBackProvider } from './take-back';
import { Team } from './team';
import { useToday } from './today-data';
import { useView } from './use-view';
import './today.css';

/** 《我的今天》: what is to be done, household by household. On the phone a card takes the list's place, at the desk it stands beside it. */
export function Component() {
  const { t } = useTranslation();
  const [view, change] = useView();
  const today = useToday(view.whose);
  const communityId = useCommunityId();
  const wide = Grid.useBreakpoint().lg ?? true;
  const tabs = today.data?.mayTeam ? (['list', 'posting', 'team'] as const) : (['list', 'posting'] as const);
  const onCard = view.tab === 'list' && view.taskId !== null;
  return (
    <TakeBackProvider key={communityId} pace={today.data?.pace ?? 1}>
      {(wide || !onCard) && (
        <Segmented
          block={!wide}
          className="today-tabs"
          value={view.tab}
          onChange={(tab) => change({ tab, taskId: null, building: null })}
          options={tabs.map((value) => ({ value, label: t(`today.views.${value}`) }))}
        />
      )}
      {view.tab === 'team' && <Team />}
      {view.tab === 'posting' && <Posting />}
      {view.tab === 'list' && (
        <Loaded of={today}>
          {(summary) => (
            <div className={onCard && wide ? 'today-panes' : ''}>
              {(wide || !onCard) && (
                <div>
                  <Summary today={summary} />
                  <DayList today={summary} />
                </div>
              )}
              {onCard && <WorkPane taskId={view.taskId ?? ''} />}
            </div>
          )}
        </Loaded>
      )}
    </TakeBackProvider>
  );
}
