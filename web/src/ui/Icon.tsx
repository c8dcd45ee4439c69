/** Icons: strokes on a 24-unit square. */
const paths = {
  chat: 'M4 5h16v11H9l-5 4z',
  home: 'm3 11 9-7 9 7M6 10v10h12V10',
  plus: 'M12 5v14M5 12h14',
  send: 'm4 12 16-7-6 16-3-6z',
  undo: 'M9 7 4 12l5 5M4 12h10a5 5 0 0 1 0 10h-1',
  redo: 'm15 7 5 5-5 5M20 12H10a5 5 0 0 0 0 10h1',
  share: 'M8 12h8M12 8v8M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  download: 'M12 4v11m-5-4 5 5 5-5M5 20h14',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  hidden: 'M3 3l18 18M10 6a9 9 0 0 1 2-.2c6 0 10 6.2 10 6.2a17 17 0 0 1-3 3.600M6 8a17 17 0 0 0-4 4s4 6.500 10 6.500a9 9 0 0 0 3-.6',
  up: 'm6 14 6-6 6 6',
  down: 'm6 10 6 6 6-6',
  text: 'M5 6h14M12 6v13',
  rectangle: 'M4 6h16v12H4z',
  ellipse: 'M12 6c5 0 8 2.700 8 6s-3 6-8 6-8-2.700-8-6 3-6 8-6z',
  line: 'M5 19 19 5',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9h.01',
  files: 'M4 6a2 2 0 0 1 2-2h4l2 3h6a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.500 4.500',
  sun: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 1v2M12 21v2M4 4l1.500 1.500M18.500 18.500 20 20M1 12h2M21 12h2M4 20l1.500-1.500M18.500 5.500 20 4',
  moon: 'M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  close: 'm6 6 12 12M18 6 6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  check: 'm5 12 5 5 9-10',
  open: 'M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9',
  people: 'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2 20a7 7 0 0 1 14 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14a7 7 0 0 1 4 6',
  edit: 'M4 20l1-5L16 4l4 4L9 19z',
  history: 'M4 12a8 8 0 1 0 3-6L4 8M4 4v4h4M12 8v4l3 2',
}

export type IconName = keyof typeof paths

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  )
}
