package attachment

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"shuniu/kernel/fault"
)

// A sealed file is the mark of its format, its content in pieces, what is known of
// it, and the length of that in four bytes. Pieces and knowledge are sealed with
// AES-256-GCM under a key that seals nothing else, so that their numbers are their
// nonces; nothing can be cut off, exchanged or added unseen. What is known stands
// behind the content because it is known after it.
const (
	mark     = "shuniu/file/1\n" // names the format and with it the cipher
	piece    = 64 << 10          // bytes of content
	overhead = 16                // bytes that sealing adds
)

// known is what a file is called and is.
type known struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
	Size int64  `json:"size"`
}

// newKey is a key for one file.
func newKey() []byte {
	key := make([]byte, 32)
	rand.Read(key) // never fails
	return key
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cipher")
	}
	c, err := cipher.NewGCM(block)
	return c, fault.Wrap(fault.Internal, err, "cipher")
}

// nonce tells pieces from each other and from what is known.
func nonce(n int64, last bool) []byte {
	b := make([]byte, 12)
	binary.BigEndian.PutUint64(b, uint64(n))
	if last {
		b[11] = 1
	}
	return b
}

// errTooLarge is told of what is longer than one file may be.
var errTooLarge = errors.New("too large")

// sealContent writes the content of a file and returns its length.
func sealContent(w io.Writer, c cipher.AEAD, content io.Reader) (int64, error) {
	if _, err := io.WriteString(w, mark); err != nil {
		return 0, stored(err)
	}
	plain, sealed := make([]byte, piece), make([]byte, 0, piece+overhead)
	size := int64(0)
	for n := int64(0); ; n++ {
		read, err := io.ReadFull(whole{content}, plain)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return size, fault.Wrap(fault.Invalid, err, "file did not arrive whole")
		}
		if read == 0 {
			return size, nil
		}
		if size += int64(read); size > LargestFile {
			return size, errTooLarge
		}
		if _, err := w.Write(c.Seal(sealed, nonce(n, false), plain[:read], nil)); err != nil {
			return size, stored(err)
		}
		if read < piece {
			return size, nil
		}
	}
}

// whole tells a content that broke off from one that has ended.
type whole struct{ io.Reader }

func (w whole) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the content broke off")
	}
	return n, err
}

// sealKnown seals what is known of a file.
func sealKnown(c cipher.AEAD, k known) ([]byte, error) {
	plain, err := json.Marshal(k)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "file")
	}
	return c.Seal(nil, nonce(pieces(k.Size), true), plain, nil), nil
}

func openKnown(key, sealed []byte, size int64) (known, error) {
	var k known
	c, err := aead(key)
	if err != nil {
		return k, err
	}
	plain, err := c.Open(nil, nonce(pieces(size), true), sealed, nil)
	if err == nil {
		err = json.Unmarshal(plain, &k)
	}
	if err == nil && k.Size != size {
		err = errors.New("of another size")
	}
	return k, fault.Wrap(fault.Internal, err, "what is known of a file")
}

func writeKnown(w io.Writer, sealed []byte) error {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(sealed)))
	_, err := w.Write(append(sealed[:len(sealed):len(sealed)], length...))
	return stored(err)
}

// pieces is how many pieces a content has.
func pieces(size int64) int64 { return (size + piece - 1) / piece }

// sealedLength is how long the sealed file is.
func sealedLength(size int64, known int) int64 {
	return int64(len(mark)) + size + pieces(size)*overhead + int64(known) + 4
}

// unsealed reads the content of a sealed file at any place. It is not for several
// goroutines at once.
type unsealed struct {
	from  io.ReaderAt
	aead  cipher.AEAD
	size  int64
	n     int64 // the piece in plain, -1 if none
	plain []byte
}

func unseal(from io.ReaderAt, c cipher.AEAD, size int64) *unsealed {
	return &unsealed{from: from, aead: c, size: size, n: -1}
}

// ReadAt reads plain content.
func (u *unsealed) ReadAt(b []byte, at int64) (int, error) {
	done := 0
	for done < len(b) && at < u.size {
		if err := u.turn(at / piece); err != nil {
			return done, err
		}
		n := copy(b[done:], u.plain[at%piece:])
		done, at = done+n, at+int64(n)
	}
	if done < len(b) {
		return done, io.EOF
	}
	return done, nil
}

// turn opens a piece.
func (u *unsealed) turn(n int64) error {
	if u.n == n {
		return nil
	}
	length := min(piece, u.size-n*piece)
	sealed := make([]byte, length+overhead)
	if _, err := u.from.ReadAt(sealed, int64(len(mark))+n*(piece+overhead)); err != nil {
		return fault.Wrap(fault.Unavailable, err, "stored file")
	}
	plain, err := u.aead.Open(sealed[:0], nonce(n, false), sealed, nil)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "stored file")
	}
	u.n, u.plain = n, plain
	return nil
}

// stored is a failure of the disk.
func stored(err error) error { return fault.Wrap(fault.Unavailable, err, "store of files") }
