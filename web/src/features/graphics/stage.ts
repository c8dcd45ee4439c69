/** The stage: Fabric's canvas kept equal to a document's layers, and a hand's changes as edits. */
import { ActiveSelection, cache, type FabricObject, IText } from 'fabric'
import type { Edit } from '../../live/state'
import { exact } from './exact'
import { type CanvasProps, type Layer, setProps } from './layer'
import { changed, differing, drawnOf, dress, handles, kindOf, type Pictures, seat, shapeOf } from './shapes'
import { Sheet } from './sheet'

/** What the stage tells of what people do on it. */
export interface StageEvents {
  edited: (edits: Edit[]) => void
  selected: (ids: string[]) => void
  pointed: (x: number, y: number) => void
  /** A text that somebody deleted while one wrote in it, with what was written. */
  orphaned: (layer: Layer) => void
  /** Whether what is shown differs from an export. */
  rough: (rough: boolean) => void
}

interface Held {
  layer: Layer
  kind: string
  object: FabricObject | null // null while a picture is loading
}

/** The families of the server's fonts; text is measured again when they are here. */
const faces = ['16px Go', '500 16px Go', '700 16px Go', 'italic 16px Go', 'italic 700 16px Go', '16px "Go Mono"', '700 16px "Go Mono"']

const inWriting = (o: FabricObject | null | undefined): o is IText => o instanceof IText && o.isEditing

/** How long after a picture did not come it is asked for once more: what shows it may not have been saved yet. */
const againMs = 3000

export class Stage {
  private readonly canvas: Sheet
  private held = new Map<string, Held>()
  private layers: Layer[] = []
  private props: CanvasProps = { width: 1, height: 1, background: '#ffffff' }
  private room = { width: 1, height: 1 }
  private busy = false // a hand is on an object
  private silent = false // selections that the stage itself makes
  private over = false
  private chosen: string[] = [] // also what is not made yet

  constructor(
    element: HTMLCanvasElement,
    private readonly on: StageEvents,
    private readonly pictures: Pictures,
    private editable: boolean,
  ) {
    this.canvas = new Sheet(element, {
      preserveObjectStacking: true,
      selection: editable,
      uniformScaling: false,
      backgroundColor: '#ffffff',
    })
    this.listen()
    void Promise.all(faces.map((f) => document.fonts.load(f))).then(() => {
      if (this.over) return
      cache.clearFontCache()
      for (const h of this.held.values()) if (h.object && !inWriting(h.object)) dress(h.object, h.layer)
      this.drawn()
    })
  }

  dispose() {
    this.leave()
    document.removeEventListener('pointerdown', this.outside, true)
    removeEventListener('pagehide', this.leave)
    this.over = true
    void this.canvas.dispose()
  }

  /** fit scales the canvas into a room of CSS pixels. */
  fit(width: number, height: number) {
    this.room = { width, height }
    const zoom = this.zoom()
    this.canvas.setDimensions({ width: this.props.width * zoom, height: this.props.height * zoom })
    this.canvas.setZoom(zoom)
    this.canvas.requestRenderAll()
  }

  /** zoom is CSS pixels for each pixel of the canvas. */
  zoom(): number {
    return Math.max(0.01, Math.min(this.room.width / this.props.width, this.room.height / this.props.height, 4))
  }

  /** show makes the stage equal to the layers; what a hand holds stays until it is let go. */
  show(props: CanvasProps, layers: Layer[], editable: boolean) {
    const resized = props.width !== this.props.width || props.height !== this.props.height
    this.props = props
    this.layers = layers
    this.editable = editable
    this.canvas.backgroundColor = props.background
    if (resized) this.fit(this.room.width, this.room.height)
    if (!this.busy) this.sync()
  }

  select(ids: string[]) {
    this.chosen = ids
    const objects = ids.map((id) => this.held.get(id)?.object).filter((o) => o !== null && o !== undefined)
    const now = this.selection()
    if (now.length === ids.length && ids.every((id) => now.includes(id))) return
    // What a hand holds is let go first: a selection that is dissolved does not know any more what was in it.
    if (this.canvas._currentTransform) this.canvas.endCurrentTransform()
    this.silent = true
    this.canvas.discardActiveObject()
    const [first] = objects
    if (first && objects.length === 1) this.canvas.setActiveObject(first)
    if (objects.length > 1)
      this.canvas.setActiveObject(new ActiveSelection(objects, { canvas: this.canvas, evented: this.editable, hasControls: this.editable }))
    this.silent = false
    this.canvas.requestRenderAll()
  }

  selection(): string[] {
    return this.canvas.getActiveObjects().map((o) => this.idOf(o))
  }

  private idOf(o: FabricObject): string {
    for (const [id, h] of this.held) if (h.object === o) return id
    return ''
  }

  private sync() {
    const chosen = this.selection()
    const several = chosen.length > 1
    if (several) this.quietly(() => this.canvas.discardActiveObject())
    const wanted = new Set(this.layers.map((l) => l.id))
    for (const [id, h] of this.held) if (!wanted.has(id)) this.gone(id, h)
    for (const [at, l] of this.layers.entries()) this.place(l, at)
    if (several) this.select(chosen.filter((id) => wanted.has(id)))
    this.drawn()
  }

  private drawn() {
    this.on.rough([...this.held.values()].some((h) => h.object && !exact(h.layer, drawnOf(h.object))))
    this.canvas.requestRenderAll()
  }

