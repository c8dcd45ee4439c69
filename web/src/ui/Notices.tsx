import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { dismissed, type Notice } from '../app/notices'
import { useAppDispatch, useAppSelector } from '../app/store'
import { Icon } from './Icon'
import { useTopModal } from './useModal'

const shownMs = 6000 // long enough to read two lines

/** Notices are shown over all else: in the dialog on top, as all behind it can be neither used nor heard. */
export function Notices() {
  const all = useAppSelector((s) => s.notices)
  const modal = useTopModal()
  return createPortal(
    <section aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex flex-col items-center gap-2 px-4">
      {all.map((n) => (
        <One key={n.id} notice={n} />
      ))}
    </section>,
    modal ?? document.body,
  )
}

function One({ notice }: { notice: Notice }) {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  useEffect(() => {
    if (notice.tone === 'bad') return // stays until it was read
    const timer = setTimeout(() => dispatch(dismissed(notice.id)), shownMs)
    return () => clearTimeout(timer)
  }, [notice, dispatch])
  return (
    <div className="pointer-events-auto flex max-w-lg items-start gap-3 rounded-xl border border-line bg-panel px-4 py-3 text-sm shadow-lg">
      <span className={notice.tone === 'bad' ? 'text-danger' : 'text-good'}>
        <Icon name={notice.tone === 'bad' ? 'close' : 'check'} />
      </span>
      <div>
        <p>{notice.text}</p>
        {notice.correlationId && <Reference id={notice.correlationId} />}
        {notice.copy && <Copy text={notice.copy} />}
      </div>
      <button type="button" aria-label={t('close')} className="text-muted" onClick={() => dispatch(dismissed(notice.id))}>
        <Icon name="close" size={16} />
      </button>
    </div>
  )
}

/** Reference is the number to quote when asking for help; a click copies it. */
export function Reference({ id }: { id: string }) {
  const { t } = useTranslation()
  return <CopyButton text={id} label={t('reference', { id })} look="font-mono" />
}

/** Copy gives back what somebody wrote. */
function Copy({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <>
      <p className="mt-1 max-h-24 overflow-y-auto text-xs break-words whitespace-pre-wrap text-muted">{text}</p>
      <CopyButton text={text} label={t('copyTyped')} />
    </>
  )
}

function CopyButton({ text, label, look = '' }: { text: string; label: string; look?: string }) {
  return (
    <button type="button" className={`mt-1 text-xs text-muted underline ${look}`} onClick={() => void navigator.clipboard?.writeText(text)}>
      {label}
    </button>
  )
}
