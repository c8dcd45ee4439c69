/**
 * What Fabric draws otherwise than shared/graphics/render, or not at all. All types of layers,
 * blend modes and properties that there are it draws the same, but for what stands here; it
 * rather says so once too often, as the server then draws what would have been right, too.
 */
import { type Layer, properties } from './layer'

/** Drawn is what became of a layer on Fabric's canvas. */
export interface Drawn {
  /** Its picture cannot be had, or there is no such shape. */
  missing: boolean
  /** Of a text. */
  lines: number
  width: number
}

/** exact tells whether a layer looks on Fabric's canvas as in an export. */
export function exact(l: Layer, d: Drawn): boolean {
  if (!l.visible || l.opacity === 0) return true
  if (d.missing || Object.keys(l).some((p) => !properties.has(p))) return false
  if (l.type === 'text') return exactText(l, d)
  if (l.type === 'image') return exactImage(l)
  return true
}

/** An outline is cut off by Fabric at round corners, and not one with the picture when that is mixed with what is behind. */
function exactImage(l: Layer): boolean {
  const outlined = l.strokeWidth > 0 && !/^#.{6}00$/.test(l.stroke)
  return !outlined || (l.radius === 0 && l.opacity === 1 && l.blend === 'normal')
}

/** The characters of the Go fonts that are used most; for others the browser looks into other fonts, and the server has none. */
const inFonts =
  /^[\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0388-\u03ce\u0400-\u045f\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u2190-\u2195\u2212]*$/

/** Where the server may break a line (UAX 14) and Fabric, which does so at single spaces, does not. */
const otherBreak = /\S[^\s\p{L}\p{N}.,:'’]\S| {2}/u

function exactText(l: Layer, d: Drawn): boolean {
  // Space at the end of a line counts for Fabric's width, which is what it turns and aligns by.
  if (!inFonts.test(l.text) || / (\n|$)/.test(l.text)) return false
  if (l.width === 0) return true
  const wordTooWide = d.width > l.width + 0.01 // Fabric widens the box, the server breaks the word
  const wrapped = d.lines > l.text.split('\n').length
  return !wordTooWide && !(wrapped && otherBreak.test(l.text))
}
