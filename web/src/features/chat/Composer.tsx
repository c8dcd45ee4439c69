import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from '../../app/notices'
import { useAppDispatch, useAppSelector } from '../../app/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { UploadRow } from '../files/UploadArea'
import { uploads } from '../files/upload'

const mostChars = 8000 // chat.send's limit

// A text far beyond any message is kept out: a browser is slow with it, and it has no room among the drafts.
const mostPasted = 100_000

interface ComposerProps {
  sessionId?: string
  onSend: (text: string) => void
  /** A message of one's own that is written anew; it is sent as another one. */
  edited?: string
  /** It was sent, or is not wanted any more. */
  onEdited: () => void
}

/** Composer is where one writes. What is not sent stays here, also over a reload. */
export function Composer({ sessionId, onSend, edited, onEdited }: ComposerProps) {
  const { t } = useTranslation()
  const userId = useAppSelector((s) => s.user.user?.id)
  const key = `aio-draft-${userId}-${sessionId ?? 'new'}`
  const [draft, setDraft] = useState(() => localStorage.getItem(key) ?? '')
  const [anew, setAnew] = useState('') // in place of the draft, which waits
  const editing = edited !== undefined
  const [text, setText] = editing ? [anew, setAnew] : [draft, setDraft]
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (draft) localStorage.setItem(key, draft)
    else localStorage.removeItem(key)
  }, [key, draft])
  useEffect(() => {
    if (edited === undefined) return
    setAnew(edited)
    area.current?.focus()
  }, [edited])
  const dispatch = useAppDispatch()
  const tooMuch = () => dispatch(notify({ tone: 'bad', text: t('chat.pasted', { count: mostChars }) }))
  const [attached, setAttached] = useState<string[]>([])
  const attach = (files: FileList) => {
    if (files.length > 0) setAttached([...attached, ...uploads.add(files)])
  }
  const over = text.length - mostChars
  const send = () => {
    const say = text.trim()
    if (!say || over > 0) return
    onSend(say)
    setText('')
    onEdited()
    area.current?.focus()
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
      {editing && (
        <p className="mx-auto mb-2 flex max-w-3xl items-center gap-2 text-xs text-muted">
          <span className="flex-1">{t('chat.editing')}</span>
          <Button look="ghost" onClick={onEdited}>
            {t('cancel')}
          </Button>
        </p>
      )}
      <div className="mx-auto flex max-w-3xl items-end gap-2">
        <textarea
          ref={area}
          rows={Math.min(6, text.split('\n').length)}
          aria-label={t('chat.placeholder')}
          placeholder={t('chat.placeholder')}
          value={text}
          onChange={(e) => setText(e.target.value)}
          onPaste={(e) => {
            const { files } = e.clipboardData
            const much = files.length === 0 && e.clipboardData.getData('text').length > mostPasted
            if (files.length === 0 && !much) return // text goes in as always
            e.preventDefault()
            if (much) tooMuch()
            else attach(files)
          }}
          onKeyDown={(e) => {
            if (e.key === 'Escape' && editing) onEdited()
            if (e.key !== 'Enter' || e.shiftKey || e.nativeEvent.isComposing) return
            e.preventDefault()
            send()
          }}
          className="min-w-0 flex-1 resize-none rounded-xl border border-line bg-page px-4 py-2.5 text-sm"
        />
        <Button type="submit" look="primary" label={t('chat.send')} disabled={!text.trim() || over > 0} className="size-10">
          <Icon name="send" />
        </Button>
      </div>
      {over > 0 && (
        <p role="alert" className="mx-auto mt-1 max-w-3xl text-xs text-danger">
          {t('chat.tooLong', { count: over })}
        </p>
      )}
    </form>
  )
}

/** Attached are the files that were dropped or pasted here; what is a picture can go onto the canvas. */
function Attached({ keys, onAdd }: { keys: string[]; onAdd: (name: string) => void }) {
  const { t } = useTranslation()
  const all = useSyncExternalStore(uploads.subscribe, uploads.get)
  const mine = all.filter((u) => keys.includes(u.key))
  if (mine.length === 0) return null
  return (
    <ul aria-label={t('chat.attached')} className="mx-auto mb-2 max-w-3xl space-y-1">
      {mine.map((u) => (
        <UploadRow
          key={u.key}
          upload={u}
          more={
            u.artifact?.contentType.startsWith('image/') && (
              <Button onClick={() => onAdd(u.artifact?.name ?? u.name)}>
                <Icon name="plus" />
                {t('chat.toCanvas')}
              </Button>
            )
          }
        />
      ))}
    </ul>
  )
}
