import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'

interface TabsProps<N extends string> {
  label: string
  tabs: readonly N[]
  nameOf: (tab: N) => string
  /** What is in a tab's panel. One that was opened stays, hidden, with what was typed there; shown tells whether it can be seen. */
  children: (tab: N, shown: boolean) => ReactNode
}

/** Tabs are panels of which one is shown; arrow keys, Home and End go from one to another (WAI-ARIA tabs). */
export function Tabs<N extends string>({ label, tabs, nameOf, children }: TabsProps<N>) {
  const id = useId()
  const [opened, setOpened] = useState<readonly N[]>(tabs.slice(0, 1)) // the one that is shown is the last
  const now = opened.at(-1)
  const open = (tab: N) => setOpened([...opened.filter((o) => o !== tab), tab])
  const key = (e: KeyboardEvent) => {
    const next = tabs.at(target(e.key, now === undefined ? 0 : tabs.indexOf(now), tabs.length))
    if (next === undefined || next === now) return
    e.preventDefault()
    open(next)
    document.getElementById(`${id}-tab-${next}`)?.focus()
  }
  return (
    <>
      <div role="tablist" aria-label={label} className="flex border-b border-line p-1" onKeyDown={key}>
        {tabs.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`${id}-tab-${tab}`}
            aria-selected={tab === now}
            aria-controls={opened.includes(tab) ? `${id}-${tab}` : undefined}
            tabIndex={tab === now ? 0 : -1}
            onClick={() => open(tab)}
            className={`flex-1 rounded-lg px-2 py-1.5 text-sm font-medium ${tab === now ? 'bg-accent-soft text-accent' : 'text-muted'}`}
          >
            {nameOf(tab)}
          </button>
        ))}
      </div>
      {tabs
        .filter((tab) => opened.includes(tab))
        .map((tab) => (
          <div
            key={tab}
            role="tabpanel"
            id={`${id}-${tab}`}
            aria-labelledby={`${id}-tab-${tab}`}
            hidden={tab !== now}
            className="min-h-0 flex-1 overflow-y-auto"
          >
            {children(tab, tab === now)}
          </div>
        ))}
    </>
  )
}

/** target gives the place that a key goes to from another: the same for all other keys. */
function target(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count
    case 'ArrowLeft':
      return (at - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return at
  }
}
