/** Links and invitations of whatever can be shared, in one way: the API has the same operations for each kind. */
import {
  type ShareLink,
  useArtifactListSharesQuery,
  useArtifactRevokeShareMutation,
  useArtifactShareMutation,
  useDocumentListSharesQuery,
  useDocumentRevokeShareMutation,
  useDocumentShareMutation,
} from '../../api'
import { useChatListSharesQuery, useChatRevokeShareMutation, useChatShareMutation } from '../../api/sharing'

export type Role = ShareLink['role']

/** What is shared. */
export interface Shared {
  kind: 'document' | 'artifact' | 'conversation'
  id: string
}

/** Made is what became of sharing something: a link, or an invitation's address. */
interface Made {
  link?: string
  email?: string
  error?: unknown
}

/** useShare gives the function that makes a link, which opens a page of ours, or invites whoever has an address; and how that goes. */
export function useShare({ kind, id }: Shared) {
  const [document, d] = useDocumentShareMutation()
  const [artifact, a] = useArtifactShareMutation()
  const [conversation, c] = useChatShareMutation()
  const share = async (role: Role, email?: string): Promise<Made> => {
    if (kind === 'artifact') {
      const { data, error } = await artifact({ artifactId: id, shareRequest: { role } })
      return { error, link: data && location.origin + data.link }
    }
    const shareSharing = { role, email }
    const { data, error } = await (kind === 'document'
      ? document({ documentId: id, shareSharing })
      : conversation({ sessionId: id, shareSharing }))
    const page = kind === 'document' ? '/open' : '/open/chat'
    return { error, email: data?.email, link: data?.token && `${location.origin}${page}#${data.token}` }
  }
  return [share, { document: d, artifact: a, conversation: c }[kind]] as const
}

/** useLinks gives a page of the links and invitations there are. */
export function useLinks({ kind, id }: Shared, cursor?: string) {
  const document = useDocumentListSharesQuery({ documentId: id, cursor }, { skip: kind !== 'document' })
  const artifact = useArtifactListSharesQuery({ artifactId: id, cursor }, { skip: kind !== 'artifact' })
  const conversation = useChatListSharesQuery({ sessionId: id, cursor }, { skip: kind !== 'conversation' })
  return { document, artifact, conversation }[kind]
}

/** useRevoke gives the function that ends a link or an invitation. */
export function useRevoke({ kind, id }: Shared) {
  const [document] = useDocumentRevokeShareMutation()
  const [artifact] = useArtifactRevokeShareMutation()
  const [conversation] = useChatRevokeShareMutation()
  return (shareId: string): Promise<{ error?: unknown }> => {
    if (kind === 'document') return document({ documentId: id, shareId })
    if (kind === 'artifact') return artifact({ artifactId: id, shareId })
    return conversation({ sessionId: id, shareId })
  }
}
