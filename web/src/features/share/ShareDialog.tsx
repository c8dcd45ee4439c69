import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ShareLink,
  useArtifactListSharesQuery,
  useArtifactRevokeShareMutation,
  useArtifactShareMutation,
  useDocumentListSharesQuery,
  useDocumentRevokeShareMutation,
  useDocumentShareMutation,
} from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Form } from '../../ui/Form'
import { Icon } from '../../ui/Icon'
import { Pages } from '../../ui/Pages'
import { useTrouble } from '../../ui/useTrouble'

type Role = ShareLink['role']

/** What is shared: a document, or a file. */
interface Shared {
  kind: 'document' | 'artifact'
  id: string
}

/** useShare gives the function that makes a link, and whether it is at it; the link opens a page of ours. */
function useShare({ kind, id }: Shared) {
  const [document, d] = useDocumentShareMutation()
  const [artifact, a] = useArtifactShareMutation()
  const make = async (role: Role) => {
    if (kind === 'artifact') {
      const { data, error } = await artifact({ artifactId: id, shareRequest: { role } })
      return { error, link: data && location.origin + data.link }
    }
    const { data, error } = await document({ documentId: id, documentShareRequest: { role } })
    return { error, link: data && `${location.origin}/open#${data.token}` }
  }
  return [make, d.isLoading || a.isLoading] as const
}

/** useLinks gives a page of the links there are. */
function useLinks({ kind, id }: Shared, cursor?: string) {
  const documents = useDocumentListSharesQuery({ documentId: id, cursor }, { skip: kind !== 'document' })
  const artifacts = useArtifactListSharesQuery({ artifactId: id, cursor }, { skip: kind !== 'artifact' })
  return kind === 'artifact' ? artifacts : documents
}

export function ShareDialog({ onClose, ...shared }: Shared & { onClose: () => void }) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const dispatch = useAppDispatch()
  const [role, setRole] = useState<Role>('editor')
  const [made, setMade] = useState<string>()
  const [share, busy] = useShare(shared)
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
      {shared.kind === 'document' && <Invite documentId={shared.id} />}
      <h3 className="mb-1 text-sm font-medium">{t('share.byLink')}</h3>
      <div className="flex gap-2">
        <RoleChoice label={t('share.role')} role={role} onChange={setRole} />
        <Button busy={busy} onClick={() => void make()}>
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

/** Invite shares a document with whoever has an address. */
function Invite({ documentId }: { documentId: string }) {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const [role, setRole] = useState<Role>('editor')
  const [asked, setAsked] = useState(0)
  const [share, call] = useDocumentShareMutation()
  const invite = async (email: string) => {
    const { data } = await share({ documentId, documentShareRequest: { role, email } })
    if (!data) return
    setAsked(asked + 1) // an empty form
    dispatch(notify({ tone: 'good', text: t('share.invited', { email: data.email }) }))
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

function Row({ link: l, kind, id }: Shared & { link: ShareLink }) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const [fromDocument] = useDocumentRevokeShareMutation()
  const [fromArtifact] = useArtifactRevokeShareMutation()
  const revoke = async () => {
    const shareId = l.id
    const { error } = await (kind === 'artifact' ? fromArtifact({ artifactId: id, shareId }) : fromDocument({ documentId: id, shareId }))
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
