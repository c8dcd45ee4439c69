import { type ReactNode, Suspense } from 'react'
import { Boundary } from './Boundary'
import { PartFailed } from './Failed'

/**
 * OnDemand is around what a page loads when it is wanted: if that cannot be had, the page goes
 * on and says so. What has a place in the page has something there while it is waited for.
 */
export function OnDemand({ children, waiting }: { children: ReactNode; waiting?: ReactNode }) {
  return (
    <Boundary instead={(error) => <PartFailed error={error} inPlace={waiting !== undefined} />}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </Boundary>
  )
}
