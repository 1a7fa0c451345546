import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { DoubtsTab } from './doubts-tab';
import { ExclusionsTab } from './exclusions-tab';
import { FilesProvider } from './files';
import { ImportSteps } from './import-steps';
import { ReleaseTab } from './release-tab';
import { TakeOverTab } from './take-over-tab';
import './month.css';

const TABS = ['import', 'take-over', 'release', 'doubts', 'exclusions'] as const;

/** 《月初对账》: files in, what they change, who is taken over how, and the release. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab } = useParams();
  const current = TABS.find((one) => one === tab) ?? 'import';
  return (
    <FilesProvider>
      <Tabs
        activeKey={current}
        onChange={(next) => void navigate(`../month/${next}`)}
        items={TABS.map((one) => ({
          key: one,
          label: t(`month.tabs.${one === 'take-over' ? 'takeOver' : one}`),
        }))}
      />
      {current === 'import' && <ImportSteps />}
      {current === 'take-over' && <TakeOverTab />}
      {current === 'release' && <ReleaseTab />}
      {current === 'doubts' && <DoubtsTab />}
      {current === 'exclusions' && <ExclusionsTab />}
    </FilesProvider>
  );
}
