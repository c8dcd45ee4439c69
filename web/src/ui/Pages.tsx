import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { Failure, Skeleton } from './States'

/** A page of a list, as the API's hooks give it. */
interface PageQuery<T> {
  data?: { items: T[]; nextCursor?: string }
  error?: unknown
  isLoading: boolean
  refetch: () => unknown
}

interface PagesProps<T, Q> {
  /** A hook: the page that a cursor begins, the first without one. */
  usePage: (query: Q, cursor?: string) => PageQuery<T>
  query: Q
  /** The list items of a page. */
  children: (items: T[]) => ReactNode
  /** What is shown when there is nothing. */
  nothing: ReactNode
  className?: string
}

/** Pages shows a list page by page; the last one that is shown offers the next. */
export function Pages<T, Q>({ className, nothing, ...page }: PagesProps<T, Q>) {
  const [cursors, setCursors] = useState<Array<string | undefined>>([undefined])
  return (
    <ul className={className}>
      {cursors.map((c, i) => (
        <Page
          key={c ?? ''}
          {...page}
          cursor={c}
          nothing={i === 0 && nothing}
          onMore={i === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined}
        />
      ))}
    </ul>
  )
}

interface PageProps<T, Q> extends Omit<PagesProps<T, Q>, 'className'> {
  cursor: string | undefined
  onMore?: (cursor: string) => void
}

function Page<T, Q>({ usePage, query, children, nothing, cursor, onMore }: PageProps<T, Q>) {
  const { t } = useTranslation()
  const { data, error, isLoading, refetch } = usePage(query, cursor)
  const next = data?.nextCursor
  const beside = isLoading ? (
    <Skeleton />
  ) : error ? (
    <Failure error={error} onRetry={refetch} />
  ) : data?.items.length === 0 && !next ? (
    nothing
  ) : null
  return (
    <>
      {data && children(data.items)}
      {beside && <li className="col-span-full">{beside}</li>}
      {next && onMore && (
        <li className="col-span-full text-center">
          <Button onClick={() => onMore(next)}>{t('more')}</Button>
        </li>
      )}
    </>
  )
}
