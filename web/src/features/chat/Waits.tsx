import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Button } from '../../ui/Button'
import { TroubleText } from '../../ui/States'
import { type OnEdit, Said } from './Said'
import { Steps } from './Steps'
import { again, forget } from './send'
import type { Outgoing } from './slice'
import type { Said as Begins } from './useBeginning'

/** Waits shows a message without a reply: what is being done for it, or what went wrong. */
export function Waits({ outgoing: o, stored, onEdit }: { outgoing: Outgoing; stored: boolean; onEdit?: OnEdit }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const retry = () => {
    again(o)
    if (!o.sessionId) navigate('/chat', { replace: true, state: { said: o.id } satisfies Begins })
  }
  return (
    <div className="space-y-3">
      {!stored && <Said message={o} onEdit={onEdit} />}
      {o.trouble ? (
        <div>
          <TroubleText trouble={o.trouble} />
          <div className="mt-2 flex gap-2">
            <Button onClick={retry}>{t('retry')}</Button>
            <Button look="ghost" onClick={() => forget(o.id)}>
              {t('chat.forget')}
            </Button>
          </div>
        </div>
      ) : (
        <Steps progress={o.progress} />
      )}
    </div>
  )
}
