import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import {
  type IdentitySession,
  session,
  useIdentityChangePasswordMutation,
  useIdentityEndSessionMutation,
  useIdentityListSessionsQuery,
  useIdentityLogoutEverywhereMutation,
  useIdentityResendVerificationMutation,
  useIdentityUpdateMeMutation,
} from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch, useAppSelector } from '../../app/store'
import { chooseTheme, useChosenTheme } from '../../app/theme'
import { signedIn } from '../../app/user'
import { Button } from '../../ui/Button'
import { Form } from '../../ui/Form'
import { Pages } from '../../ui/Pages'
import { useAccountFields } from '../../ui/useAccountFields'
import { useTrouble } from '../../ui/useTrouble'

export default function Settings() {
  const { t } = useTranslation()
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto max-w-2xl space-y-6 p-4 sm:p-8">
        <h1 className="text-2xl font-semibold">{t('settings.title')}</h1>
        <Profile />
        <Appearance />
        <Password />
        <Sessions />
        <Shortcuts />
      </div>
    </main>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="space-y-3 rounded-2xl border border-line bg-panel p-5">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  )
}

function Profile() {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const user = useAppSelector((s) => s.user.user)
  const { displayName } = useAccountFields()
  const [update, call] = useIdentityUpdateMeMutation()
  return (
    <Part title={t('settings.profile')}>
      <Form
        fields={[{ ...displayName, initial: user?.displayName }]}
        submit={t('settings.save')}
        call={call}
        onSubmit={async (identityUserPatch) => {
          const { data } = await update({ identityUserPatch })
          if (!data) return
          dispatch(signedIn(data))
          dispatch(notify({ tone: 'good', text: t('settings.saved') }))
        }}
      />
      <Address />
    </Part>
  )
}

function Address() {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const trouble = useTrouble()
  const user = useAppSelector((s) => s.user.user)
  const [resend, { isLoading }] = useIdentityResendVerificationMutation()
  if (!user) return null
  const again = async () => {
    const { error } = await resend()
    if (error) trouble(error)
    else dispatch(notify({ tone: 'good', text: t('settings.resent') }))
  }
  return (
    <div className="text-sm">
      <p>
        {t('settings.address')}: <b>{user.email}</b>, {t(user.emailVerified ? 'settings.verified' : 'settings.unverified')}
      </p>
      {!user.emailVerified && (
        <p className="mt-2 flex flex-wrap items-center gap-3">
          <Button busy={isLoading} onClick={() => void again()}>
            {t('settings.resend')}
          </Button>
          <Link className="text-accent underline" to="/verify">
            {t('settings.verify')}
          </Link>
        </p>
      )}
    </div>
  )
}

function Appearance() {
  const { t } = useTranslation()
  const chosen = useChosenTheme()
  return (
    <Part title={t('settings.theme')}>
      <div role="radiogroup" aria-label={t('settings.theme')} className="flex flex-wrap gap-4 text-sm">
        {(['light', 'dark', 'system'] as const).map((c) => (
          <label key={c} className="flex items-center gap-2">
            <input type="radio" name="theme" checked={chosen === c} onChange={() => chooseTheme(c)} className="accent-[var(--accent)]" />
            {t(`settings.themes.${c}`)}
          </label>
        ))}
      </div>
    </Part>
  )
}

function Password() {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const { currentPassword, newPassword } = useAccountFields()
  const [changes, setChanges] = useState(0) // each has a form of its own, so that no password stays in one
  const [change, call] = useIdentityChangePasswordMutation()
  return (
    <Part title={t('settings.password')}>
      <Form
        key={changes}
        fields={[currentPassword, newPassword]}
        submit={t('settings.change')}
        call={call}
        onSubmit={async (identityPasswordChange) => {
          const { error } = await change({ identityPasswordChange })
          if (error) return
          setChanges(changes + 1)
          dispatch(notify({ tone: 'good', text: t('settings.changed') }))
        }}
      />
    </Part>
  )
}

const useSessions = (_: null, cursor?: string) => useIdentityListSessionsQuery({ cursor })

function Sessions() {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [everywhere] = useIdentityLogoutEverywhereMutation()
  const endAll = async () => {
    const { error } = await everywhere({ identityEverywhere: {} })
    if (error) trouble(error)
    else session.end()
  }
  return (
    <Part title={t('settings.sessions')}>
      <Pages className="divide-y divide-line text-sm" usePage={useSessions} query={null} nothing={null}>
        {(sessions) => sessions.map((s) => <SessionRow key={s.id} session={s} />)}
      </Pages>
      <Button look="danger" onClick={() => void endAll()}>
        {t('settings.everywhere')}
      </Button>
    </Part>
  )
}

function SessionRow({ session: s }: { session: IdentitySession }) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const [end] = useIdentityEndSessionMutation()
  const leave = async () => {
    const { error } = await end({ sessionId: s.id })
    if (error) trouble(error)
  }
  return (
    <li className="flex items-center justify-between gap-3 py-2">
      <span className="min-w-0">
        <span className="block truncate">{s.device || s.id}</span>
        <span className="text-xs text-muted">
          {s.address} · {new Date(s.seenAt).toLocaleString(i18n.language)}
        </span>
      </span>
      {s.current ? (
        <span className="shrink-0 text-xs text-good">{t('settings.this')}</span>
      ) : (
        <Button onClick={() => void leave()}>{t('settings.end')}</Button>
      )}
    </li>
  )
}

const keys = [
  ['Ctrl K', 'palette'],
  ['Enter', 'send'],
  ['Ctrl Z', 'undo'],
  ['Ctrl Shift Z', 'redo'],
  ['Delete', 'delete'],
  ['← ↑ → ↓', 'nudge'],
] as const

function Shortcuts() {
  const { t } = useTranslation()
  return (
    <Part title={t('settings.shortcuts')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        {keys.map(([key, name]) => (
          <div key={name} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-raised px-2 py-0.5 font-mono text-xs">{key}</kbd>
            </dt>
            <dd>{t(`settings.keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}
