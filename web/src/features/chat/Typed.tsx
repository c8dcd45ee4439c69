import { useTranslation } from 'react-i18next'
import { notify } from '../../app/notices'
import { useAppDispatch, useAppSelector } from '../../app/store'
import { Button } from '../../ui/Button'
import { useTrouble } from '../../ui/useTrouble'
import { useDraft } from './drafts'
import { forget } from './send'

/** Typed is what one had typed where one can say nothing any more: to be copied, or dropped. */
export function Typed({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const dispatch = useAppDispatch()
  const { fresh, edited, end } = useDraft(sessionId)
  const unsent = useAppSelector((s) => s.chat.outgoing).filter((o) => o.sessionId === sessionId)
  const text = [...unsent.map((o) => o.text), edited?.text, fresh].filter(Boolean).join('\n\n')
  if (!text) return null
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    dispatch(notify({ tone: 'good', text: t('talk.copied') }))
  }
  const drop = () => {
    for (const o of unsent) forget(o.id)
    if (edited) end()
    end()
  }
  return (
    <div className="mt-6 text-left">
      <textarea
        readOnly
        aria-label={t('talk.typed')}
        rows={Math.min(6, text.split('\n').length + 1)}
        value={text}
        className="w-full resize-none rounded-xl border border-line bg-panel px-4 py-2.5 text-sm"
      />
      <div className="mt-2 flex flex-wrap items-center gap-2 text-xs text-muted">
        <span className="mr-auto">{t('talk.typed')}</span>
        <Button onClick={() => copy().catch(trouble)}>{t('talk.copy')}</Button>
        <Button look="ghost" onClick={drop}>
          {t('talk.drop')}
        </Button>
      </div>
    </div>
  )
}
