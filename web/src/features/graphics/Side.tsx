import { useTranslation } from 'react-i18next'
import type { Snapshot } from '../../live/document'
import { Tabs } from '../../ui/Tabs'
import { Activity } from '../document/Activity'
import { Comments } from '../document/Comments'
import { Versions } from '../document/Versions'
import { Layers } from './Layers'
import { layersOf } from './layer'
import { Properties } from './Properties'
import type { Past } from './usePast'

interface SideProps {
  past: Past
  role: Snapshot['role']
  nameOf: (userId: string) => string
  onLook: (seq: number) => void
}

const tabs = ['design', 'comments', 'history'] as const

/** Side is the panel beside the canvas. */
export function Side({ past, role, nameOf, onLook }: SideProps) {
  const { t } = useTranslation()
  const c = past.canvas
  const layers = layersOf(c.snapshot.state)
  const chosen = layers.filter((l) => c.selected.includes(l.id))
  const one = chosen.length === 1 ? chosen[0] : undefined
  const at = past.seq ?? past.head
  return (
    <aside
      className="flex h-2/5 shrink-0 flex-col border-t border-line bg-panel md:h-auto md:w-72 md:border-t-0 md:border-l"
      aria-label={t('studio.panel')}
    >
      <Tabs label={t('studio.panel')} tabs={tabs} nameOf={(tab) => t(`studio.${tab}`)}>
        {(tab, shown) => {
          if (tab === 'design')
            return (
              <>
                <Layers
                  state={c.snapshot.state}
                  layers={layers}
                  selected={c.selected}
                  editable={c.editable}
                  onSelect={c.setSelected}
                  onEdit={c.edit}
                />
                <Properties layers={chosen} state={c.snapshot.state} editable={c.editable} onEdit={c.edit} />
              </>
            )
          if (tab === 'comments')
            return (
              <Comments
                documentId={c.id}
                nameOf={nameOf}
                isOwner={role === 'owner'}
                about={one && { id: one.id, name: one.name }}
                objectName={(id) => layers.find((l) => l.id === id)?.name}
                onShow={(id) => c.setSelected([id])}
              />
            )
          return (
            <>
              <Versions documentId={c.id} seq={at} editable={role !== 'viewer'} nameOf={nameOf} onLook={onLook} />
              {shown && <Activity documentId={c.id} head={past.head} at={at} nameOf={nameOf} onLook={onLook} />}
            </>
          )
        }}
      </Tabs>
    </aside>
  )
}
