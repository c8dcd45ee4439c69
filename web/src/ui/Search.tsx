interface SearchProps {
  label: string
  value: string
  onChange: (wanted: string) => void
}

export function Search({ label, value, onChange }: SearchProps) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(e) => onChange(e.target.value)}
      className="w-full min-w-32 flex-1 rounded-lg border border-line bg-panel px-3 py-2 text-sm"
    />
  )
}
