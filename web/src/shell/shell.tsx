import { LogoutOutlined } from '@ant-design/icons';
import { Button, Layout, Result, Select, Space } from 'antd';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useNavigate, useParams } from 'react-router';
import { api } from '../api/client';
import { type MyCommunity, useMe } from '../session';
import { Loaded } from '../ui/loading';
import { FreshnessBanner } from './freshness-banner';
import { useSignInWhenSignedOut } from './landing';
import { LanguageButton } from './language-button';
import { rememberCommunity } from './last-community';
import { firstPageOf, pagesOf } from './pages';
import { SearchBox } from './search-box';
import './shell.css';

/** What stands around every page: the community, the search box, the pages of one's role. On a phone the pages are below the thumb. */
export function Shell() {
  const { t } = useTranslation();
  const { communityId } = useParams();
  const navigate = useNavigate();
  const me = useMe();
  useSignInWhenSignedOut();
  useEffect(() => {
    if (communityId) rememberCommunity(communityId);
  }, [communityId]);

  async function signOut() {
    await api.DELETE('/api/session');
    await navigate('/sign-in', { replace: true });
  }

  return (
    <Loaded of={me}>
      {({ communities, name }) => {
        const community = communities.find(({ id }) => id === communityId);
        if (!community) return <Result status="403" title={t('shell.notYours')} />;
        const pages = pagesOf(community);
        return (
          <Layout className="shell">
            <header className="shell-top">
              <img src="/icon.svg" alt={t('shell.product')} width={32} height={32} />
              {communities.length > 1 ? (
                <Select
                  aria-label={t('shell.chooseCommunity')}
                  value={community.id}
                  options={communities.map(({ id, name: label }) => ({ value: id, label }))}
                  onChange={(id) => {
                    const other = communities.find((one) => one.id === id);
                    if (other) void navigate(firstPageOf(other));
                  }}
                />
              ) : (
                <strong className="shell-community">{community.name}</strong>
              )}
              <div className="shell-search">
                <SearchSlot community={community} />
              </div>
              <Space className="shell-me" size={4}>
                <span className="shell-name">{name}</span>
                <LanguageButton />
                <Button
                  type="text"
                  icon={<LogoutOutlined />}
                  aria-label={t('shell.signOut')}
                  onClick={() => void signOut()}
                />
              </Space>
            </header>
            <nav className="shell-pages">
              {pages.map(({ path, word, icon: Icon }) => (
                <NavLink key={path} to={path}>
                  <Icon />
                  <span>{t(word)}</span>
                </NavLink>
              ))}
            </nav>
            <main className="shell-page">
              <FreshnessBanner />
              <Suspense fallback={t('shell.loading')}>
                <Outlet />
              </Suspense>
            </main>
          </Layout>
        );
      }}
    </Loaded>
  );
}

/** Who may read no account has nothing to look for. */
function SearchSlot({ community }: { community: MyCommunity }) {
  return community.permissions.includes('case.read') ? <SearchBox /> : null;
}
