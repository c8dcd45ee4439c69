import { useCallback, useRef, useState } from 'react'

/** useBusy does one thing at a time: what is asked for while it is under way is not done again. */
export function useBusy() {
  const under = useRef(false)
  const [busy, setBusy] = useState(false)
  const run = useCallback(async (act: () => Promise<void>) => {
    if (under.current) return
    under.current = true
    setBusy(true)
    try {
      await act()
    } finally {
      under.current = false
      setBusy(false)
    }
  }, [])
  return [busy, run] as const
}
