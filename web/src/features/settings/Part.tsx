import type { ReactNode } from 'react'

/** Part is one of the things that can be set. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="space-y-3 rounded-2xl border border-line bg-panel p-5">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  )
}
