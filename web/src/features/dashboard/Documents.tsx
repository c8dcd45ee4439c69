import '../../i18n/sharing'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Document, useDocumentListQuery } from '../../api'
import { useDocumentPicture } from '../../api/content'
import { useDocumentLeaveMutation } from '../../api/sharing'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Pages } from '../../ui/Pages'
import { Preview } from '../../ui/Preview'
import { Nothing } from '../../ui/States'
import { useTrouble } from '../../ui/useTrouble'
import { grid, shown } from './grid'

const useDocuments = (where: 'own' | 'shared', cursor?: string) => useDocumentListQuery({ in: where, limit: shown, cursor })

export function Documents() {
  const { t } = useTranslation()
  const given = useDocuments('shared').data?.items.length ?? 0
  const list = (documents: Document[]) => documents.map((d) => <DocumentCard key={d.id} document={d} />)
  return (
    <section aria-labelledby="documents" className="space-y-3">
      <h2 id="documents" className="text-lg font-semibold">
        {t('dashboard.documents')}
      </h2>
      <Pages className={grid} usePage={useDocuments} query="own" nothing={given === 0 && <Nothing text={t('dashboard.noDocuments')} />}>
        {list}
      </Pages>
      <Pages className={grid} usePage={useDocuments} query="shared" nothing={null}>
        {list}
      </Pages>
    </section>
  )
}

function DocumentCard({ document: d }: { document: Document }) {
  const { t, i18n } = useTranslation()
  const picture = useDocumentPicture(d.id, d.updatedAt)
  return (
    <li className="relative">
      <Link to={`/tools/graphics/${d.id}`} className="block overflow-hidden rounded-xl border border-line bg-panel hover:border-accent">
        <Preview picture={picture} name="" />
        <span className={`block p-3 ${d.role === 'owner' ? '' : 'pr-14'}`}>
          <span className="block truncate text-sm font-medium">{d.name || t('untitled')}</span>
          <span className="mt-1 block text-xs text-muted">
            {new Date(d.updatedAt).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}
            {d.role !== 'owner' && ` · ${t(`role.${d.role}`)}`}
          </span>
        </span>
      </Link>
      {d.role !== 'owner' && <Leave document={d} />}
    </li>
  )
}

/** Leave gives up a document that somebody shares. */
function Leave({ document: d }: { document: Document }) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [leave, { isLoading }] = useDocumentLeaveMutation()
  const name = d.name || t('untitled')
  const drop = async () => {
    if (!confirm(t('leaving.documentAsk', { name }))) return
    const { error } = await leave({ documentId: d.id })
    if (error) trouble(error)
  }
  return (
    <Button
      look="ghost"
      label={t('leaving.document', { name })}
      busy={isLoading}
      className="absolute right-2 bottom-3.5"
      onClick={() => void drop()}
    >
      <Icon name="out" />
    </Button>
  )
}
