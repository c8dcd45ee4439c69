import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type Edit, Root, type State } from '../../live/state'
import { useDraft } from '../../ui/useDraft'
import { canvasOf, type Layer, setProps } from './layer'

interface PropertiesProps {
  layers: Layer[]
  state: State
  editable: boolean
  onEdit: (edits: Edit[]) => void
}

/** The numbers of a layer of each type, in the order they are shown. */
type NumberName = 'x' | 'y' | 'x1' | 'y1' | 'x2' | 'y2' | 'width' | 'height' | 'rotation' | 'radius' | 'strokeWidth' | 'fontSize'

const numbers: Record<Layer['type'], NumberName[]> = {
  rectangle: ['x', 'y', 'width', 'height', 'rotation', 'radius', 'strokeWidth'],
  ellipse: ['x', 'y', 'width', 'height', 'rotation', 'strokeWidth'],
  line: ['x1', 'y1', 'x2', 'y2', 'strokeWidth'],
  text: ['x', 'y', 'fontSize', 'rotation', 'width'],
  image: ['x', 'y', 'width', 'height', 'rotation', 'radius'],
}

const colours: Record<Layer['type'], Array<'fill' | 'stroke'>> = {
  rectangle: ['fill', 'stroke'],
  ellipse: ['fill', 'stroke'],
  line: ['stroke'],
  text: ['fill'],
  image: [],
}

/** Properties of the chosen layer, or of the canvas when none is chosen. */
export function Properties({ layers, state, editable, onEdit }: PropertiesProps) {
  const { t } = useTranslation()
  const [layer] = layers
  return (
    <section aria-labelledby="properties" className="p-3">
      <h2 id="properties" className="mb-2 text-sm font-semibold">
        {t('studio.properties')}
      </h2>
      <fieldset disabled={!editable} className="space-y-3">
        <legend className="sr-only">{layer?.name ?? t('studio.canvasProps')}</legend>
        {layers.length > 1 && <p className="text-sm text-muted">{t('studio.several', { count: layers.length })}</p>}
        {layers.length === 1 && layer && <OfLayer key={layer.id} layer={layer} onEdit={onEdit} />}
        {layers.length === 0 && <OfCanvas state={state} onEdit={onEdit} />}
      </fieldset>
    </section>
  )
}

function OfLayer({ layer: l, onEdit }: { layer: Layer; onEdit: (edits: Edit[]) => void }) {
  const { t } = useTranslation()
  const set = (props: Partial<Layer>) => onEdit([setProps(l.id, props)])
  return (
    <>
      <Words label={t('prop.name')} value={l.name} onChange={(name) => set({ name })} />
      {l.type === 'text' && <Words label={t('prop.text')} value={l.text} long onChange={(text) => set({ text })} />}
      <div className="grid grid-cols-2 gap-2">
        {numbers[l.type].map((p) => (
          <Amount key={p} label={t(`prop.${p}`)} value={Number(l[p])} onChange={(v) => set({ [p]: v })} />
        ))}
        <Amount
          label={t('prop.opacity')}
          value={Math.round(l.opacity * 100)}
          onChange={(v) => set({ opacity: Math.min(100, Math.max(0, v)) / 100 })}
        />
      </div>
      {colours[l.type].map((p) => (
        <Colour key={p} label={t(`prop.${p}`)} value={l[p]} onChange={(v) => set({ [p]: v })} />
      ))}
      {l.type === 'text' && <Lettering layer={l} set={set} />}
    </>
  )
}

function Lettering({ layer: l, set }: { layer: Layer; set: (p: Partial<Layer>) => void }) {
  const { t } = useTranslation()
  return (
    <div className="grid grid-cols-2 gap-2">
      <Choice
        label={t('prop.fontFamily')}
        value={l.fontFamily}
        options={['Go', 'Go Mono']}
        onChange={(fontFamily) => set({ fontFamily })}
      />
      <Choice
        label={t('prop.fontWeight')}
        value={String(l.fontWeight)}
        options={['400', '500', '700']}
        onChange={(v) => set({ fontWeight: Number(v) })}
      />
      <Choice
        label={t('prop.align')}
        value={l.align}
        options={['left', 'center', 'right']}
        name={(v) => t(`align.${v as Layer['align']}`)}
        onChange={(v) => set({ align: v as Layer['align'] })}
      />
    </div>
  )
}

function OfCanvas({ state, onEdit }: { state: State; onEdit: (edits: Edit[]) => void }) {
  const { t } = useTranslation()
  const c = canvasOf(state)
  const set = (props: Record<string, unknown>) => onEdit([{ op: 'set', id: Root, props }])
  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        <Amount label={t('prop.width')} value={c.width} onChange={(v) => set({ width: Math.round(v) })} />
        <Amount label={t('prop.height')} value={c.height} onChange={(v) => set({ height: Math.round(v) })} />
      </div>
      <Colour label={t('prop.background')} value={c.background} onChange={(background) => set({ background })} />
    </>
  )
}

const box = 'w-full rounded-lg border border-line bg-page px-2 py-1.5 text-sm disabled:opacity-60'

/** Words is a text that is set when one leaves it, or by Enter. */
function Words({ label, value, long, onChange }: { label: string; value: string; long?: boolean; onChange: (v: string) => void }) {
  const id = useId()
  const draft = useDraft(value, (text) => text.trim() && onChange(text))
  const props = { id, className: box, ...draft.field }
  return (
    <div>
      <label htmlFor={id} className="mb-0.5 block text-xs text-muted">
        {label}
      </label>
      {long ? <textarea {...props} rows={2} /> : <input {...props} onKeyDown={(e) => e.key === 'Enter' && draft.done()} />}
    </div>
  )
}

function Amount({ label, value, onChange }: { label: string; value: number; onChange: (v: number) => void }) {
  const id = useId()
  const draft = useDraft(String(value), (text) => {
    const v = Number(text)
    if (text.trim() !== '' && Number.isFinite(v) && v !== value) onChange(v)
  })
  return (
    <div>
      <label htmlFor={id} className="mb-0.5 block text-xs text-muted">
        {label}
      </label>
      <input id={id} inputMode="decimal" className={box} {...draft.field} onKeyDown={(e) => e.key === 'Enter' && draft.done()} />
    </div>
  )
}

/** Colour sets one of 24 bits; how opaque it was stays. */
function Colour({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) {
  const id = useId()
  const alpha = value.slice(7)
  const draft = useDraft(value.slice(0, 7), (rgb) => onChange(rgb + (alpha === '00' ? '' : alpha)))
  return (
    <div className="flex items-center gap-2">
      <input id={id} type="color" className="h-8 w-10 rounded border border-line bg-page" {...draft.field} />
      <label htmlFor={id} className="text-sm">
        {label}
      </label>
      <span className="ml-auto font-mono text-xs text-muted">{value}</span>
    </div>
  )
}

interface ChoiceProps {
  label: string
  value: string
  options: string[]
  name?: (v: string) => string
  onChange: (v: string) => void
}

function Choice({ label, value, options, name = (v) => v, onChange }: ChoiceProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="mb-0.5 block text-xs text-muted">
        {label}
      </label>
      <select id={id} value={value} className={box} onChange={(e) => onChange(e.target.value)}>
        {!options.includes(value) && <option value={value}>{value}</option>}
        {options.map((o) => (
          <option key={o} value={o}>
            {name(o)}
          </option>
        ))}
      </select>
    </div>
  )
}
