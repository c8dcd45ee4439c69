import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type DocumentComment,
  useDocumentCommentMutation,
  useDocumentDeleteCommentMutation,
  useDocumentEditCommentMutation,
} from '../../api/beside'
import { useAppSelector } from '../../app/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { useTrouble } from '../../ui/useTrouble'
import type { Thread } from './threads'
import { Write } from './Write'

interface ThreadProps {
  documentId: string
  thread: Thread
  /** Whether it is shown although it is resolved. */
  settledToo: boolean
  nameOf: (userId: string) => string
  isOwner: boolean
  objectName: (id: string) => string | undefined
  onShow: (objectId: string) => void
}

/** ThreadView shows a thread: what it is about, what was said, and a place to reply. */
export function ThreadView({ documentId, thread: { first, replies }, settledToo, objectName, onShow, ...rest }: ThreadProps) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [replying, setReplying] = useState(false)
  const [editing, setEditing] = useState<string>()
  const [say, call] = useDocumentCommentMutation()
  const [edit] = useDocumentEditCommentMutation()
  const settle = async () => {
    const { error } = await edit({ documentId, commentId: first.id, documentCommentChange: { resolved: !first.resolvedAt } })
    if (error) trouble(error)
  }
  if (first.resolvedAt && !settledToo && !replying && !editing) return null // not while one writes in it
  const said = { documentId, editing, onEdit: setEditing, ...rest }
  const object = first.object
  const name = object && objectName(object)
  return (
    <li className={`rounded-xl border border-line p-3 ${first.resolvedAt ? 'bg-raised' : 'bg-panel'}`}>
      {object && (
        <button
          type="button"
          disabled={!name}
          onClick={() => onShow(object)}
          className="mb-1 flex items-center gap-1 text-xs text-accent underline disabled:text-muted disabled:no-underline"
        >
          {name ? t('comments.about', { name }) : t('comments.aboutGone')}
        </button>
      )}
      <Said comment={first} {...said} />
      {replies.map((r) => (
        <div key={r.id} className="mt-2 border-l-2 border-line pl-3">
          <Said comment={r} {...said} />
        </div>
      ))}
      {first.resolvedAt && first.resolvedBy && (
        <p className="mt-2 text-xs text-muted">{t('comments.settledBy', { name: rest.nameOf(first.resolvedBy) })}</p>
      )}
      {replying ? (
        <div className="mt-2">
          <Write
            label={t('comments.reply')}
            submit={t('comments.send')}
            busy={call.isLoading}
            onSubmit={(text) => say({ documentId, documentNewComment: { text, thread: first.id } })}
            onDone={() => setReplying(false)}
          />
        </div>
      ) : (
        <div className="-mb-1 -ml-3.5 mt-1 flex">
          <Button look="ghost" onClick={() => setReplying(true)}>
            {t('comments.reply')}
          </Button>
          {first.text && (
            <Button look="ghost" onClick={() => void settle()}>
              {first.resolvedAt ? t('comments.reopen') : t('comments.settle')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

interface SaidProps {
  documentId: string
  comment: DocumentComment
  /** The comment of the thread that is edited: one at a time. */
  editing: string | undefined
  onEdit: (commentId: string | undefined) => void
  nameOf: (userId: string) => string
  isOwner: boolean
}

/** Said is one comment, to be edited and deleted by whoever may. */
function Said({ documentId, comment: c, editing, onEdit, nameOf, isOwner }: SaidProps) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const me = useAppSelector((s) => s.user.user?.id)
  const [edit, call] = useDocumentEditCommentMutation()
  const [remove] = useDocumentDeleteCommentMutation()
  const mine = c.by === me
  if (editing === c.id)
    return (
      <Write
        label={t('comments.edit')}
        submit={t('comments.save')}
        busy={call.isLoading}
        initial={c.text}
        onSubmit={(text) => edit({ documentId, commentId: c.id, documentCommentChange: { text } })}
        onDone={() => onEdit(undefined)}
      />
    )
  if (!c.text) return <p className="text-sm text-muted italic">{t('comments.deleted')}</p>
  const drop = async () => {
    const { error } = await remove({ documentId, commentId: c.id })
    if (error) trouble(error)
  }
  return (
    <>
      <p className="flex items-center gap-2 text-xs text-muted">
        <span className="min-w-0 flex-1 truncate">
          <span className="font-medium text-text">{nameOf(c.by)}</span>{' '}
          {new Date(c.at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short' })}
          {c.editedAt && ` · ${t('comments.edited')}`}
        </span>
        {mine && (
          <Button look="ghost" label={t('comments.edit')} disabled={editing !== undefined} className="size-7!" onClick={() => onEdit(c.id)}>
            <Icon name="edit" size={14} />
          </Button>
        )}
        {(mine || isOwner) && (
          <Button look="ghost" label={t('comments.delete')} className="size-7!" onClick={() => void drop()}>
            <Icon name="trash" size={14} />
          </Button>
        )}
      </p>
      <p className="text-sm break-words whitespace-pre-wrap">{c.text}</p>
    </>
  )
}
