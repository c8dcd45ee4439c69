import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { useTrouble } from '../../ui/useTrouble'

interface WriteProps {
  label: string
  submit: string
  busy: boolean
  initial?: string
  /** It is kept in the field unless the call succeeds. */
  onSubmit: (text: string) => Promise<{ error?: unknown }>
  onDone?: () => void
}

/** Write is a field for something to say. Control and Enter send it, Escape leaves it. */
export function Write({ label, submit, busy, initial = '', onSubmit, onDone }: WriteProps) {
  const { t } = useTranslation()
  const id = useId()
  const trouble = useTrouble()
  const [text, setText] = useState(initial)
  const send = async () => {
    if (!text.trim() || busy) return
    const { error } = await onSubmit(text)
    if (error) return trouble(error)
    setText('')
    onDone?.()
  }
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        void send()
      }}
    >
      <label htmlFor={id} className="mb-1 block text-xs font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        maxLength={4000}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void send()
          if (e.key === 'Escape') onDone?.()
        }}
        className="w-full resize-y rounded-lg border border-line bg-panel px-3 py-2 text-sm"
      />
      <div className="mt-1 flex justify-end gap-2">
        {onDone && (
          <Button look="ghost" onClick={onDone}>
            {t('cancel')}
          </Button>
        )}
        <Button type="submit" busy={busy} disabled={!text.trim()}>
          {submit}
        </Button>
      </div>
    </form>
  )
}
