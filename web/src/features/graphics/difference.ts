import { children, type DocObject, type Edit, type Props, Root, type State } from '../../live/state'

/** What the server takes in one commit (shared/document: MaxEdits). */
const mostEdits = 500
/** A frame of the socket has 32 KB (docs/websocket.md), which a browser cannot divide; this leaves room for what is around the edits. */
const mostBytes = 31_000

/**
 * difference gives the edits that make a state of another one, in an order in which each of
 * them can be made. Both have the same root.
 */
export function difference(from: State, to: State): Edit[] {
  const stays = (id: string) => id === Root || from.objects.get(id)?.type === to.objects.get(id)?.type
  const gone = [...from.objects.values()].filter((o) => !stays(o.id))
  // What stays must not be deleted along with what it is below.
  const saved = new Set([...from.objects.values()].filter((o) => stays(o.id) && o.id !== Root && !stays(o.parent)).map((o) => o.id))
  const edits: Edit[] = [...saved].map((id) => ({ op: 'move', id, parent: Root, order: from.objects.get(id)?.order }))
  for (const o of gone) if (stays(o.parent)) edits.push({ op: 'delete', id: o.id })
  // From the root down: whatever something is put below has its place by then, so that there is no cycle.
  for (const o of downwards(to)) {
    const old = stays(o.id) ? from.objects.get(o.id) : undefined
    edits.push(...(old ? changes(saved.has(o.id) ? { ...old, parent: Root } : old, o) : [creation(o)]))
  }
  return edits
}

function* downwards(s: State, parent = Root): Generator<DocObject> {
  const o = s.objects.get(parent)
  if (o && parent === Root) yield o
  for (const c of children(s, parent)) {
    yield c
    yield* downwards(s, c.id)
  }
}

const creation = ({ id, type, parent, order, props }: DocObject): Edit => ({ op: 'create', id, type, parent, order, props })

function changes(from: DocObject, to: DocObject): Edit[] {
  const edits: Edit[] = []
  if (from.parent !== to.parent || from.order !== to.order) edits.push({ op: 'move', id: to.id, parent: to.parent, order: to.order })
  const props = changedProps(from.props, to.props)
  if (Object.keys(props).length > 0) edits.push({ op: 'set', id: to.id, props })
  return edits
}

/** changedProps gives what set needs: null takes a property away. */
function changedProps(from: Props, to: Props): Props {
  const names = [...Object.keys(to), ...Object.keys(from).filter((n) => !(n in to))]
  const differ = names.filter((n) => JSON.stringify(from[n]) !== JSON.stringify(to[n]))
  return Object.fromEntries(differ.map((n) => [n, to[n] ?? null]))
}

/** inCommits divides edits into as many as the server takes at a time. */
export function inCommits(edits: Edit[]): Edit[][] {
  const commits: Edit[][] = []
  let bytes = 0
  for (const e of edits) {
    const size = new TextEncoder().encode(JSON.stringify(e)).length + 1 // and a comma
    const last = commits.at(-1)
    if (last && last.length < mostEdits && bytes + size <= mostBytes) {
      last.push(e)
      bytes += size
    } else {
      commits.push([e])
      bytes = size
    }
  }
  return commits
}
