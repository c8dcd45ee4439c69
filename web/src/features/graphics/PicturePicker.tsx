import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Artifact, useArtifactListQuery } from '../../api'
import { usePicture } from '../../api/content'
import { Dialog } from '../../ui/Dialog'
import { FilePick } from '../../ui/FilePick'
import { Icon } from '../../ui/Icon'
import { Pages } from '../../ui/Pages'
import { Search } from '../../ui/Search'
import { Nothing } from '../../ui/States'
import { drawable } from './pictures'
import type { AddPictures } from './useAddPictures'

const shown = 24 // at a time: some rows of three

const usePictures = (q: string, cursor?: string) =>
  useArtifactListQuery({ in: 'library', type: 'image', q: q || undefined, sort: 'updated', limit: shown, cursor })

/** PicturePicker offers one's own pictures, and those of this device, to be put onto the canvas. */
export function PicturePicker({ pictures, onClose }: { pictures: AddPictures; onClose: () => void }) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState('')
  const q = wanted.trim()
  return (
    <Dialog title={t('picture.title')} onClose={onClose}>
      <div className="mb-4 flex flex-wrap gap-2">
        <Search label={t('picture.search')} value={wanted} onChange={setWanted} />
        <FilePick
          testId="pictures"
          accept={drawable}
          onFiles={(files) => {
            pictures.addFiles(files)
            onClose()
          }}
        >
          {t('picture.device')}
        </FilePick>
      </div>
      <div className="max-h-[50vh] overflow-y-auto">
        <Pages
          key={q}
          className="grid grid-cols-2 gap-2 p-0.5 sm:grid-cols-3"
          usePage={usePictures}
          query={q}
          nothing={<Nothing text={t(q ? 'files.noneFound' : 'picture.none')} />}
        >
          {(files) =>
            files.map((f) => (
              <Choice
                key={f.id}
                file={f}
                onChoose={() => {
                  void pictures.addArtifact(f)
                  onClose()
                }}
              />
            ))
          }
        </Pages>
      </div>
    </Dialog>
  )
}

function Choice({ file: f, onChoose }: { file: Artifact; onChoose: () => void }) {
  const fits = drawable.includes(f.contentType)
  const picture = usePicture(fits ? f.id : undefined)
  return (
    <li>
      <button
        type="button"
        disabled={!fits}
        onClick={onChoose}
        className="w-full overflow-hidden rounded-lg border border-line text-left text-xs hover:bg-raised disabled:opacity-50"
      >
        <span className="grid h-24 place-items-center bg-raised">
          {picture ? <img src={picture} alt="" className="h-24 w-full object-contain" /> : <Icon name="image" size={24} />}
        </span>
        <span className="block truncate px-2 py-1.5">{f.name}</span>
      </button>
    </li>
  )
}
