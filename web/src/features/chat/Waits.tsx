import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { TroubleText } from '../../ui/States'
import { type OnEdit, Said } from './Said'
import { again, forget } from './send'
import type { Outgoing, Progress } from './slice'
import type { Said as Begins } from './useBeginning'

/** Waits shows a message without a reply: what is being done for it, or what went wrong. */
export function Waits({ outgoing: o, stored, onEdit }: { outgoing: Outgoing; stored: boolean; onEdit: OnEdit }) {
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
        <ol aria-live="polite" className="space-y-1 text-sm text-muted">
          {o.progress.length === 0 && <li className="animate-pulse">{t('chat.sending')}</li>}
          {o.progress.map((p, i) => (
            <Step key={p.number} progress={p} last={i === o.progress.length - 1} />
          ))}
        </ol>
      )}
    </div>
  )
}

function Step({ progress: p, last }: { progress: Progress; last: boolean }) {
  const { t } = useTranslation()
  const operation = p.operation ?? (p.intent ? `${p.intent.tool}.${p.intent.operation}` : '')
  return (
    <li className={`flex items-center gap-2 ${last ? 'animate-pulse' : ''}`}>
      {!last && <Icon name="check" size={14} />}
      {t(`chat.step.${p.step}`, { operation })}
    </li>
  )
}
