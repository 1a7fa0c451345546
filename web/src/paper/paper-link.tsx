import { PrinterOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommunityId, useMay } from '../session';

/** From the day's work to where its letters are printed, or where what came back is entered. */
export function PaperLink({ returns = false }: { returns?: boolean }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const may = useMay();
  if (!may('notice.draft')) return null;
  return (
    <Link to={`/c/${communityId}/paper${returns ? '?tab=returns' : ''}`} className="paper-link">
      <PrinterOutlined /> {t(returns ? 'paper.returns.title' : 'paper.open')}
    </Link>
  );
}
