import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { History } from './History'
import { Layers } from './Layers'
import { layersOf } from './layer'
import { Properties } from './Properties'
import type { Past } from './usePast'

/** Panel has the layers with the chosen one's properties, or what was done. */
export function Panel({ past }: { past: Past }) {
  const { t } = useTranslation()
  const [side, setSide] = useState<'design' | 'history'>('design')
  const c = past.canvas
  const { state } = c.snapshot
  const layers = layersOf(state)
  return (
    <aside
      className="flex h-2/5 shrink-0 flex-col border-t border-line bg-panel md:h-auto md:w-72 md:border-t-0 md:border-l"
      aria-label={t('studio.panel')}
    >
      <div role="tablist" aria-label={t('studio.panel')} className="flex border-b border-line p-1">
        {(['design', 'history'] as const).map((s) => (
          <button
            key={s}
            type="button"
            role="tab"
            id={`tab-${s}`}
            aria-selected={side === s}
            aria-controls="side"
            onClick={() => setSide(s)}
            className={`flex-1 rounded-lg px-3 py-1.5 text-sm font-medium ${side === s ? 'bg-accent-soft text-accent' : 'text-muted'}`}
          >
            {t(`studio.${s}`)}
          </button>
        ))}
      </div>
      <div id="side" role="tabpanel" aria-labelledby={`tab-${side}`} className="min-h-0 flex-1 overflow-y-auto">
        {side === 'history' ? (
          <History documentId={c.id} head={past.head} looked={past.commit?.seq} onLook={past.look} />
        ) : (
          <>
            <Layers state={state} layers={layers} selected={c.selected} editable={c.editable} onSelect={c.setSelected} onEdit={c.edit} />
            <Properties layers={layers.filter((l) => c.selected.includes(l.id))} state={state} editable={c.editable} onEdit={c.edit} />
          </>
        )}
      </div>
    </aside>
  )
}
