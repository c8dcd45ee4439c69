import { type InputHTMLAttributes, useId } from 'react'

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: string
  /** What is wrong with the value. */
  error?: string
}

export function Field({ label, hint, error, className = '', ...rest }: FieldProps) {
  const id = useId()
  const about = error ?? hint
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={about ? `${id}-about` : undefined}
        className={`w-full rounded-lg border bg-panel px-3 py-2 text-sm ${error ? 'border-danger' : 'border-line'}`}
        {...rest}
      />
      {about && (
        <p id={`${id}-about`} className={`mt-1 text-xs ${error ? 'text-danger' : 'text-muted'}`}>
          {about}
        </p>
      )}
    </div>
  )
}
