import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { useDraft } from '../chat/drafts'
import { say } from '../chat/send'
import type { Said } from '../chat/useBeginning'
import { useBlankCanvas } from '../graphics/useBlankCanvas'

/** QuickStart begins a conversation or a blank canvas; what is typed stays over a reload. */
export function QuickStart() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { text, type, end } = useDraft('quick')
  const [blank, making] = useBlankCanvas()
  const ask = () => {
    if (!text.trim()) return
    const said = say(text.trim())
    end()
    navigate('/chat', { state: { said } satisfies Said })
  }
  return (
    <section aria-labelledby="quick">
      <h2 id="quick" className="mb-3 text-2xl font-semibold">
        {t('dashboard.quick')}
      </h2>
      <form
        className="flex flex-col gap-2 sm:flex-row"
        onSubmit={(e) => {
          e.preventDefault()
          ask()
        }}
      >
        <input
          aria-labelledby="quick"
          placeholder={t('dashboard.example')}
          value={text}
          onChange={(e) => type(e.target.value)}
          className="min-w-0 flex-1 rounded-xl border border-line bg-panel px-4 py-3"
        />
        <Button type="submit" look="primary" disabled={!text.trim()}>
          <Icon name="send" />
          {t('chat.send')}
        </Button>
        <Button busy={making} onClick={() => void blank()}>
          <Icon name="plus" />
          {t('dashboard.blank')}
        </Button>
      </form>
    </section>
  )
}
