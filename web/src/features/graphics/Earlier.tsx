import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocumentGetQuery } from '../../api'
import { useDocumentRestoreMutation } from '../../api/beside'
import type { LiveDocument, Snapshot } from '../../live/document'
import { type StateJSON, stateOf } from '../../live/state'
import { Button } from '../../ui/Button'
import { Failure, Skeleton } from '../../ui/States'
import { useTrouble } from '../../ui/useTrouble'
import { StageView } from './StageView'

interface EarlierProps {
  doc: LiveDocument
  now: Snapshot
  seq: number
  editable: boolean
  onLeave: () => void
}

const nobody = () => ''
const nothing = () => {}

/** Earlier shows a document as it was, to look at, and to have it so again. */
export function Earlier({ doc, now, seq, editable, onLeave }: EarlierProps) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const { data, error, refetch } = useDocumentGetQuery({ documentId: doc.id, seq })
  const [restore, { isLoading }] = useDocumentRestoreMutation()
  const snapshot = useMemo<Snapshot | undefined>(
    () => data && { ...now, role: 'viewer', peers: [], state: stateOf(data.state as StateJSON) },
    [data, now],
  )
  const back = async () => {
    const commitId = `rst_${crypto.randomUUID().replaceAll('-', '')}`
    const { error: refused } = await restore({ documentId: doc.id, documentRestoration: { commitId, seq, basis: now.state.seq } })
    if (refused) return trouble(refused)
    await doc.sync()
    onLeave()
  }
  return (
    <div className="flex h-full flex-col">
      <div role="status" className="flex flex-wrap items-center gap-2 bg-accent-soft px-3 py-2 text-sm">
        <span className="min-w-0 flex-1">
          {t('earlier.title', { number: seq.toLocaleString(i18n.language), last: now.state.seq.toLocaleString(i18n.language) })}
        </span>
        {editable && (
          <Button busy={isLoading} onClick={() => void back()}>
            {t('earlier.restore')}
          </Button>
        )}
        <Button look="primary" onClick={onLeave}>
          {t('earlier.leave')}
        </Button>
      </div>
      <div className="min-h-0 flex-1">
        {error ? (
          <div className="p-4">
            <Failure error={error} onRetry={refetch} />
          </div>
        ) : snapshot && data?.seq === seq ? (
          <StageView doc={doc} snapshot={snapshot} selected={[]} onSelect={nothing} onEdit={nothing} nameOf={nobody} />
        ) : (
          <Skeleton />
        )}
      </div>
    </div>
  )
}
