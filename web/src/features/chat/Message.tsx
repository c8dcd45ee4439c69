import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChatMessage } from '../../api'
import { Button, buttonClass } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { ArtifactCard } from '../dashboard/ArtifactCard'
import { Outcome } from './Outcome'
import { type OnEdit, Said } from './Said'
import { Theirs } from './Theirs'

interface MessageProps {
  message: ChatMessage
  /** Who said it; absent: oneself. */
  author?: string
  /** Whether its choices can still be made. */
  last: boolean
  onShow: (document: { id: string; seq: number }) => void
  onSay: (text: string) => void
  /** Absent: one may only read. */
  onEdit?: OnEdit
}

/** Message is rendered once, however many come after it. */
export const Message = memo(function Message({ message: m, author, last, onShow, onSay, onEdit }: MessageProps) {
  const { t } = useTranslation()
  if (m.role === 'user') return author ? <Theirs text={m.text} author={author} /> : <Said message={m} onEdit={onEdit} />
  return (
    <article className="space-y-3 text-sm">
      {m.steps ? (
        <Outcome steps={m.steps} question={m.clarification?.question} />
      ) : (
        <p className={`whitespace-pre-wrap ${m.status === 'failed' ? 'text-danger' : ''}`}>{m.text}</p>
      )}
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
            <ArtifactCard key={a.id} artifact={onEdit ? a : { ...a, role: 'viewer' }} />
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
})

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
