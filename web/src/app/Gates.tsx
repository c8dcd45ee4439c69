import { useTranslation } from 'react-i18next'
import { Navigate, Outlet, useLocation } from 'react-router'
import { useAppSelector } from './store'

/** Where to go after signing in. */
export interface From {
  from?: string
}

/** SignedIn shows its pages to who is signed in, and asks all others to sign in first. */
export function SignedIn() {
  const user = useAppSelector((s) => s.user.user)
  const at = useLocation()
  if (user === undefined) return <Waiting />
  if (user) return <Outlet />
  return <Navigate to="/sign-in" replace state={{ from: at.pathname + at.search + at.hash } satisfies From} />
}

/** Guest shows its pages to who is not signed in. */
export function Guest() {
  const user = useAppSelector((s) => s.user.user)
  const from = (useLocation().state as From | null)?.from
  if (user === undefined) return <Waiting />
  return user ? <Navigate to={from ?? '/dashboard'} replace /> : <Outlet />
}

export function Waiting() {
  const { t } = useTranslation()
  return (
    <main className="grid h-full place-items-center text-sm text-muted">
      <p role="status">{t('loading')}</p>
    </main>
  )
}
