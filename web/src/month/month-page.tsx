import { Badge, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { Permission } from '../../../src/domain/permissions';
import { useMay } from '../session';
import { useCommunityCard } from '../shell/community-card';
import { DoubtsTab } from './doubts-tab';
import { ExclusionsTab } from './exclusions-tab';
import { FilesProvider } from './files';
import { ImportSteps } from './import-steps';
import { ParkedTab } from './parked-tab';
import { ReleaseTab } from './release-tab';
import { TakeOverTab } from './take-over-tab';
import './month.css';

const TABS = [
  { key: 'import', word: 'import', may: 'import.read' },
  { key: 'take-over', word: 'takeOver', may: 'wave.read' },
  { key: 'release', word: 'release', may: 'wave.read' },
  { key: 'parked', word: 'parked', may: 'payment.record' },
  { key: 'doubts', word: 'doubts', may: 'payment.read' },
  { key: 'exclusions', word: 'exclusions', may: 'wave.read' },
] as const satisfies readonly { key: string; word: string; may: Permission }[];

/** 《月初对账》: files in, what they change, who is taken over how, whose receipts are, and the release. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const { tab } = useParams();
  const { data: community } = useCommunityCard();
  const tabs = TABS.filter((one) => may(one.may));
  const current = tabs.find(({ key }) => key === tab)?.key ?? tabs[0]?.key;
  const waiting: Partial<Record<typeof current & string, number>> = {
    release: community?.counts.openWaves ?? 0,
    parked: community?.counts.parkedPayments ?? 0,
  };
  return (
    <FilesProvider>
      <Tabs
        {...(current ? { activeKey: current } : {})}
        onChange={(next) => void navigate(`../month/${next}`)}
        items={tabs.map(({ key, word }) => ({
          key,
          label: (
            <Badge size="small" color="#c47a00" count={waiting[key] ?? 0} offset={[10, -2]}>
              {t(`month.tabs.${word}`)}
            </Badge>
          ),
        }))}
      />
      {current === 'import' && <ImportSteps />}
      {current === 'take-over' && <TakeOverTab />}
      {current === 'release' && <ReleaseTab />}
      {current === 'parked' && <ParkedTab />}
      {current === 'doubts' && <DoubtsTab />}
      {current === 'exclusions' && <ExclusionsTab />}
    </FilesProvider>
  );
}
