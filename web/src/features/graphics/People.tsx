import { useTranslation } from 'react-i18next'
import type { Snapshot } from '../../live/document'
import { colourOf } from './StageView'

/** People shows who else is in a document. */
export function People({ snapshot, nameOf }: { snapshot: Snapshot; nameOf: (userId: string) => string }) {
  const { t } = useTranslation()
  if (snapshot.peers.length === 0) return null
  return (
    <ul aria-label={t('studio.people')} className="flex -space-x-1.5">
      {snapshot.peers.map((p) => {
        const name = nameOf(p.userId)
        return (
          <li
            key={p.id}
            title={name}
            className="grid size-7 place-items-center rounded-full border-2 border-panel text-xs font-semibold text-white"
            style={{ background: colourOf(p) }}
          >
            <span aria-hidden="true">{name.slice(0, 1).toUpperCase()}</span>
            <span className="sr-only">{name}</span>
          </li>
        )
      })}
    </ul>
  )
}
