/** What is beside a document's log, as pages use it; loaded with the studios. */
import type { FetchArgs, FetchBaseQueryError, FetchBaseQueryMeta, QueryReturnValue } from '@reduxjs/toolkit/query'
import { besideApi, type DocumentComment, type DocumentVersion } from './beside.generated'

interface PageOf<T> {
  items: T[]
  nextCursor?: string
}

const perPage = 200 // the most that the server gives

type Ask = (
  request: FetchArgs,
) =>
  | QueryReturnValue<unknown, FetchBaseQueryError, FetchBaseQueryMeta>
  | PromiseLike<QueryReturnValue<unknown, FetchBaseQueryError, FetchBaseQueryMeta>>

/** A query of a whole list, page after page: for lists that the server bounds. */
function whole<T>(list: string) {
  return async (documentId: string, _: unknown, __: unknown, ask: Ask) => {
    const items: T[] = []
    for (let cursor: string | undefined; ; ) {
      const answer = await ask({ url: `/api/v1/documents/${documentId}/${list}`, params: { limit: perPage, cursor } })
      if (answer.error) return { error: answer.error }
      const page = answer.data as PageOf<T>
      items.push(...page.items)
      cursor = page.nextCursor
      if (!cursor) return { data: items }
    }
  }
}

const beside = besideApi.enhanceEndpoints({
  endpoints: {
    documentComment: { invalidatesTags: ['Comments', 'Activity'] },
    documentEditComment: { invalidatesTags: ['Comments', 'Activity'] },
    documentDeleteComment: { invalidatesTags: ['Comments', 'Activity'] },
    documentNameVersion: { invalidatesTags: ['NamedVersions', 'Activity'] },
    documentDeleteVersion: { invalidatesTags: ['NamedVersions', 'Activity'] },
    documentActivity: { providesTags: ['Activity'] },
    documentPeople: { providesTags: ['People'] },
  },
})

const lists = beside.injectEndpoints({
  endpoints: (build) => ({
    allComments: build.query<DocumentComment[], string>({ queryFn: whole<DocumentComment>('comments'), providesTags: ['Comments'] }),
    allVersions: build.query<DocumentVersion[], string>({ queryFn: whole<DocumentVersion>('versions'), providesTags: ['NamedVersions'] }),
  }),
})

export const { useAllCommentsQuery, useAllVersionsQuery } = lists
export * from './beside.generated'
