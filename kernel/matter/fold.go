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
	young, old map[ledger.Hash]folded
}

// folded is a matter with its title, once a list has asked for that.
type folded struct {
	*Matter
	title *string
}

const foldsKept = 2048

// read is the matter that a row with this head folds to. Without folds each is
// read anew.
func (f *folds) read(head, fold []byte) (*Matter, error) {
	if k := f.known(head); k.Matter != nil {
		return k.Matter, nil
	}
	m := &Matter{}
	if err := json.Unmarshal(fold, m); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "matter row")
	}
	f.keep(m.Head, folded{Matter: m})
	return m, nil
}

func (f *folds) known(head []byte) folded {
	var hash ledger.Hash
	if f == nil || copy(hash[:], head) < len(hash) {
		return folded{}
	}
	f.mu.Lock()
	k, young := f.young[hash]
	if !young {
		k = f.old[hash]
	}
	f.mu.Unlock()
	if !young && k.Matter != nil {
		f.keep(hash, k)
	}
	return k
}

func (f *folds) keep(hash ledger.Hash, k folded) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.young) >= foldsKept || f.young == nil {
		f.young, f.old = make(map[ledger.Hash]folded, foldsKept), f.young
	}
	f.young[hash] = k
}
