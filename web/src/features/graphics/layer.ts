/**
 * A canvas and its layers as shared/graphics/model has them: canvas pixels, origin at the
 * top left, y down; the box is the unrotated one, turned about its centre.
 */
import { newId } from '../../live/ids'
import { orderBetween } from '../../live/order'
import { children, type DocObject, type Edit, Root, type State } from '../../live/state'

export type LayerType = 'rectangle' | 'ellipse' | 'line' | 'text' | 'image'

export interface Layer {
  id: string
  type: LayerType
  order: string
  name: string
  x: number
  y: number
  width: number // 0 for a text that does not wrap
  height: number // 0 for a text: it follows from the lines
  x1: number
  y1: number
  x2: number
  y2: number
  rotation: number // degrees clockwise
  opacity: number
  blend: string
  visible: boolean
  fill: string // #rrggbb or #rrggbbaa
  stroke: string
  strokeWidth: number
  radius: number
  text: string
  fontFamily: string
  fontSize: number
  fontWeight: number
  italic: boolean
  align: 'left' | 'center' | 'right'
  lineHeight: number
  source: string
}

const defaults: Omit<Layer, 'id' | 'type' | 'order'> = {
  name: '',
  x: 0,
  y: 0,
  width: 0,
  height: 0,
  x1: 0,
  y1: 0,
  x2: 0,
  y2: 0,
  rotation: 0,
  opacity: 1,
  blend: 'normal',
  visible: true,
  fill: '#00000000',
  stroke: '#00000000',
  strokeWidth: 0,
  radius: 0,
  text: '',
  fontFamily: 'Go',
  fontSize: 16,
  fontWeight: 400,
  italic: false,
  align: 'left',
  lineHeight: 1.16,
  source: '',
}

/** All names a layer can have; what has others is of a newer server. */
export const properties: ReadonlySet<string> = new Set(['id', 'type', 'order', ...Object.keys(defaults)])

const layerOf = (o: DocObject): Layer => ({ ...defaults, ...o.props, id: o.id, type: o.type as LayerType, order: o.order })

/** layersOf gives the layers from back to front. */
export const layersOf = (s: State): Layer[] => children(s).map(layerOf)

export interface CanvasProps {
  width: number
  height: number
  background: string
}

export function canvasOf(s: State): CanvasProps {
  const root = s.objects.get(Root)?.props ?? {}
  return { width: Number(root.width ?? 1), height: Number(root.height ?? 1), background: String(root.background ?? '#ffffff') }
}

/** canvasPoint gives the point of a canvas that is nearest to a place. */
export const canvasPoint = (c: CanvasProps, x: number, y: number) => ({
  x: Math.min(c.width, Math.max(0, x)),
  y: Math.min(c.height, Math.max(0, y)),
})

/** setProps makes the edit that changes a layer. */
export const setProps = (id: string, props: Partial<Layer>): Edit => ({ op: 'set', id, props })

/** front gives the order key of a new layer in front of all others. */
const front = (s: State) => orderBetween(layersOf(s).at(-1)?.order ?? '', '')

/** newLayer makes the edit that adds a layer of a usual size in the middle of the canvas. */
export function newLayer(s: State, type: 'rectangle' | 'ellipse' | 'line' | 'text', name: string, text = ''): Edit {
  const c = canvasOf(s)
  const side = Math.max(1, Math.round(Math.min(c.width, c.height) / 4))
  const [x, y] = [Math.round((c.width - side) / 2), Math.round((c.height - side) / 2)]
  const box = { x, y, width: side, height: side, fill: '#4f46e5' }
  const props: Record<typeof type, object> = {
    rectangle: box,
    ellipse: box,
    line: { x1: x, y1: y + side, x2: x + side, y2: y, stroke: '#4f46e5', strokeWidth: Math.max(1, Math.round(side / 40)) },
    text: { x, y: y + side / 3, text, fontSize: Math.max(1, Math.round(side / 3)), fill: '#17171f' },
  }
  return { op: 'create', id: newId('lay'), type, parent: Root, order: front(s), props: { name, ...props[type] } }
}

/** A picture that can be shown by a layer: a file, its size in pixels when it is upright. */
export interface Picture {
  id: string
  name: string
  width: number
  height: number
}

/** How much of the canvas a new picture covers at most, each way; as in shared/graphics/plan. */
const pictureShare = 0.8

/** newImage makes the edit that adds a picture, all of it, with its centre at a point: the canvas's, if none is said. */
export function newImage(s: State, p: Picture, at?: { x: number; y: number }): Edit {
  const c = canvasOf(s)
  const scale = Math.min(1, (pictureShare * c.width) / p.width, (pictureShare * c.height) / p.height)
  const [width, height] = [Math.max(1, Math.round(p.width * scale)), Math.max(1, Math.round(p.height * scale))]
  const { x, y } = at ?? { x: c.width / 2, y: c.height / 2 }
  const box = { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height }
  return { op: 'create', id: newId('lay'), type: 'image', parent: Root, order: front(s), props: { name: p.name, source: p.id, ...box } }
}

/** textAgain makes the edit that adds a text that is gone, under an id of its own. */
export function textAgain({ id, type, order, ...all }: Layer): Edit {
  const own = Object.entries(all).filter(([name, v]) => required.has(name) || v !== defaults[name as keyof typeof defaults])
  return { op: 'create', id: newId('lay'), type, parent: Root, order, props: Object.fromEntries(own) }
}

/** What a text has to say; the server takes the rest as it is here, and nothing that texts do not have. */
const required: ReadonlySet<string> = new Set(['name', 'x', 'y', 'text', 'fill', 'fontSize'])

/** shift makes the edit that moves a layer one place to the front (1) or to the back (-1). */
export function shift(s: State, id: string, by: 1 | -1): Edit | null {
  const all = layersOf(s)
  const at = all.findIndex((l) => l.id === id)
  const to = at + by
  if (at < 0 || to < 0 || to >= all.length) return null
  const [below, above] = by > 0 ? [all[to], all[to + 1]] : [all[to - 1], all[to]]
  return { op: 'move', id, parent: Root, order: orderBetween(below?.order ?? '', above?.order ?? '') }
}
