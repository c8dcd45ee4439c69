import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query/react'
import { session } from './session'

/** The API; its operations are in generated.ts, and what they make stale in index.ts. */
export const baseApi = createApi({
  baseQuery: fetchBaseQuery({ baseUrl: '', fetchFn: (request) => session.fetch(request as Request) }),
  tagTypes: [
    'Documents',
    'Artifacts',
    'Conversations',
    'Conversation',
    'Shares',
    'Sessions',
    'Usage',
    'Comments',
    'NamedVersions',
    'Versions',
    'Activity',
    'People',
  ],
  endpoints: () => ({}),
})
