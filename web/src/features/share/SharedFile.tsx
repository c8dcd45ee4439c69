import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { type ArtifactSharedFile, useArtifactAcceptShareMutation, useArtifactOpenSharedMutation } from '../../api'
import { useAppSelector } from '../../app/store'
import { Button, buttonClass } from '../../ui/Button'
import { bytes } from '../../ui/bytes'
import { Icon } from '../../ui/Icon'
import { Failure } from '../../ui/States'
import { useTrouble } from '../../ui/useTrouble'
import { Frame } from '../auth/Frame'

/** SharedFile opens a link to a file, for anybody who has it; its token is in the address's fragment, which is sent nowhere. */
export default function SharedFile() {
  const { t } = useTranslation()
  const token = decodeURIComponent(useLocation().hash.slice(1))
  const [open, { data, error }] = useArtifactOpenSharedMutation()
  useEffect(() => {
    if (token) void open({ shareToken: { token } })
  }, [open, token])
  return (
    <Frame title={data?.artifact.name ?? t('shared.title')} wide>
      {!token && <p role="alert">{t('shared.incomplete')}</p>}
      {token && !data && !error && <p role="status">{t('loading')}</p>}
      {error && <Failure error={error} onRetry={() => open({ shareToken: { token } })} />}
      {data && <File shared={data} token={token} />}
    </Frame>
  )
}

function File({ shared: { artifact: a, url, role, expiresAt }, token }: { shared: ArtifactSharedFile; token: string }) {
  const { t, i18n } = useTranslation()
  const date = new Date(expiresAt).toLocaleString(i18n.language)
  return (
    <>
      <p className="text-sm text-muted">
        {bytes(a.bytes, i18n.language)}
        {a.width && a.height ? ` · ${a.width}×${a.height}` : ''} · {t(role === 'editor' ? 'shared.editor' : 'shared.viewer', { date })}
      </p>
      <View name={a.name} contentType={a.contentType} url={url} />
      <div className="flex flex-wrap gap-2">
        <a href={url} download={a.name} className={buttonClass('primary')}>
          <Icon name="download" />
          {t('download', { name: a.name })}
        </a>
        <Keep token={token} />
      </div>
    </>
  )
}

/** What browsers show without running anything in it. */
const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

function View({ name, contentType, url }: { name: string; contentType: string; url: string }) {
  if (pictures.includes(contentType)) return <img src={url} alt={name} className="mx-auto max-h-[60vh] rounded-lg" />
  // biome-ignore lint/a11y/useMediaCaption: people's own files have none
  if (contentType.startsWith('video/')) return <video src={url} controls className="w-full rounded-lg" />
  // biome-ignore lint/a11y/useMediaCaption: people's own files have none
  if (contentType.startsWith('audio/')) return <audio src={url} controls className="w-full" />
  return null
}

/** Keep adds the file to the account of who is signed in. */
function Keep({ token }: { token: string }) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const user = useAppSelector((s) => s.user.user)
  const [accept, { isLoading, isSuccess }] = useArtifactAcceptShareMutation()
  if (!user) return null
  if (isSuccess) {
    return (
      <Link to="/files" className={buttonClass('plain')}>
        {t('shared.kept')}
      </Link>
    )
  }
  const keep = async () => {
    const { error } = await accept({ shareToken: { token } })
    if (error) trouble(error)
  }
  return (
    <Button busy={isLoading} onClick={() => void keep()}>
      {t('shared.keep')}
    </Button>
  )
}
