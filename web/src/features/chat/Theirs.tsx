/** Theirs is a message of another person, on the other side than one's own. */
export function Theirs({ text, author }: { text: string; author: string }) {
  return (
    <div className="max-w-[85%]">
      <p className="mb-1 truncate px-1 text-xs font-medium text-muted">{author}</p>
      <p className="w-fit max-w-full rounded-2xl rounded-bl-md bg-raised px-4 py-2 text-sm break-words whitespace-pre-wrap">{text}</p>
    </div>
  )
}
