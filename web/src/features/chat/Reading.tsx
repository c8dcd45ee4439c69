import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/Icon'
import { usePeople, useSession } from './people'
import { Typed } from './Typed'

/** Reading is there instead of the composer for who may only read a conversation. */
export function Reading({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation()
  const { owner } = usePeople(useSession(sessionId))
  return (
    <div className="border-t border-line bg-panel p-4">
      <div className="mx-auto max-w-3xl">
        <p className="flex items-center gap-2 text-sm text-muted">
          <span className="shrink-0">
            <Icon name="eye" />
          </span>
          {t('talk.mayRead', { name: owner ?? t('talk.owner') })}
        </p>
        <Typed sessionId={sessionId} />
      </div>
    </div>
  )
}
