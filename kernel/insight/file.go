package insight

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight/gram"
	"shuniu/kernel/lang"
)

// The file of a model: a line that names the format and its version, a line of
// JSON, the grams, how telling they are, the weights and the biases as little-endian
// numbers, and the SHA-256 of all that.
const (
	format = "shuniu insight 1\n"
	// Largest is how many bytes a file has at most.
	Largest = 64 << 20
	// mostWeights keeps the file below that; what is over are the rarest grams.
	mostWeights = 60 << 20
	mostClasses = 2000
)

// mostGrams is how many grams a model of so many classes may have.
func mostGrams(classes int) int { return mostWeights / (8 + 4 + 4*classes) }

type header struct {
	Classes   []string `json:"classes"`
	Grams     int      `json:"grams"`
	Sharpness float64  `json:"sharpness"`
}

// Write writes the model to w.
func (m *Model) Write(w io.Writer) error {
	line, err := json.Marshal(header{m.classes, len(m.words.grams), m.sharpness})
	if err != nil {
		return fault.Wrap(fault.Internal, err, "header of the model")
	}
	b := append([]byte(format), line...)
	b = append(b, '\n')
	for _, g := range m.words.grams {
		b = binary.LittleEndian.AppendUint64(b, uint64(g))
	}
	for _, list := range [][]float32{m.words.idf, m.weights, m.bias} {
		for _, x := range list {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	sum := sha256.Sum256(b)
	_, err = w.Write(append(b, sum[:]...))
	return fault.Wrap(fault.Unavailable, err, "writing the model")
}

// Read reads a model that Write wrote. A file that is cut short, changed or of
// another version is Invalid; it is never used in part.
func Read(r io.Reader) (*Model, error) {
	b, err := io.ReadAll(io.LimitReader(r, Largest+1))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "reading the model")
	}
	end := len(b) - sha256.Size
	if !bytes.HasPrefix(b, []byte(format)) || len(b) > Largest || end < len(format) {
		return nil, refused("this is not a model of this version")
	}
	if sum := sha256.Sum256(b[:end]); !bytes.Equal(sum[:], b[end:]) {
		return nil, refused("the checksum differs")
	}
	line, rest, _ := bytes.Cut(b[len(format):end], []byte("\n"))
	var h header
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, refused("header: " + err.Error())
	}
	n := len(h.Classes)
	if n < 2 || n > mostClasses || h.Grams < 0 || h.Grams > mostGrams(n) || !(h.Sharpness > 0) || len(rest) != h.Grams*(8+4+4*n)+4*n {
		return nil, refused("the numbers in the header do not fit the file")
	}
	return h.model(rest), nil
}

func refused(why string) error {
	return fault.New(fault.Invalid, lang.T("模型文件已损坏，或者不是本版本的，请重新训练。", "The model file is damaged or of another version; train it again."), why)
}

// model takes the numbers from b, which has as many as the header says.
func (h header) model(b []byte) *Model {
	grams := make([]gram.Gram, h.Grams)
	for i := range grams {
		grams[i] = gram.Gram(binary.LittleEndian.Uint64(b[8*i:]))
	}
	b = b[8*h.Grams:]
	floats := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		b = b[4*n:]
		return out
	}
	idf := floats(h.Grams)
	weights := floats(h.Grams * len(h.Classes))
	return &Model{classes: slices.Clone(h.Classes), words: (&vocabulary{grams: grams, idf: idf}).index(), weights: weights, bias: floats(len(h.Classes)), sharpness: h.Sharpness}
}
