import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/Icon'
import type { Progress } from './elsewhere'

/** Steps tells what is being done for a message; for whom, if it is another's. */
export function Steps({ progress, author }: { progress: Progress[]; author?: string }) {
  const { t } = useTranslation()
  return (
    <ol aria-live="polite" className="space-y-1 text-sm text-muted">
      {author && <li className="text-xs font-medium">{t('talk.working', { name: author })}</li>}
      {progress.length === 0 && <li className="animate-pulse">{t('chat.sending')}</li>}
      {progress.map((p, i) => (
        <Step key={p.number} progress={p} last={i === progress.length - 1} />
      ))}
    </ol>
  )
}

function Step({ progress: p, last }: { progress: Progress; last: boolean }) {
  const { t } = useTranslation()
  const operation = p.operation ?? (p.intent ? `${p.intent.tool}.${p.intent.operation}` : '')
  return (
    <li className={`flex items-center gap-2 ${last ? 'animate-pulse' : ''}`}>
      {!last && <Icon name="check" size={14} />}
      {t(`chat.step.${p.step}`, { operation })}
      {p.of && ` (${t('chat.stepOf', { at: p.at, of: p.of })})`}
    </li>
  )
}
