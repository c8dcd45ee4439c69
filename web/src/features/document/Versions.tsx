import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllVersionsQuery, useDocumentDeleteVersionMutation, useDocumentNameVersionMutation } from '../../api/beside'
import { Button } from '../../ui/Button'
import { Form } from '../../ui/Form'
import { Icon } from '../../ui/Icon'
import { Failure } from '../../ui/States'
import { useTrouble } from '../../ui/useTrouble'

interface VersionsProps {
  documentId: string
  /** The sequence number that gets the name, and is looked at. */
  seq: number
  editable: boolean
  nameOf: (userId: string) => string
  onLook: (seq: number) => void
}

/** Versions lists the names that were given to a document's states, and gives one to the present one. */
export function Versions({ documentId, seq, editable, nameOf, onLook }: VersionsProps) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const { data, error, refetch } = useAllVersionsQuery(documentId)
  const [given, setGiven] = useState(0)
  const [name, call] = useDocumentNameVersionMutation()
  const [remove] = useDocumentDeleteVersionMutation()
  const give = async (wanted: string) => {
    const { data } = await name({ documentId, documentNewVersion: { name: wanted, seq } })
    if (data) setGiven(given + 1) // an empty form
  }
  const drop = async (versionId: string) => {
    const { error } = await remove({ documentId, versionId })
    if (error) trouble(error)
  }
  return (
    <section aria-labelledby="versions" className="border-b border-line p-3">
      <h2 id="versions" className="mb-2 text-sm font-semibold">
        {t('named.title')}
      </h2>
      {editable && (
        <Form
          key={given}
          fields={[{ name: 'name', label: t('named.name') }]}
          submit={t('named.give')}
          call={call}
          onSubmit={(v) => give(v.name)}
        />
      )}
      {error && <Failure error={error} onRetry={refetch} />}
      <ul className="mt-2 divide-y divide-line">
        {[...(data ?? [])]
          .sort((a, b) => b.seq - a.seq || b.at.localeCompare(a.at))
          .map((v) => (
            <li key={v.id} className="flex items-center gap-1 py-1.5">
              <button type="button" className="min-w-0 flex-1 text-left text-sm" onClick={() => onLook(v.seq)}>
                <span className="block truncate font-medium">{v.name}</span>
                <span className="block truncate text-xs text-muted">
                  {nameOf(v.by)} · {new Date(v.at).toLocaleDateString(i18n.language, { dateStyle: 'medium' })}
                </span>
              </button>
              {editable && (
                <Button look="ghost" label={t('named.forget', { name: v.name })} className="size-7!" onClick={() => void drop(v.id)}>
                  <Icon name="trash" size={14} />
                </Button>
              )}
            </li>
          ))}
      </ul>
    </section>
  )
}
