import type { ButtonHTMLAttributes } from 'react'

type Look = 'primary' | 'plain' | 'ghost' | 'danger'

const looks: Record<Look, string> = {
  primary: 'bg-accent text-accent-text hover:opacity-90',
  plain: 'bg-panel text-text border border-line hover:bg-raised',
  ghost: 'text-text hover:bg-raised',
  danger: 'text-danger border border-line bg-panel hover:bg-raised',
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  /** For a button that shows an icon only: its name. */
  label?: string
  busy?: boolean
}

export const buttonClass = (look: Look = 'plain', icon = false) =>
  `inline-flex items-center justify-center gap-2 rounded-lg text-sm font-medium transition disabled:cursor-not-allowed disabled:opacity-50 ${
    icon ? 'size-9' : 'px-3.5 py-2'
  } ${looks[look]}`

export function Button({ look = 'plain', label, busy, className = '', type = 'button', disabled, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      aria-busy={busy || undefined}
      disabled={disabled || busy}
      className={`${buttonClass(look, label !== undefined)} ${className}`}
      {...rest}
    />
  )
}
