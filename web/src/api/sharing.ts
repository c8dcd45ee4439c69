/** Who may use a conversation, and giving up what others share; loaded with the pages about it. */
import { sharingApi } from './sharing.generated'

sharingApi.enhanceEndpoints({
  endpoints: {
    chatGetSession: { providesTags: ['Conversation'] },
    chatListShares: { providesTags: ['Shares'] },
    chatShare: { invalidatesTags: ['Shares', 'Conversation'] },
    chatRevokeShare: { invalidatesTags: ['Shares'] },
    chatAcceptShare: { invalidatesTags: ['Conversation', 'Conversations', 'Documents', 'Artifacts'] },
    chatLeave: { invalidatesTags: ['Conversations', 'Documents', 'Artifacts'] },
    documentLeave: { invalidatesTags: ['Documents'] },
  },
})

export * from './sharing.generated'
