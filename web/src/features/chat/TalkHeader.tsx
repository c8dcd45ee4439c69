import { lazy, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OnDemand } from '../../app/OnDemand'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { usePeople, useSession } from './people'

const ShareDialog = lazy(() => import('../share/ShareDialog').then((m) => ({ default: m.ShareDialog })))

/** TalkHeader says what a conversation is about and who shares it; its owner shares it from here. */
export function TalkHeader({ sessionId, children }: { sessionId?: string; children: ReactNode }) {
  const { t } = useTranslation()
  const session = useSession(sessionId)
  const { owner } = usePeople(session)
  const [sharing, setSharing] = useState(false)
  return (
    <div className={`flex min-h-12 items-center gap-2 border-b border-line py-1 pr-2 pl-1 md:pl-4 ${session ? '' : 'md:hidden'}`}>
      {children}
      {session && (
        <p className="min-w-0 flex-1 leading-tight">
          <span className="block truncate text-sm font-medium">{session.title || t('chat.untitled')}</span>
          {owner && <span className="block truncate text-xs text-muted">{t('talk.byOwner', { name: owner })}</span>}
        </p>
      )}
      {session?.role === 'owner' && (
        <Button onClick={() => setSharing(true)}>
          <Icon name="link" />
          {t('talk.share')}
        </Button>
      )}
      {sharing && session && (
        <OnDemand>
          <ShareDialog kind="conversation" id={session.id} onClose={() => setSharing(false)} />
        </OnDemand>
      )}
    </div>
  )
}
