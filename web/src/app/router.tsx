import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { Landing } from '../features/landing/Landing'
import { Boundary } from './Boundary'
import { inside } from './boot'
import { Failed } from './Failed'
import { Guest, SignedIn, Waiting } from './Gates'
import { NotFound } from './NotFound'

const Shell = lazy(inside)
const SignIn = lazy(() => import('../features/auth/SignIn'))
const SignUp = lazy(() => import('../features/auth/SignUp'))
const Forgot = lazy(() => import('../features/auth/Forgot'))
const Reset = lazy(() => import('../features/auth/Reset'))
const Verify = lazy(() => import('../features/auth/Verify'))
const Dashboard = lazy(() => import('../features/dashboard/Dashboard'))
const ChatPage = lazy(() => import('../features/chat/ChatPage'))
const Files = lazy(() => import('../features/files/Files'))
const Settings = lazy(() => import('../features/settings/Settings'))
const Studio = lazy(() => import('../features/graphics/Studio'))
const SharedFile = lazy(() => import('../features/share/SharedFile'))
const OpenLink = lazy(() => import('../features/share/OpenLink'))

/** All pages; web/embed.go has the first segments of their addresses, too. */
export function Pages() {
  return (
    <Boundary instead={(error) => <Failed error={error} />}>
      <BrowserRouter>
        <Suspense fallback={<Waiting />}>
          <Routes>
            <Route element={<Guest />}>
              <Route path="/" element={<Landing />} />
              <Route path="/sign-in" element={<SignIn />} />
              <Route path="/sign-up" element={<SignUp />} />
            </Route>
            <Route path="/forgot" element={<Forgot />} />
            <Route path="/reset" element={<Reset />} />
            <Route path="/verify" element={<Verify />} />
            <Route path="/shared" element={<SharedFile />} />
            <Route element={<SignedIn />}>
              <Route element={<Shell />}>
                <Route path="/dashboard" element={<Dashboard />} />
                <Route path="/files" element={<Files />} />
                <Route path="/settings" element={<Settings />} />
                <Route path="/chat" element={<ChatPage />} />
                <Route path="/chat/:sessionId" element={<ChatPage />} />
                <Route path="/tools/graphics/:documentId" element={<Studio />} />
                <Route path="/open" element={<OpenLink key="document" to="document" />} />
                <Route path="/open/chat" element={<OpenLink key="conversation" to="conversation" />} />
              </Route>
            </Route>
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </BrowserRouter>
    </Boundary>
  )
}
