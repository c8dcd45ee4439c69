import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllCommentsQuery, useDocumentCommentMutation } from '../../api/beside'
import { Button } from '../../ui/Button'
import { Failure, Nothing, Skeleton } from '../../ui/States'
import { ThreadView } from './ThreadView'
import { threadsOf } from './threads'
import { Write } from './Write'

interface CommentsProps {
  documentId: string
  nameOf: (userId: string) => string
  isOwner: boolean
  /** What a new thread is about: the object that is chosen. */
  about?: { id: string; name: string }
  /** What an object is called; nothing if it is gone. */
  objectName: (id: string) => string | undefined
  onShow: (objectId: string) => void
}

/** Comments lists the threads about a document, and begins new ones. */
export function Comments({ documentId, about, ...rest }: CommentsProps) {
  const { t } = useTranslation()
  const [settled, setSettled] = useState(false)
  const { data, error, refetch } = useAllCommentsQuery(documentId)
  const [say, call] = useDocumentCommentMutation()
  const threads = threadsOf(data ?? [])
  const hidden = threads.filter((th) => th.first.resolvedAt).length
  return (
    <div className="space-y-3 p-3">
      <Write
        label={about ? t('comments.newAbout', { name: about.name }) : t('comments.new')}
        submit={t('comments.send')}
        busy={call.isLoading}
        onSubmit={(text) => say({ documentId, documentNewComment: { text, object: about?.id } })}
      />
      {!data && !error && <Skeleton />}
      {error && <Failure error={error} onRetry={refetch} />}
      {data && threads.length === 0 && <Nothing text={t('comments.nothing')} />}
      <ul className="space-y-3" aria-label={t('studio.comments')}>
        {threads.map((th) => (
          <ThreadView key={th.first.id} documentId={documentId} thread={th} settledToo={settled} {...rest} />
        ))}
      </ul>
      {hidden > 0 && (
        <Button look="ghost" aria-pressed={settled} onClick={() => setSettled(!settled)}>
          {settled ? t('comments.hideSettled') : t('comments.showSettled', { count: hidden })}
        </Button>
      )}
    </div>
  )
}
