import { Steps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useCommunityId } from '../session';
import { CheckStep } from './check-step';
import { ColumnsStep } from './columns-step';
import { DifferencesStep } from './differences-step';
import { useFiles } from './files';
import { FilesStep } from './files-step';

const STEPS = ['files', 'columns', 'check', 'differences', 'release'] as const;
export type Step = (typeof STEPS)[number];

/** 选文件 → 认列 → 校验 → 差异 → 放行: one step at a time, each open as soon as the one before has what it needs. */
export function ImportSteps() {
  const { t } = useTranslation();
  const { files } = useFiles();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const communityId = useCommunityId();
  const asked = STEPS.find((step) => step === search.get('step')) ?? 'files';
  // files live in the page: after a reload one begins again by choosing them
  const step = files.length === 0 && asked !== 'differences' ? 'files' : asked;

  function go(next: Step) {
    if (next === 'release') return void navigate(`/c/${communityId}/month/release`);
    setSearch({ step: next });
  }

  return (
    <section>
      <Steps
        size="small"
        responsive={false}
        titlePlacement="vertical"
        className="month-steps"
        current={STEPS.indexOf(step)}
        onChange={(index) => go(STEPS[index] ?? 'files')}
        items={STEPS.map((name) => ({
          title: t(`month.steps.${name}`),
          disabled: files.length === 0 && name !== 'files' && name !== 'release',
        }))}
      />
      {step === 'files' && <FilesStep go={go} />}
      {step === 'columns' && <ColumnsStep go={go} />}
      {step === 'check' && <CheckStep go={go} />}
      {step === 'differences' && <DifferencesStep />}
    </section>
  );
}
