/** What only those who are signed in need, in one part: the shell around their pages, and the connection. */
import { listenToChat } from '../features/chat/pushes'
import { resumeOutbox } from '../features/chat/send'
import { sendKeptCommits, socket } from '../live/hub'

export { Shell as default } from './Shell'

listenToChat(socket)

/** connectAs begins the connection of a person anew, or ends it when nobody is signed in. */
export function connectAs(userId: string | null) {
  socket.stop()
  if (!userId) return
  socket.start()
  resumeOutbox(userId)
  sendKeptCommits()
}
