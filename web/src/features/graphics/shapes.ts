/** Fabric's objects for layers, and layers' properties from what a hand did to the objects. */
import { Ellipse, FabricImage, type FabricObject, IText, Line, Rect, Textbox, util } from 'fabric'
import type { Drawn } from './exact'
import type { Layer } from './layer'

/**
 * Whether an object is better drawn once onto a canvas of its own, and copied from there:
 * only if its parts must not shine through each other. Copying from hundreds of canvases is
 * what makes dragging slow where there is no GPU.
 */
const flattened = (l: Layer) => l.opacity < 1 || l.blend !== 'normal'

/** Missing takes the place of what cannot be shown here. */
class Missing extends Rect {}

const common = (l: Layer) => ({
  objectCaching: flattened(l),
  angle: l.rotation,
  opacity: l.opacity,
  visible: l.visible,
  stroke: l.strokeWidth > 0 ? l.stroke : null,
  strokeWidth: l.strokeWidth,
  strokeUniform: true,
  globalCompositeOperation: (l.blend === 'normal' ? 'source-over' : l.blend) as GlobalCompositeOperation,
  originX: 'center' as const,
  originY: 'center' as const,
  scaleX: 1,
  scaleY: 1,
  flipX: false,
  flipY: false,
})

const center = (l: Layer, width: number, height: number) => ({ left: l.x + width / 2, top: l.y + height / 2 })

/** The server's font for a family that it does not have (shared/graphics/text). */
export const faceOf = (family: string) => (/mono|courier|consolas|menlo|code|typewriter/i.test(family) ? 'Go Mono' : 'Go')

/** Corners are round to the same amount both ways. */
const radiusOf = (l: Layer) => Math.min(l.radius, l.width / 2, l.height / 2)

const lettering = (l: Layer) => ({
  text: l.text,
  fill: l.fill,
  fontFamily: faceOf(l.fontFamily),
  fontSize: l.fontSize,
  fontWeight: l.fontWeight,
  fontStyle: l.italic ? ('italic' as const) : ('normal' as const),
  textAlign: l.align,
  lineHeight: l.lineHeight,
})

/** Pictures gives the bytes of an artifact that a layer shows. */
export type Pictures = (artifactId: string) => Promise<Blob>

/** shapeOf makes an object; a picture takes its time. */
export async function shapeOf(l: Layer, pictures: Pictures): Promise<FabricObject> {
  switch (l.type) {
    case 'rectangle':
      return new Rect()
    case 'ellipse':
      return new Ellipse()
    case 'line':
      return new Line([l.x1, l.y1, l.x2, l.y2])
    case 'text':
      return l.width > 0 ? new Textbox(l.text) : new IText(l.text, { lockScalingFlip: true })
    case 'image':
      return picture(pictures(l.source)).catch(() => new Missing())
    default:
      return new Missing()
  }
}

async function picture(data: Promise<Blob>): Promise<FabricObject> {
  const address = URL.createObjectURL(await data)
  try {
    return await FabricImage.fromURL(address)
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** kindOf tells which layers can share an object over time. */
export const kindOf = (l: Layer): string => `${l.type} ${l.type === 'text' && l.width > 0 ? 'wraps' : ''} ${l.source}`

/** dress gives an object the properties of its layer. */
export function dress(o: FabricObject, l: Layer) {
  o.set(common(l))
  if (o instanceof Line) {
    o.set({ x1: l.x1, y1: l.y1, x2: l.x2, y2: l.y2, angle: 0 })
    o.set({ width: Math.abs(l.x2 - l.x1), height: Math.abs(l.y2 - l.y1), left: (l.x1 + l.x2) / 2, top: (l.y1 + l.y2) / 2 })
  } else if (o instanceof IText) {
    o.set(lettering(l))
    if (o instanceof Textbox) o.set({ width: l.width })
    o.initDimensions()
    seat(o, l)
  } else if (o instanceof FabricImage) {
    const [sx, sy, r] = [l.width / o.width, l.height / o.height, radiusOf(l)]
    o.set({ scaleX: sx, scaleY: sy, ...center(l, l.width, l.height) })
    o.clipPath =
      r > 0 ? new Rect({ width: o.width, height: o.height, rx: r / sx, ry: r / sy, originX: 'center', originY: 'center' }) : undefined
  } else {
    o.set({ fill: l.fill, width: l.width, height: l.height, ...center(l, l.width, l.height) })
    if (o instanceof Rect) o.set({ rx: radiusOf(l), ry: radiusOf(l) })
    if (o instanceof Missing) o.set({ fill: '#8883', stroke: '#888', strokeWidth: 1, strokeDashArray: [6, 4] })
    if (o instanceof Ellipse) o.set({ rx: l.width / 2, ry: l.height / 2 })
  }
  o.setCoords()
}

/** seat puts a text, which is as large as its letters, where its layer is. */
export function seat(o: FabricObject, l: Layer) {
  o.set(center(l, o.width, o.height))
  o.setCoords()
}

/** What one holds a layer by: seen on every colour by the white around it, and layers are of this one when they are new. */
export const handles = {
  cornerStyle: 'circle',
  cornerColor: '#4f46e5',
  cornerStrokeColor: '#ffffff',
  borderColor: '#4f46e5',
  transparentCorners: false,
  cornerSize: 11,
} as const

/** drawnOf tells what became of a layer. */
export const drawnOf = (o: FabricObject): Drawn => ({
  missing: o instanceof Missing,
  lines: o instanceof IText ? o.textLines.length : 0,
  width: o.width,
})

const round = (v: number) => Math.round(v * 100) / 100

/** changed gives the properties that a hand's change of an object means for its layer. */
export function changed(o: FabricObject, l: Layer): Partial<Layer> {
  // The object's own place on the canvas, also while it is one of several that are selected.
  const m = util.qrDecompose(o.calcTransformMatrix())
  if (o instanceof Line) {
    const [dx, dy] = [round(m.translateX - (l.x1 + l.x2) / 2), round(m.translateY - (l.y1 + l.y2) / 2)]
    return { x1: l.x1 + dx, y1: l.y1 + dy, x2: l.x2 + dx, y2: l.y2 + dy }
  }
  const [width, height] = [o.width * Math.abs(m.scaleX), o.height * Math.abs(m.scaleY)]
  const out: Partial<Layer> = { x: round(m.translateX - width / 2), y: round(m.translateY - height / 2), rotation: round(m.angle) }
  if (o instanceof IText) {
    const scale = Math.abs(m.scaleY)
    if (Math.abs(scale - 1) > 1e-6) out.fontSize = round(l.fontSize * scale)
    if (o instanceof Textbox) out.width = round(width)
    return out
  }
  return { ...out, width: Math.max(0.01, round(width)), height: Math.max(0.01, round(height)) }
}

/** differing leaves out what stays as it is. */
export function differing(props: Partial<Layer>, l: Layer): Partial<Layer> {
  return Object.fromEntries(Object.entries(props).filter(([k, v]) => v !== l[k as keyof Layer])) as Partial<Layer>
}
