import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ThemeButton } from '../../app/ThemeButton'
import { buttonClass } from '../../ui/Button'
import { Notices } from '../../ui/Notices'

/** Frame is around pages that need nobody to be signed in. */
export function Frame({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-full flex-col">
      <header className="flex items-center justify-between p-4">
        <Link to="/" className="flex items-center gap-2 font-semibold">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          {t('product')}
        </Link>
        <ThemeButton />
      </header>
      <main className="grid flex-1 place-items-center p-4">
        <div className={`w-full space-y-4 rounded-2xl border border-line bg-panel p-6 shadow-sm ${wide ? 'max-w-2xl' : 'max-w-sm'}`}>
          <h1 className="text-xl font-semibold break-words">{title}</h1>
          {children}
        </div>
      </main>
      <Notices />
    </div>
  )
}

/** Done takes a form's place when it has done its work, and says where to go on. */
export function Done({ text, to, label }: { text: string; to: string; label: string }) {
  return (
    <>
      <p role="status" className="text-sm">
        {text}
      </p>
      <Link className={`${buttonClass('primary')} w-full`} to={to}>
        {label}
      </Link>
    </>
  )
}

/** Other links to another page that one may have meant. */
export function Other({ to, state, text }: { to: string; state?: unknown; text: string }) {
  return (
    <Link className="text-sm text-accent underline" to={to} state={state}>
      {text}
    </Link>
  )
}
