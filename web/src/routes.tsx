import { createBrowserRouter, Navigate } from 'react-router';
import { Landing } from './shell/landing';
import { NotFound } from './shell/not-found';
import { Shell } from './shell/shell';
import { SignIn } from './sign-in/sign-in';

/** Every address of the portal. A page is loaded when it is first opened. */
export const router = createBrowserRouter([
  { path: '/sign-in', element: <SignIn /> },
  { path: '/', element: <Landing /> },
  {
    path: '/c/:communityId',
    element: <Shell />,
    HydrateFallback: () => null,
    children: [
      { index: true, element: <Navigate to="today" replace /> },
      { path: 'today', lazy: () => import('./today/today-page') },
      { path: 'month', element: <Navigate to="import" replace /> },
      { path: 'month/:tab', lazy: () => import('./month/month-page') },
      { path: 'paper', lazy: () => import('./paper/paper-page') },
      { path: 'rules', lazy: () => import('./rules/rules-page') },
      { path: 'accounts/:accountId', lazy: () => import('./account/account-page') },
      { path: '*', element: <NotFound /> },
    ],
  },
  { path: '*', element: <NotFound /> },
]);
