import { FileOutlined } from '@ant-design/icons';
import { Image } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommunityId, useMay } from '../session';

type Props = { fileId: string; mediaType: string; name: string };

/** A picture small, and large by a tap; anything else as a file to open. Faces and doors are in them, so not everyone opens them. */
export function Thumbnail({ fileId, mediaType, name }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const address = `/api/communities/${communityId}/files/${fileId}`;
  if (!may('number.reveal') && !may('export.case_file') && !may('evidence.verify')) {
    return <span className="quiet">{t('account.files.notYours')}</span>;
  }
  if (mediaType.startsWith('image/')) {
    return <Image src={address} alt={name} width={88} height={88} loading="lazy" className="thumbnail" />;
  }
  return (
    <a href={address} className="file-link" target="_blank" rel="noreferrer">
      <FileOutlined /> {t('account.files.open')}
    </a>
  );
}
