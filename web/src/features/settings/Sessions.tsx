import { useTranslation } from 'react-i18next'
import {
  type IdentitySession,
  session,
  useIdentityEndSessionMutation,
  useIdentityListSessionsQuery,
  useIdentityLogoutEverywhereMutation,
} from '../../api'
import { Button } from '../../ui/Button'
import { Pages } from '../../ui/Pages'
import { useTrouble } from '../../ui/useTrouble'
import { Part } from './Part'

const useSessions = (_: null, cursor?: string) => useIdentityListSessionsQuery({ cursor })

/** Sessions are where one is signed in. */
export function Sessions() {
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
