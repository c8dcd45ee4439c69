import { useTranslation } from 'react-i18next'
import type { Edit, State } from '../../live/state'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { type Layer, setProps, shift } from './layer'

interface LayersProps {
  state: State
  layers: Layer[]
  selected: string[]
  editable: boolean
  onSelect: (ids: string[]) => void
  onEdit: (edits: Edit[]) => void
}

/** Layers lists what is on the canvas, what is in front first. */
export function Layers({ state, layers, selected, editable, onSelect, onEdit }: LayersProps) {
  const { t } = useTranslation()
  const choose = (id: string, more: boolean) => {
    if (!more) onSelect([id])
    else onSelect(selected.includes(id) ? selected.filter((s) => s !== id) : [...selected, id])
  }
  const move = (id: string, by: 1 | -1) => {
    const edit = shift(state, id, by)
    if (edit) onEdit([edit])
  }
  return (
    <section aria-labelledby="layers" className="border-b border-line p-3">
      <h2 id="layers" className="mb-2 text-sm font-semibold">
        {t('studio.layers')}
      </h2>
      {layers.length === 0 && <p className="text-sm text-muted">{t('studio.noLayers')}</p>}
      <ul className="space-y-0.5">
        {[...layers].reverse().map((l) => {
          const chosen = selected.includes(l.id)
          return (
            <li key={l.id} className={`flex items-center rounded-lg ${chosen ? 'bg-accent-soft' : 'hover:bg-raised'}`}>
              <button
                type="button"
                aria-pressed={chosen}
                onClick={(e) => choose(l.id, e.shiftKey || e.ctrlKey || e.metaKey)}
                className={`flex min-w-0 flex-1 items-center gap-2 px-2 py-1.5 text-left text-sm ${l.visible ? '' : 'text-muted line-through'}`}
              >
                <Icon name={l.type} size={16} />
                <span className="truncate">{l.name}</span>
              </button>
              {editable && chosen && (
                <>
                  <Small icon="up" label={t('studio.forward', { name: l.name })} onClick={() => move(l.id, 1)} />
                  <Small icon="down" label={t('studio.back', { name: l.name })} onClick={() => move(l.id, -1)} />
                  <Small icon="trash" label={t('studio.delete', { name: l.name })} onClick={() => onEdit([{ op: 'delete', id: l.id }])} />
                </>
              )}
              {editable && (
                <Small
                  icon={l.visible ? 'eye' : 'hidden'}
                  label={t(l.visible ? 'studio.hide' : 'studio.show', { name: l.name })}
                  onClick={() => onEdit([setProps(l.id, { visible: !l.visible })])}
                />
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Small({ icon, label, onClick }: { icon: Parameters<typeof Icon>[0]['name']; label: string; onClick: () => void }) {
  return (
    <Button look="ghost" label={label} onClick={onClick} className="size-7!">
      <Icon name={icon} size={15} />
    </Button>
  )
}
