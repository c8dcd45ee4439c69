package files

import "sync"

// locks is a set of mutexes by name, each there only while it is held or waited for.
type locks struct {
	mu sync.Mutex
	m  map[string]*lock
}

type lock struct {
	sync.Mutex
	users int // holders and waiters, guarded by locks.mu
}

// hold waits for the mutex of a name and gives what releases it.
func (l *locks) hold(name string) (release func()) {
	l.mu.Lock()
	if l.m == nil {
		l.m = map[string]*lock{}
	}
	one := l.m[name]
	if one == nil {
		one = &lock{}
		l.m[name] = one
	}
	one.users++
	l.mu.Unlock()

	one.Lock()
	return func() {
		one.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if one.users--; one.users == 0 {
			delete(l.m, name)
		}
	}
}
