package matter

import (
	"encoding/json"
	"sync"

	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
)

// folds keeps matters as they were read lately, by the hash of their last event,
// which stands for all that a fold holds: what changes is found under another hash.
// They are shared by readers: nobody may change one. Those not asked for since the
// last foldsKept newcomers go.
type folds struct {
	mu         sync.Mutex
	young, old map[ledger.Hash]*Matter
}

const foldsKept = 2048

// read is the matter that a row with this head folds to. Without folds each is
// read anew.
func (f *folds) read(head, fold []byte) (*Matter, error) {
	var hash ledger.Hash
	copy(hash[:], head)
	if m := f.known(hash); m != nil {
		return m, nil
	}
	m := &Matter{}
	if err := json.Unmarshal(fold, m); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "matter row")
	}
	f.keep(hash, m)
	return m, nil
}

func (f *folds) known(hash ledger.Hash) *Matter {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	m, again := f.young[hash], false
	if m == nil {
		m, again = f.old[hash], true
	}
	f.mu.Unlock()
	if m != nil && again {
		f.keep(hash, m)
	}
	return m
}

func (f *folds) keep(hash ledger.Hash, m *Matter) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.young) >= foldsKept || f.young == nil {
		f.young, f.old = make(map[ledger.Hash]*Matter, foldsKept), f.young
	}
	f.young[hash] = m
}
