import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useLocation } from 'react-router'
import { session, useIdentityLogoutMutation } from '../api'
import { useAccountPreferences } from '../features/settings/preferences'
import { useSocketStatus } from '../live/hub'
import { Button } from '../ui/Button'
import { Icon, type IconName } from '../ui/Icon'
import { Notices } from '../ui/Notices'
import { Boundary } from './Boundary'
import { Failed } from './Failed'
import { Waiting } from './Gates'
import { OnDemand } from './OnDemand'
import { useAppSelector } from './store'
import { ThemeButton } from './ThemeButton'
import { Updated } from './Updated'

const places: Array<{ to: string; icon: IconName; name: 'dashboard' | 'chat' | 'files' }> = [
  { to: '/dashboard', icon: 'home', name: 'dashboard' },
  { to: '/chat', icon: 'chat', name: 'chat' },
  { to: '/files', icon: 'files', name: 'files' },
]

const Palette = lazy(() => import('../features/palette/Palette'))

/** Shell is around all pages of who is signed in. */
export function Shell() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  useAccountPreferences()
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line bg-panel px-3 sm:gap-2 sm:px-4">
        <NavLink to="/dashboard" className="mr-1 flex items-center gap-2 font-semibold sm:mr-4" aria-label={t('product')}>
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <span className="hidden md:inline">{t('product')}</span>
        </NavLink>
        <nav aria-label={t('nav.main')} className="flex gap-1">
          {places.map((p) => (
            <NavLink
              key={p.to}
              to={p.to}
              className={({ isActive }) =>
                `flex items-center gap-2 rounded-lg px-2 py-2 sm:px-3 text-sm font-medium ${isActive ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-raised'}`
              }
            >
              <Icon name={p.icon} />
              <span className="max-sm:sr-only">{t(`nav.${p.name}`)}</span>
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-1">
          <Connection />
          <PaletteButton />
          <ThemeButton />
          <SignOut />
        </div>
      </header>
      <Updated />
      <div className="min-h-0 flex-1">
        <Boundary at={pathname} instead={(error) => <Failed error={error} />}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </Boundary>
      </div>
      <Notices />
    </div>
  )
}

/** Connection says when what one does is kept here until the server can be reached again. */
function Connection(): ReactNode {
  const { t } = useTranslation()
  const status = useSocketStatus()
  if (status !== 'waiting') return null
  return (
    <span role="status" className="rounded-full bg-raised px-3 py-1 text-xs text-danger">
      {t('connection.lost')}
    </span>
  )
}

/** The command palette, by a click or Ctrl K. */
function PaletteButton() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.key.toLowerCase() !== 'k') return
      e.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', down)
    return () => removeEventListener('keydown', down)
  }, [])
  return (
    <>
      <Button look="ghost" label={t('palette.open')} onClick={() => setOpen(true)}>
        <Icon name="search" />
      </Button>
      {open && (
        <OnDemand>
          <Palette onClose={() => setOpen(false)} />
        </OnDemand>
      )}
    </>
  )
}

function SignOut() {
  const { t } = useTranslation()
  const user = useAppSelector((s) => s.user.user)
  const [logout, { isLoading }] = useIdentityLogoutMutation()
  const leave = async () => {
    await logout() // a session that the server could not end runs out by itself
    session.end()
  }
  return (
    <>
      <NavLink
        to="/settings"
        className="flex max-w-48 items-center gap-2 rounded-lg px-2 py-2 text-sm text-muted hover:bg-raised"
        title={t('nav.settings')}
      >
        <Icon name="people" />
        <span className="truncate max-sm:sr-only">{user?.displayName || user?.email}</span>
      </NavLink>
      <Button look="ghost" label={t('signOut')} busy={isLoading} onClick={() => void leave()}>
        <Icon name="out" />
      </Button>
    </>
  )
}
