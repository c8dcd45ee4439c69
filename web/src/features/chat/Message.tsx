import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChatMessage } from '../../api'
import { Button, buttonClass } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { TroubleText } from '../../ui/States'
import { ArtifactCard } from '../dashboard/ArtifactCard'
import { again, forget } from './send'
import type { Outgoing, Progress } from './slice'

interface MessageProps {
  message: ChatMessage
  /** Whether its choices can still be made. */
  last: boolean
  onShow: (document: { id: string; seq: number }) => void
  onSay: (text: string) => void
  onEdit: (text: string) => void
}

export function Message({ message: m, last, onShow, onSay, onEdit }: MessageProps) {
  const { t } = useTranslation()
  if (m.role === 'user') return <Said text={m.text} onEdit={() => onEdit(m.text)} />
  return (
    <article className="space-y-3 text-sm">
      <p className={`whitespace-pre-wrap ${m.status === 'failed' ? 'text-danger' : ''}`}>{m.text}</p>
      {m.documents?.map((d) => (
        <div key={d.id} className="flex flex-wrap gap-2">
          <Button onClick={() => onShow(d)}>
            <Icon name="eye" />
            {t('chat.show')}
          </Button>
          <Link to={`/tools/graphics/${d.id}`} className={buttonClass('plain')}>
            <Icon name="open" />
            {t('chat.openStudio')}
          </Link>
        </div>
      ))}
      {m.artifacts && m.artifacts.length > 0 && (
        <div className="grid max-w-xl gap-3 sm:grid-cols-2">
          {m.artifacts.map((a) => (
            <ArtifactCard key={a.id} artifact={a} />
          ))}
        </div>
      )}
      {last && m.clarification && (
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">{m.clarification.question}</legend>
          {m.clarification.choices.map((c) => (
            <Button key={c.text} onClick={() => onSay(c.text)}>
              {c.label}
            </Button>
          ))}
        </fieldset>
      )}
      {m.intent && <Understood intent={m.intent} />}
    </article>
  )
}

function Said({ text, onEdit }: { text: string; onEdit?: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="group flex items-center justify-end gap-1">
      {onEdit && (
        <Button
          look="ghost"
          label={t('chat.edit')}
          className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          onClick={onEdit}
        >
          <Icon name="edit" size={15} />
        </Button>
      )}
      <p className="w-fit max-w-[85%] rounded-2xl rounded-br-md bg-accent px-4 py-2 text-sm break-words whitespace-pre-wrap text-accent-text">
        {text}
      </p>
    </div>
  )
}

/** Understood says, on demand, what a message was taken for and how sure that is. */
function Understood({ intent }: { intent: NonNullable<ChatMessage['intent']> }) {
  const { t } = useTranslation()
  return (
    <details className="text-xs text-muted">
      <summary className="w-fit cursor-pointer">{t('chat.why')}</summary>
      <p className="mt-1 font-mono">
        {intent.tool}.{intent.operation} · {Math.round(intent.confidence * 100)} %
      </p>
    </details>
  )
}

/** Waits shows a message without a reply: what is being done for it, or what went wrong. */
export function Waits({ outgoing: o, stored }: { outgoing: Outgoing; stored: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="space-y-3">
      {!stored && <Said text={o.text} />}
      {o.trouble ? (
        <div>
          <TroubleText trouble={o.trouble} />
          <div className="mt-2 flex gap-2">
            <Button onClick={() => again(o)}>{t('retry')}</Button>
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
