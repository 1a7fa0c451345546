import { Card, Empty, List } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate } from 'react-router';
import { onSignedOut } from '../api/client';
import { useMe } from '../session';
import { Loaded } from '../ui/loading';
import { lastCommunity } from './last-community';
import { firstPageOf } from './pages';

/** The first address: straight on to the only community, or to the one of last time, else a choice. */
export function Landing() {
  const { t } = useTranslation();
  const me = useMe();
  useSignInWhenSignedOut();
  return (
    <Loaded of={me}>
      {({ communities }) => {
        const [only] = communities;
        const chosen = communities.length === 1 ? only : communities.find(({ id }) => id === lastCommunity());
        if (chosen) return <Navigate to={firstPageOf(chosen)} replace />;
        if (!only) return <Empty description={t('shell.noCommunity')} style={{ marginTop: 80 }} />;
        return (
          <Card title={t('shell.chooseCommunity')} style={{ maxWidth: 480, margin: '48px auto' }}>
            <List
              dataSource={communities}
              renderItem={(community) => (
                <List.Item>
                  <Link to={firstPageOf(community)}>{community.name}</Link>
                </List.Item>
              )}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}

/** A session that ended sends to the sign-in page, and back to where one was. */
export function useSignInWhenSignedOut(): void {
  const navigate = useNavigate();
  useEffect(() => {
    onSignedOut(() => {
      const { pathname, search } = window.location;
      if (pathname === '/sign-in') return;
      void navigate(`/sign-in?to=${encodeURIComponent(pathname + search)}`, { replace: true });
    });
    return () => onSignedOut(() => {});
  }, [navigate]);
}
