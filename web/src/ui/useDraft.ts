import { type ChangeEvent, useEffect, useRef, useState } from 'react'

/**
 * useDraft is a value while one types another: that one stays in the field whatever becomes
 * of the value meanwhile, until one leaves the field, or the field is gone. Nothing is set
 * if it is what one began with.
 */
export function useDraft(value: string, onSet: (text: string) => void) {
  const [draft, setDraft] = useState<{ text: string; from: string }>()
  const done = () => {
    setDraft(undefined)
    if (draft && draft.text !== draft.from) onSet(draft.text)
  }
  const last = useRef(done)
  last.current = done
  useEffect(() => () => last.current(), [])
  const field = {
    value: draft?.text ?? value,
    onChange: (e: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => setDraft({ text: e.target.value, from: draft?.from ?? value }),
    onBlur: done,
  }
  return { field, done }
}
