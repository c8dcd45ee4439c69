import { type ClipboardEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { uploads } from '../files/upload'
import { Attached } from './Attached'
import { Editing, mostChars, TooLong } from './ComposerNotes'
import { type Edited, useDraft } from './drafts'

interface ComposerProps {
  sessionId?: string
  /** Nothing can be sent for now; one may write. */
  waits?: boolean
  onSend: (text: string) => void
}

/** Composer is where one writes. What is not sent stays here, also over a reload. */
export function Composer({ sessionId, waits = false, onSend }: ComposerProps) {
  const { t } = useTranslation()
  const { text, edited, type, end } = useDraft(sessionId ?? 'new')
  const area = useRef<HTMLTextAreaElement>(null)
  const [attached, setAttached] = useState<string[]>([])
  const [refused, setRefused] = useState(0) // characters of what was not pasted
  useFocusOn(edited, area)
  const attach = (files: FileList) => {
    if (files.length > 0) setAttached([...attached, ...uploads.add(files)])
  }
  const over = text.length - mostChars
  const send = () => {
    const say = text.trim()
    if (!say || over > 0 || waits) return
    onSend(say)
    end()
    area.current?.focus()
  }
  const pasted = (e: ClipboardEvent<HTMLTextAreaElement>) => {
    const { files } = e.clipboardData
    const more = files.length > 0 ? '' : e.clipboardData.getData('text/plain')
    const { selectionStart, selectionEnd } = e.currentTarget
    const tooMuch = text.length - (selectionEnd - selectionStart) + more.length > mostChars
    setRefused(tooMuch ? more.length : 0)
    if (files.length > 0 || tooMuch) e.preventDefault() // other text goes in as always
    attach(files)
  }
  const pressed = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'Escape' && edited) end()
    else if (e.key === 'Enter' && !e.shiftKey) send()
    else return
    e.preventDefault()
  }
  return (
    <form
      className="border-t border-line bg-panel p-3"
      onDragOver={(e) => e.preventDefault()}
      onDrop={(e) => {
        e.preventDefault()
        attach(e.dataTransfer.files)
      }}
      onSubmit={(e) => {
        e.preventDefault()
        send()
      }}
    >
      <Attached keys={attached} onAdd={(name) => onSend(t('chat.addImage', { name }))} />
      {edited && <Editing said={edited.said} onEnd={end} />}
      <div className="mx-auto flex max-w-3xl items-end gap-2">
        <textarea
          ref={area}
          rows={Math.min(6, text.split('\n').length)}
          aria-label={t('chat.placeholder')}
          placeholder={t('chat.placeholder')}
          value={text}
          onChange={(e) => {
            type(e.target.value)
            setRefused(0)
          }}
          onPaste={pasted}
          onKeyDown={pressed}
          className={`min-w-0 flex-1 resize-none rounded-xl border bg-page px-4 py-2.5 text-sm ${edited ? 'border-accent' : 'border-line'}`}
        />
        <Button type="submit" look="primary" label={t('chat.send')} disabled={!text.trim() || over > 0 || waits} className="size-10">
          <Icon name="send" />
        </Button>
      </div>
      <TooLong over={over} refused={refused} />
    </form>
  )
}

/** useFocusOn goes to the end of the text when one begins to edit a message. */
function useFocusOn(edited: Edited | undefined, area: RefObject<HTMLTextAreaElement | null>) {
  const id = edited?.id
  useEffect(() => {
    const box = area.current
    if (!id || !box) return
    box.focus()
    box.setSelectionRange(box.value.length, box.value.length)
  }, [id, area])
}
