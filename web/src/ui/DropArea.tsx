import { type ReactNode, useState } from 'react'

interface DropAreaProps {
  /** Whether files may be dropped here now. */
  open?: boolean
  onFiles: (files: FileList, at: { clientX: number; clientY: number }) => void
  /** How it looks, also while files are over it. */
  className: (over: boolean) => string
  children: ReactNode
}

/** DropArea takes files that are dropped on what is in it. It is a second way: a button has to be the first. */
export function DropArea({ open = true, onFiles, className, children }: DropAreaProps) {
  const [over, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a second way
    <div
      className={className(over)}
      onDragOver={(e) => {
        if (!e.dataTransfer.types.includes('Files')) return
        e.preventDefault() // also where they may not be: the browser would leave the page to show them
        e.dataTransfer.dropEffect = open ? 'copy' : 'none'
        setOver(open)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault()
        setOver(false)
        if (open && e.dataTransfer.files.length > 0) onFiles(e.dataTransfer.files, e)
      }}
    >
      {children}
    </div>
  )
}
