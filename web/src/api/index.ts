/** The API as pages use it: the generated hooks, and what each call makes stale. */
import { generatedApi } from './generated'

export const api = generatedApi.enhanceEndpoints({
  endpoints: {
    documentList: { providesTags: ['Documents'] },
    documentDelete: { invalidatesTags: ['Documents'] },
    documentAcceptShare: { invalidatesTags: ['Documents'] },
    graphicsCreate: { invalidatesTags: ['Documents'] },
    documentListShares: { providesTags: ['Shares'] },
    documentShare: { invalidatesTags: ['Shares'] },
    documentRevokeShare: { invalidatesTags: ['Shares'] },
    artifactList: { providesTags: ['Artifacts'] },
    artifactListVersions: { providesTags: ['Versions'] },
    artifactRestoreVersion: { invalidatesTags: ['Artifacts', 'Versions'] },
    artifactUpdate: { invalidatesTags: ['Artifacts'] },
    artifactRestore: { invalidatesTags: ['Artifacts', 'Usage'] },
    artifactPurge: { invalidatesTags: ['Artifacts', 'Usage'] },
    artifactEmptyTrash: { invalidatesTags: ['Artifacts', 'Usage'] },
    artifactListShares: { providesTags: ['Shares'] },
    artifactShare: { invalidatesTags: ['Shares'] },
    artifactRevokeShare: { invalidatesTags: ['Shares'] },
    artifactDelete: { invalidatesTags: ['Artifacts', 'Usage'] },
    graphicsExport: { invalidatesTags: ['Artifacts', 'Usage'] },
    chatListSessions: { providesTags: ['Conversations'] },
    chatDeleteSession: { invalidatesTags: ['Conversations'] },
    chatRenameSession: { invalidatesTags: ['Conversations'] },
    identityListSessions: { providesTags: ['Sessions'] },
    identityEndSession: { invalidatesTags: ['Sessions'] },
    artifactGetStorage: { providesTags: ['Usage'] },
    usageGet: { providesTags: ['Usage'] },
  },
})

export * from './generated'
export { session } from './session'
