import { Icon } from './Icon'

/** Preview shows a picture in a frame that takes the same place without one. */
export function Preview({ picture, name }: { picture?: string; name: string }) {
  return (
    <span className="relative grid aspect-video place-items-center overflow-hidden bg-raised text-muted">
      {picture ? <img src={picture} alt={name} className="absolute inset-0 size-full object-contain" /> : <Icon name="image" size={28} />}
    </span>
  )
}
