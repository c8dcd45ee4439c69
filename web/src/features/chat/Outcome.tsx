import { useTranslation } from 'react-i18next'
import type { ChatMessage } from '../../api'
import { Icon, type IconName } from '../../ui/Icon'

type OneStep = NonNullable<ChatMessage['steps']>[number]

const looks: Record<OneStep['status'], { icon: IconName; look: string }> = {
  done: { icon: 'check', look: '' },
  asked: { icon: 'chat', look: '' },
  refused: { icon: 'close', look: 'text-danger' },
  failed: { icon: 'close', look: 'text-danger' },
  not_done: { icon: 'ellipse', look: 'text-muted' },
}

/** Outcome tells what became of each of the requests of one message, and what is asked after them. */
export function Outcome({ steps, question }: { steps: OneStep[]; question?: string }) {
  return (
    <>
      <ol className="space-y-2">
        {steps.map((s, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a reply does not change
          <Step key={i} step={s} />
        ))}
      </ol>
      {question && !steps.some((s) => s.status === 'asked') && <p>{question}</p>}
    </>
  )
}

function Step({ step: s }: { step: OneStep }) {
  const { t } = useTranslation()
  const { icon, look } = looks[s.status]
  return (
    <li className={`flex items-start gap-2 ${look}`}>
      <span className="mt-0.5 shrink-0">
        <Icon name={icon} size={16} />
        <span className="sr-only">{t(`chat.outcome.${s.status}`)}:</span>
      </span>
      <div className="min-w-0">
        <p className="text-xs text-muted">{s.text}</p>
        {s.result && <p className="break-words whitespace-pre-wrap">{s.result}</p>}
      </div>
    </li>
  )
}
