package sqljournal

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/wxastore/wxastore/internal/journal"
)

// packer makes chunks of calls and calls of chunks. It has one encoder, whose
// buffers and its own it keeps from one chunk to the next, since a journal
// writes all the time.
type packer struct {
	mu      sync.Mutex
	encoder *zstd.Encoder
	raw     []byte // coded calls
	packed  []byte // what the encoder made of them
	summary summary
	grams   grams

	decoder func() (*zstd.Decoder, error)
}

// window is how far the encoder looks back. Calls are like those just before
// them; more finds little more, and costs memory.
const window = 128 << 10

// decoders is how many chunks are unpacked at the same time, each in some
// hundred kilobytes.
const decoders = 2

func newPacker() *packer {
	return &packer{summary: summary{apps: make(map[string]string)}, decoder: sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(decoders), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(window), zstd.WithDecoderMaxMemory(longestCall))
	})}
}

// pack makes chunks of calls, in their order.
func (p *packer) pack(calls []journal.Entry) ([]chunk, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.shrink()
	var chunks []chunk
	var all chunk // of the calls in raw
	p.raw = p.raw[:0]
	for i := range calls {
		c, start := &calls[i], len(p.raw)
		var second int64
		p.raw, second = appendCall(p.raw, c)
		size := len(p.raw) - start
		if size > longestCall {
			return nil, fmt.Errorf("call %s has %d bytes, more than %d", c.RID, size, longestCall)
		}
		next := one(c.At.UnixMilli(), second, size, kindBits(c.Kind))
		if all.calls > 0 && !all.holds(&next) {
			if err := p.seal(&all, p.raw[:start]); err != nil {
				return nil, err
			}
			chunks = append(chunks, all)
			p.raw = p.raw[:copy(p.raw, p.raw[start:])]
			all = chunk{}
		}
		all.join(&next)
		addTo(&p.summary, int64(c.Code), c.Title(), c.AppID, c.Claimed)
		for _, text := range searched(c) {
			addGrams(&p.grams, text)
		}
	}
	err := p.seal(&all, p.raw)
	return append(chunks, all), err
}

// repack makes a chunk of coded calls.
func (p *packer) repack(raw []byte) (all chunk, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.shrink()
	var c codedCall
	for rest := raw; len(rest) > 0; {
		after, err := c.read(rest)
		if err != nil {
			return chunk{}, err
		}
		next := one(c.at, c.second(), len(rest)-len(after), c.kinds())
		all.join(&next)
		addTo(&p.summary, c.code, c.texts[textTitle], c.texts[textApp], c.texts[textClaimed])
		for _, i := range searchedTexts {
			addGrams(&p.grams, c.texts[i])
		}
		rest = after
	}
	err = p.seal(&all, raw)
	return all, err
}

// seal completes a chunk: with the summary of its calls, and compressed.
func (p *packer) seal(c *chunk, raw []byte) error {
	if p.encoder == nil {
		var err error
		p.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true))
		if err != nil {
			return fmt.Errorf("compress: %w", err)
		}
	}
	p.packed = p.encoder.EncodeAll(raw, p.packed[:0])
	c.summary, c.grams, c.body = p.summary.encode(), p.grams.encode(len(p.packed)), bytes.Clone(p.packed)
	c.bytes = int64(chunkOverhead + len(c.summary) + len(c.grams) + len(c.body))
	p.summary.reset()
	p.grams.reset()
	return nil
}

// keptBuffer is how long a buffer may be that is kept.
const keptBuffer = chunkRaw + chunkRaw/4

// shrink lets go of what an odd chunk has made too big.
func (p *packer) shrink() {
	p.summary.reset() // it has texts of the calls
	p.grams.reset()
	if cap(p.raw) > keptBuffer {
		p.raw = nil
	}
	if cap(p.packed) > keptBuffer {
		p.packed = nil
	}
}

// unpack appends the coded calls of a body.
func (p *packer) unpack(to, body []byte) ([]byte, error) {
	decoder, err := p.decoder()
	if err != nil {
		return to, err
	}
	return decoder.DecodeAll(body, to)
}