  /** exactly shows the server's picture of the layers, until a hand changes one. */
  exactly(picture: CanvasImageSource | null) {
    this.canvas.lay(picture)
  }

  private drop(id: string, h: Held) {
    this.held.delete(id)
    if (h.object) this.quietly(() => h.object && this.canvas.remove(h.object))
  }

  /** gone drops what somebody deleted, but not what one was writing in it. */
  private gone(id: string, h: Held) {
    const text = inWriting(h.object) ? h.object.text : h.layer.text
    this.drop(id, h)
    if (text !== h.layer.text && text.trim() !== '') this.on.orphaned({ ...h.layer, text })
  }

  private place(l: Layer, at: number) {
    const h = this.held.get(l.id)
    if (h && inWriting(h.object)) return // it is shown when that has ended
    if (!h || h.kind !== kindOf(l)) {
      if (h) this.drop(l.id, h)
      void this.make(l)
      return
    }
    const same = h.layer === l || JSON.stringify(h.layer) === JSON.stringify(l)
    h.layer = l
    const o = h.object
    if (!o) return
    if (!same) dress(o, l)
    // A line's ends are moved with its properties; a hand moves it as a whole.
    const movable = this.editable && l.visible
    o.set({ selectable: movable, evented: movable, hasControls: movable && l.type !== 'line' })
    const place = this.layers.slice(0, at).filter((x) => this.held.get(x.id)?.object).length
    if (this.canvas.getObjects()[place] !== o) this.canvas.moveObjectTo(o, place)
  }

  private async make(l: Layer, again = l.type === 'image') {
    const h: Held = { layer: l, kind: kindOf(l), object: null }
    this.held.set(l.id, h)
    const o = await shapeOf(l, this.pictures)
    if (this.over || this.held.get(l.id) !== h) return
    h.object = o
    dress(o, h.layer)
    o.set(handles)
    this.quietly(() => this.canvas.add(o))
    if (this.chosen.includes(l.id)) this.select(this.chosen)
    if (!this.busy) this.sync()
    if (again && drawnOf(o).missing) setTimeout(() => this.makeAgain(h), againMs)
  }

  private makeAgain(h: Held) {
    const { id } = h.layer
    if (this.over || this.held.get(id) !== h) return
    if (this.busy) {
      setTimeout(() => this.makeAgain(h), againMs) // a hand may be on it
      return
    }
    this.drop(id, h)
    void this.make(h.layer, false)
  }

  private quietly(f: () => void) {
    const before = this.silent
    this.silent = true
    f()
    this.silent = before
  }

  private listen() {
    const c = this.canvas
    c.on('mouse:down', (e) => {
      this.busy = e.target !== undefined
    })
    c.on('mouse:up', () => this.release())
    c.on('mouse:move', (e) => this.on.pointed(e.scenePoint.x, e.scenePoint.y))
    // Fabric says it of a text that was written, too, without a transform.
    c.on('object:modified', (e) => e.transform && this.modified(e.target))
    c.on('text:changed', (e) => this.grown(e.target))
    c.on('text:editing:exited', (e) => this.written(e.target))
    document.addEventListener('pointerdown', this.outside, true)
    addEventListener('pagehide', this.leave)
    const selected = () => {
      if (!this.silent) this.on.selected(this.selection())
    }
    c.on('selection:created', selected)
    c.on('selection:updated', selected)
    c.on('selection:cleared', selected)
  }

  /** outside ends writing in place before what was clicked is done, such as undo: Fabric goes on when another place has the keys. */
  private readonly outside = (e: Event) => {
    if (!this.canvas.wrapperEl.contains(e.target as Node)) this.leave()
  }

  /** leave ends writing in place; what was written is an edit. */
  private readonly leave = () => {
    const o = this.canvas.getActiveObject()
    if (inWriting(o)) o.exitEditing()
  }

  private release() {
    if (!this.busy) return
    this.busy = false
    this.sync()
  }

  private modified(target: FabricObject) {
    const objects = target instanceof ActiveSelection ? target.getObjects() : [target]
    const edits: Edit[] = []
    for (const o of objects) {
      const h = this.held.get(this.idOf(o))
      if (!h) continue
      const props = differing(changed(o, h.layer), h.layer)
      if (Object.keys(props).length > 0) edits.push(setProps(h.layer.id, props))
    }
    const there = edits.filter((e) => this.layers.some((l) => l.id === e.id))
    // If nothing of it is there any more, it is refused with words.
    if (edits.length > 0) this.edited(there.length > 0 ? there : edits)
  }

  private edited(edits: Edit[]) {
    this.canvas.lay(null)
    this.on.edited(edits)
  }

  /** grown has a text keep its corner while it is written, as its layer does: Fabric would keep its middle. */
  private grown(o: IText) {
    const h = this.held.get(this.idOf(o))
    if (h) seat(o, h.layer)
  }

  private written(o: IText) {
    const h = this.held.get(this.idOf(o))
    if (!h) return
    if (o.text !== h.layer.text) {
      if (o.text.trim() === '') this.edited([{ op: 'delete', id: h.layer.id }])
      else this.edited([setProps(h.layer.id, { text: o.text })])
    }
    // What others changed meanwhile; not before Fabric is through with the event.
    queueMicrotask(() => {
      if (!this.over && !this.busy) this.sync()
    })
  }
}
