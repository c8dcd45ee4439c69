import { useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChatListSessionsQuery, useDocumentListQuery } from '../../api'
import { chooseTheme, theme } from '../../app/theme'
import { Icon, type IconName } from '../../ui/Icon'
import { match } from '../../ui/match'
import { useModal } from '../../ui/useModal'
import { useBlankCanvas } from '../graphics/useBlankCanvas'

interface Command {
  id: string
  icon: IconName
  name: string
  run: () => void
}

const mostShown = 12 // what fits without scrolling on a laptop

/** Palette goes anywhere and does the usual things by a few letters (WAI-ARIA combobox with a list). */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const modal = useModal(onClose)
  const listId = useId()
  const [wanted, setWanted] = useState('')
  const [at, setAt] = useState(0)
  const commands = useCommands()
  const found = useMemo(() => match(commands, wanted, (c) => c.name).slice(0, mostShown), [commands, wanted])
  const run = (c: Command | undefined) => {
    if (!c) return
    onClose()
    c.run()
  }
  const key = (e: React.KeyboardEvent) => {
    const by = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
    if (by !== 0) {
      e.preventDefault()
      setAt((at + by + found.length) % Math.max(1, found.length))
    }
    if (e.key === 'Enter') {
      e.preventDefault()
      run(found[at])
    }
  }
  return (
    <dialog
      {...modal}
      aria-label={t('palette.title')}
      className="mx-auto mt-[12vh] w-[min(36rem,calc(100vw-2rem))] rounded-2xl border border-line bg-panel p-0 text-text shadow-2xl"
    >
      <input
        role="combobox"
        aria-label={t('palette.title')}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[at] && `${listId}-${at}`}
        placeholder={t('palette.placeholder')}
        value={wanted}
        onChange={(e) => {
          setWanted(e.target.value)
          setAt(0)
        }}
        onKeyDown={key}
        className="w-full border-b border-line bg-panel px-5 py-4"
      />
      <div id={listId} role="listbox" aria-label={t('palette.title')} className="max-h-[50vh] overflow-y-auto p-2">
        {found.map((c, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys, as in every combobox
          <div
            key={c.id}
            id={`${listId}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            onClick={() => run(c)}
            className={`flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 text-sm ${i === at ? 'bg-accent-soft text-accent' : ''}`}
          >
            <Icon name={c.icon} />
            <span className="truncate">{c.name}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-5 pb-4 text-sm text-muted">{t('palette.none')}</p>}
    </dialog>
  )
}

const listed = 100 // of documents and of conversations: the latest

function useCommands(): Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const documents = useDocumentListQuery({ limit: listed })
  const conversations = useChatListSessionsQuery({ limit: listed })
  const [blank] = useBlankCanvas()
  return useMemo(() => {
    const go = (to: string, icon: IconName, name: string): Command => ({ id: to, icon, name, run: () => navigate(to) })
    return [
      go('/dashboard', 'home', t('nav.dashboard')),
      go('/chat', 'chat', t('chat.new')),
      go('/files', 'files', t('nav.files')),
      go('/settings', 'people', t('nav.settings')),
      { id: 'blank', icon: 'plus', name: t('dashboard.blank'), run: () => void blank() },
      { id: 'theme', icon: 'moon', name: t('palette.theme'), run: () => chooseTheme(theme() === 'dark' ? 'light' : 'dark') },
      ...(documents.data?.items ?? []).map((d) => go(`/tools/graphics/${d.id}`, 'image', d.name || t('untitled'))),
      ...(conversations.data?.items ?? []).map((s) => go(`/chat/${s.id}`, 'chat', s.title || t('chat.untitled'))),
    ]
  }, [t, navigate, documents.data, conversations.data, blank])
}
