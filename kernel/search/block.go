package search

import (
	"encoding/binary"
	"iter"
	"math/bits"

	"shuniu/kernel/fault"
)

// A term's documents are kept by blocks of neighbouring ids, so that two common
// terms over a million documents are compared in a hundred steps.
const (
	blockBits = 13
	blockSize = 1 << blockBits
	setWords  = blockSize / 64
	setBytes  = blockSize / 8
)

func blockOf(doc int64) int64 { return doc >> blockBits }
func placeIn(doc int64) int   { return int(doc & (blockSize - 1)) }

// set is the documents of one block.
type set [setWords]uint64

func (s *set) add(place int)    { s[place/64] |= 1 << (place % 64) }
func (s *set) remove(place int) { s[place/64] &^= 1 << (place % 64) }

func (s *set) and(o *set) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s *set) or(o *set) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s *set) len() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// newest gives the places from the highest down.
func (s *set) newest() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := setWords - 1; i >= 0; i-- {
			for w := s[i]; w != 0; {
				bit := 63 - bits.LeadingZeros64(w)
				w &^= 1 << bit
				if !yield(i*64 + bit) {
					return
				}
			}
		}
	}
}

// encode writes few places as their numbers, two bytes each, and many as one bit for
// each place of the block; the length tells which.
func (s *set) encode() []byte {
	if n := s.len(); 2*n < setBytes {
		out := make([]byte, 0, 2*n)
		for place := range s.newest() {
			out = binary.LittleEndian.AppendUint16(out, uint16(place))
		}
		return out
	}
	out := make([]byte, 0, setBytes)
	for _, w := range s {
		out = binary.LittleEndian.AppendUint64(out, w)
	}
	return out
}

func decode(b []byte, s *set) error {
	switch {
	case len(b) == setBytes:
		for i := range s {
			s[i] = binary.LittleEndian.Uint64(b[8*i:])
		}
	case len(b) < setBytes && len(b)%2 == 0:
		*s = set{}
		for ; len(b) > 0; b = b[2:] {
			place := int(binary.LittleEndian.Uint16(b))
			if place >= blockSize {
				return fault.Of(fault.Internal, "search block has place %d", place)
			}
			s.add(place)
		}
	default:
		return fault.Of(fault.Internal, "search block of %d bytes", len(b))
	}
	return nil
}
