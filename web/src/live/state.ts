/**
 * A document as a client keeps it: the state that its log of commits makes. The same rules
 * as the server's (shared/document): objects in a tree, siblings ordered by fractional keys
 * and then by id; a state never changes, applying edits makes another.
 */
import type { DocumentCommit, DocumentEdit } from '../api/generated'

export type Edit = DocumentEdit
export type Commit = DocumentCommit
export type Props = Record<string, unknown>

/** Root is the id of the object that is the document itself. */
export const Root = 'root'

export interface DocObject {
  id: string
  type: string
  parent: string
  order: string
  props: Props
}

export interface State {
  seq: number
  kind: string
  objects: ReadonlyMap<string, DocObject>
}

/** StateJSON is a state as the API gives it. */
export interface StateJSON {
  seq: number
  kind: string
  objects: Array<Partial<DocObject> & { id: string; type: string }>
}

export function stateOf(json: StateJSON): State {
  const objects = new Map<string, DocObject>()
  for (const o of json.objects) {
    objects.set(o.id, { id: o.id, type: o.type, parent: o.parent ?? '', order: o.order ?? '', props: o.props ?? {} })
  }
  return { seq: json.seq, kind: json.kind, objects }
}

/** CannotApply says that an edit does not fit the state, as when its object is gone. */
export class CannotApply extends Error {}

/** apply makes all edits or throws CannotApply; the sequence number stays. */
export function apply(state: State, edits: readonly Edit[]): State {
  const objects = new Map(state.objects)
  for (const e of edits) applyOne(objects, e)
  return { ...state, objects }
}

/** replay applies the commit that follows the state in the log. */
export function replay(state: State, c: Commit): State {
  if (c.seq !== state.seq + 1) throw new CannotApply(`commit ${c.seq} after ${state.seq}`)
  return { ...apply(state, c.edits), seq: c.seq }
}

function applyOne(objects: Map<string, DocObject>, e: Edit) {
  const old = objects.get(e.id)
  if (e.op === 'create') {
    const first = e.id === Root && objects.size === 0
    if (old || (!first && !objects.has(e.parent ?? ''))) throw new CannotApply(`create ${e.id}`)
    objects.set(e.id, { id: e.id, type: e.type ?? '', parent: e.parent ?? '', order: e.order ?? '', props: { ...e.props } })
    return
  }
  if (!old) throw new CannotApply(`${e.op} ${e.id}`)
  switch (e.op) {
    case 'delete':
      if (e.id === Root) throw new CannotApply('delete the root')
      for (const id of withDescendants(objects, e.id)) objects.delete(id)
      return
    case 'move': {
      const parent = e.parent ?? ''
      if (e.id === Root || !objects.has(parent) || withDescendants(objects, e.id).has(parent)) throw new CannotApply(`move ${e.id}`)
      objects.set(e.id, { ...old, parent, order: e.order ?? '' })
      return
    }
    case 'set': {
      const props = { ...old.props }
      for (const [name, value] of Object.entries(e.props ?? {})) {
        if (value === null) delete props[name]
        else props[name] = value
      }
      objects.set(e.id, { ...old, props })
    }
  }
}

function withDescendants(objects: ReadonlyMap<string, DocObject>, id: string): Set<string> {
  const found = new Set([id])
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const o of objects.values()) if (found.has(o.parent)) found.add(o.id)
  }
  return found
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** children gives the objects below a parent, in the order of siblings. */
export function children(state: State, parent = Root): DocObject[] {
  return [...state.objects.values()]
    .filter((o) => o.parent === parent && o.id !== Root)
    .sort((a, b) => compare(a.order, b.order) || compare(a.id, b.id))
}
