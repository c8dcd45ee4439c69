interface RadiosProps<V extends string> {
  label: string
  value: V
  /** The names of the values, in their order. */
  options: Record<V, string>
  onChange: (value: V) => void
}

/** Radios has one of a few things chosen. */
export function Radios<V extends string>({ label, value, options, onChange }: RadiosProps<V>) {
  return (
    <div role="radiogroup" aria-label={label} className="flex flex-wrap gap-4 text-sm">
      {(Object.keys(options) as V[]).map((v) => (
        <label key={v} className="flex items-center gap-2">
          <input type="radio" name={label} checked={value === v} onChange={() => onChange(v)} className="accent-[var(--accent)]" />
          {options[v]}
        </label>
      ))}
    </div>
  )
}
