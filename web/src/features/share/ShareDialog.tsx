import '../../i18n/sharing'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShareLink } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { Icon } from '../../ui/Icon'
import { Pages } from '../../ui/Pages'
import { useTrouble } from '../../ui/useTrouble'
import { type Role, type Shared, useLinks, useRevoke, useShare } from './shares'

/** ShareDialog shares a document, a file or a conversation by links and, but for files, with whoever has an address. */
export function ShareDialog({ onClose, ...shared }: Shared & { onClose: () => void }) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const dispatch = useAppDispatch()
  const [role, setRole] = useState<Role>('editor')
  const [made, setMade] = useState<string>()
  const [share, { isLoading }] = useShare(shared)
  const make = async () => {
    const { link, error } = await share(role)
    if (error) trouble(error)
    if (link) setMade(link)
  }
  const copy = async () => {
    if (!made) return
    await navigator.clipboard.writeText(made)
    dispatch(notify({ tone: 'good', text: t('share.copied') }))
  }
  return (
    <Dialog title={t('share.title')} onClose={onClose}>
      {shared.kind === 'conversation' && <p className="mb-4 text-sm text-muted">{t('share.withConversation')}</p>}
      {shared.kind !== 'artifact' && <Invite {...shared} />}
      <h3 className="mb-1 text-sm font-medium">{t('share.byLink')}</h3>
      <div className="flex gap-2">
        <RoleChoice label={t('share.role')} role={role} onChange={setRole} />
        <Button busy={isLoading} onClick={() => void make()}>
          <Icon name="link" />
          {t('share.make')}
        </Button>
      </div>
      {made && (
        <div className="mt-3 flex gap-2">
          <input
            readOnly
            aria-label={t('share.link')}
            value={made}
            className="min-w-0 flex-1 rounded-lg border border-line bg-raised px-3 py-2 font-mono text-xs"
            onFocus={(e) => e.target.select()}
          />
          <Button onClick={() => copy().catch(trouble)}>{t('share.copy')}</Button>
        </div>
      )}
      {made && <p className="mt-1 text-xs text-muted">{t('share.once')}</p>}
      <Links {...shared} />
    </Dialog>
  )
}

function RoleChoice({ label, role, onChange }: { label: string; role: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation()
  return (
    <select
      aria-label={label}
      value={role}
      onChange={(e) => onChange(e.target.value as Role)}
      className="rounded-lg border border-line bg-panel px-3 py-2 text-sm"
    >
      <option value="editor">{t('share.editor')}</option>
      <option value="viewer">{t('share.viewer')}</option>
    </select>
  )
}

/** Invite shares something with whoever has an address. */
function Invite(shared: Shared) {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const [role, setRole] = useState<Role>('editor')
  const [asked, setAsked] = useState(0)
  const [share, call] = useShare(shared)
  const invite = async (email: string) => {
    const invited = (await share(role, email)).email
    if (!invited) return
    setAsked(asked + 1) // an empty form
    dispatch(notify({ tone: 'good', text: t('share.invited', { email: invited }) }))
  }
  return (
    <div className="mb-5 border-b border-line pb-5">
      <div className="mb-2 flex items-center justify-between gap-2">
        <h3 className="text-sm font-medium">{t('share.withPeople')}</h3>
        <RoleChoice label={t('share.invitedRole')} role={role} onChange={setRole} />
      </div>
      <Form
        key={asked}
        fields={[{ name: 'email', type: 'email', label: t('share.email'), autoComplete: 'off' }]}
        submit={t('share.invite')}
        call={call}
        onSubmit={(v) => invite(v.email)}
      />
    </div>
  )
}

function Links(shared: Shared) {
  return (
    <Pages className="mt-5 divide-y divide-line border-t border-line text-sm" usePage={useLinks} query={shared} nothing={null}>
      {(links) => links.map((l) => <Row key={l.id} link={l} {...shared} />)}
    </Pages>
  )
}

function Row({ link: l, ...shared }: Shared & { link: ShareLink }) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const end = useRevoke(shared)
  const revoke = async () => {
    const { error } = await end(l.id)
    if (error) trouble(error)
  }
  return (
    <li className="flex items-center justify-between gap-3 py-2">
      <span className="min-w-0">
        <span className="block truncate">{l.email ?? t('share.link')}</span>
        <span className="block text-xs text-muted">
          {t(`share.${l.role}`)}
          {l.expiresAt &&
            ` · ${t('share.until', { date: new Date(l.expiresAt).toLocaleDateString(i18n.language, { dateStyle: 'medium' }) })}`}
        </span>
      </span>
      <Button look="danger" onClick={() => void revoke()}>
        {t('share.revoke')}
      </Button>
    </li>
  )
}
