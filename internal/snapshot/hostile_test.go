package snapshot_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/storetest"
)

// header is the block of a tar entry, made by hand: what is asked of it is what
// tar.Writer refuses to write.
func header(name string, kind byte, size int64, change func([]byte)) []byte {
	block := make([]byte, 512)
	copy(block, name)
	copy(block[100:], "0000600\x000000000\x000000000\x00")
	if size < 1<<33 {
		copy(block[124:], fmt.Sprintf("%011o\x00", size))
	} else {
		binary.BigEndian.PutUint64(block[128:], uint64(size))
		block[124] = 0x80
	}
	copy(block[136:], "00000000000\x00")
	block[156] = kind
	copy(block[257:], "ustar\x0000")
	if change != nil {
		change(block)
	}
	sum := 8 * int(' ')
	for i, b := range block {
		if i < 148 || i >= 156 {
			sum += int(b)
		}
	}
	copy(block[148:], fmt.Sprintf("%06o\x00 ", sum))
	return block
}

// padded fills a content up to whole blocks.
func padded(content string) []byte {
	return append([]byte(content), make([]byte, (512-len(content)%512)%512)...)
}

// records are the records of a PAX header.
func records(pairs ...string) string {
	var all string
	for i := 0; i < len(pairs); i += 2 {
		body := " " + pairs[i] + "=" + pairs[i+1] + "\n"
		n := len(body) + 2
		for len(fmt.Sprint(n))+len(body) != n {
			n = len(fmt.Sprint(n)) + len(body)
		}
		all += fmt.Sprint(n) + body
	}
	return all
}

// pax is an entry with a PAX header before it.
func pax(name, content string, pairs ...string) []byte {
	said := records(pairs...)
	return slices.Concat(header("PaxHeaders.0/x", 'x', int64(len(said)), nil), padded(said), header(name, '0', int64(len(content)), nil), padded(content))
}

// huge is the size that a sparse entry claims.
const huge = int64(1) << 62

// TestHostile hands in files that are made to do harm: each is refused with a
// sentence, soon, with little memory, and nothing has changed.
func TestHostile(t *testing.T) {
	sound := unpack(t, write(t, filled(t, 2)))
	blob := sound[len(sound)-2].name
	first := slices.IndexFunc(sound, func(e entry) bool { return strings.HasPrefix(e.name, "tables/accounts/") })
	manifest := slices.Concat(header("manifest.json", '0', int64(len(sound[0].content)), nil), padded(sound[0].content))
	ended := make([]byte, 1024)
	row := func(from, to string) []byte {
		changed := slices.Clone(sound)
		changed[first].content = strings.Replace(changed[first].content, from, to, 1)
		if changed[first].content == sound[first].content {
			t.Errorf("no row holds %q", from)
		}
		return pack(t, changed)
	}
	entries := func(change func(all []entry) []entry) []byte { return pack(t, change(slices.Clone(sound))) }
	whole := pack(t, sound)
	content := "x"
	type hostile struct {
		file []byte
		why  string
	}
	files := map[string]hostile{
		"sparse, old GNU": {zip(t, manifest, header(blob, 'S', 0, func(b []byte) {
			copy(b[257:], "ustar  \x00")
			copy(b[386:], fmt.Sprintf("%011o\x00%011o\x00", 1<<32, 0)) // the map's one element
			b[483] = 0x80
			binary.BigEndian.PutUint64(b[487:], uint64(huge))
		})), "is not a plain file"},
		"sparse, PAX 0.0":        {zip(t, manifest, pax(blob, content, "GNU.sparse.size", fmt.Sprint(huge), "GNU.sparse.numblocks", "1", "GNU.sparse.offset", "0", "GNU.sparse.numbytes", "1")), "is not a plain file"},
		"sparse, PAX 0.1":        {zip(t, manifest, pax(blob, content, "GNU.sparse.major", "0", "GNU.sparse.minor", "1", "GNU.sparse.size", fmt.Sprint(huge), "GNU.sparse.numblocks", "1", "GNU.sparse.map", "0,1")), "is not a plain file"},
		"sparse, PAX 1.0":        {zip(t, manifest, pax(blob, string(padded("1\n0\n1\n"))+content, "GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.name", blob, "GNU.sparse.realsize", fmt.Sprint(huge))), "is not a plain file"},
		"a sparse manifest":      {zip(t, pax("manifest.json", content, "GNU.sparse.major", "0", "GNU.sparse.minor", "1", "GNU.sparse.size", fmt.Sprint(huge), "GNU.sparse.numblocks", "1", "GNU.sparse.map", "0,1")), "is not a plain file"},
		"sparse rows":            {zip(t, manifest, pax("tables/accounts/000001.jsonl", content, "GNU.sparse.major", "0", "GNU.sparse.minor", "1", "GNU.sparse.size", fmt.Sprint(huge), "GNU.sparse.numblocks", "1", "GNU.sparse.map", "0,1")), "is not a plain file"},
		"another size in PAX":    {zip(t, manifest, pax(blob, content, "size", fmt.Sprint(huge))), "is not a plain file"},
		"a name in PAX":          {zip(t, manifest, pax("x", content, "path", blob)), "is not a plain file"},
		"a global PAX header":    {zip(t, manifest, header("x", 'g', int64(len(records("path", blob))), nil), padded(records("path", blob)), ended), "is not a plain file"},
		"a picture of 8 GiB":     {zip(t, manifest, header(blob, '0', 1<<33-1, nil)), "more than"},
		"a picture of 2⁶² bytes": {zip(t, manifest, header(blob, '0', huge, nil)), "not a"},
		"less than nothing":      {zip(t, manifest, header(blob, '0', huge, func(b []byte) { b[124] = 0xff })), "damaged"},
		"rows of 8 GiB":          {zip(t, manifest, header("tables/accounts/000001.jsonl", '0', 1<<33-1, nil)), "more than"},
		"a manifest of 1 GiB":    {zip(t, header("manifest.json", '0', 1<<30, nil)), "more than"},
		"a row of 1 GiB":         {zip(t, manifest, header("tables/accounts/000001.jsonl", '0', 1<<30, nil), bytes.Repeat([]byte("["), 1<<20)), "more than"},
		"a row of 5 MiB":         {entries(func(all []entry) []entry { all[first].content = strings.Repeat("[", 5<<20); return all }), "longer than"},
		"a deep row":             {row(`"[]"`, `"`+strings.Repeat("[", 1<<20)+`"`), "not of the kind list"},
		"a bomb":                 {bomb(t, manifest), "unpacks to more than 200 times its size"},
		"headers without end":    {zip(t, manifest, bytes.Repeat(slices.Concat(header("x", 'L', 512, nil), make([]byte, 512)), 100_000)), "unpacks to more than 200 times its size"},
		"a link":                 {zip(t, manifest, header(blob, '2', 0, func(b []byte) { copy(b[157:], "/etc/passwd") })), "is not a plain file"},
		"a hard link":            {zip(t, manifest, header(blob, '1', 0, func(b []byte) { copy(b[157:], "/etc/passwd") })), "is not a plain file"},
		"a device":               {zip(t, manifest, header(blob, '3', 0, nil)), "is not a plain file"},
		"a folder":               {zip(t, manifest, header("blobs/", '5', 0, nil)), "is not a plain file"},
		"a picture twice":        {entries(func(all []entry) []entry { return slices.Insert(all, len(all)-1, all[len(all)-2]) }), "it should hold"},
		"one for the other":      {entries(func(all []entry) []entry { all[len(all)-2] = nothing(); return all }), "not those that its rows name"},
		"rows twice":             {entries(func(all []entry) []entry { return slices.Insert(all, first, all[first]) }), "stands where tables/accounts/000002.jsonl should"},
		"a manifest twice":       {entries(func(all []entry) []entry { return slices.Insert(all, 1, all[0]) }), "it holds"},
		"an end twice":           {entries(func(all []entry) []entry { return append(all, all[len(all)-1]) }), "something follows its end"},
		"tables out of order":    {entries(func(all []entry) []entry { all[first], all[first+1] = all[first+1], all[first]; return all }), "stand where none can"},
		"rows after a picture":   {entries(func(all []entry) []entry { return slices.Insert(all, len(all)-1, all[first]) }), "stand where none can"},
		"no manifest first":      {entries(func(all []entry) []entry { all[0], all[1] = all[1], all[0]; return all }), "does not begin with a manifest"},
		"a path upwards":         {entries(func(all []entry) []entry { all[first].name = "tables/accounts/../../../x"; return all }), "stands where"},
		"a picture upwards":      {entries(func(all []entry) []entry { all[len(all)-2].name = "blobs/../../../etc/passwd"; return all }), "it holds"},
		"an absolute path":       {entries(func(all []entry) []entry { all[first].name = "/etc/passwd"; return all }), "it holds"},
		"a name in capitals": {entries(func(all []entry) []entry {
			n := len(all) - 2
			all[n].name = "blobs/" + strings.ToUpper(all[n].name[6:])
			return all
		}), "it holds"},
		"an unknown table":       {entries(func(all []entry) []entry { all[first].name = "tables/sqlite_schema/000001.jsonl"; return all }), "stand where none can"},
		"cut in the middle":      {whole[:len(whole)/2], "cut off"},
		"cut before the sum":     {whole[:len(whole)-8], "cut off"},
		"cut soundly":            {zip(t, manifest), "cut off"},
		"a wrong sum":            {append(slices.Clone(whole[:len(whole)-8]), 1, 2, 3, 4, 5, 6, 7, 8), "damaged"},
		"bytes behind it":        {append(slices.Clone(whole), "more"...), "something follows its end"},
		"another behind it":      {append(slices.Clone(whole), whole...), "something follows its end"},
		"entries behind the tar": {zip(t, untar(t, whole), []byte("more")), "something follows its end"},
		"no tar":                 {zip(t, []byte(strings.Repeat("hello", 1000))), "damaged"},
		"a text for a number":    {row(`,false,`, `,"false",`), "is not of the kind boolean"},
		"a number for a text":    {row(`"service"`, `7`), "is not of the kind text"},
		"a number beyond int64":  {row(`"[]",0,`, `"[]",9223372036854775808,`), "is not of the kind integer"},
		"a fraction":             {row(`"[]",0,`, `"[]",0.5,`), "is not of the kind integer"},
		"null":                   {row(`"service"`, `null`), "kind is null"},
		"an object for a row":    {row(`[`, `{}[`), "is not a JSON array"},
		"a row less":             {row(`]`+"\n", `]`), "a JSON array"},
		"a value more":           {row(`"[]",0,`, `"[]",0,0,`), "is not a JSON array of"},
		"NUL":                    {row(`"service"`, `"serv\u0000ice"`), "is not of the kind text"},
		"NUL in the clear":       {row(`"service"`, "\"serv\x00ice\""), "is not a JSON array"},
		"not UTF-8":              {row(`"service"`, "\"serv\xffice\""), "is not UTF-8"},
		"a list that is none":    {row(`"[]"`, `"[1]"`), "is not of the kind list"},
		"quotas that are none":   {row(`"{}"`, `"{\"x\":1}"`), "is not of the kind quotas"},
		"a short hash":           {entries(func(all []entry) []entry { all[len(all)-2].name = "blobs/00"; return all }), "it holds"},
		"empty":                  {nil, "cut off"},
		"an empty stream":        {zip(t), "it is empty"},
	}
	// Others hand it in, too, to look what else it holds up.
	kept, err := os.ReadFile("testdata/hostile/sparse.snapshot")
	if err != nil {
		t.Fatal(err)
	}
	files["sparse, kept"] = hostile{kept, "is not a plain file"}
	for name, c := range files {
		t.Run(name, func(t *testing.T) {
			to := filled(t, 1)
			before := rows(t, to)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var start, stop runtime.MemStats
			runtime.ReadMemStats(&start)
			_, err := snapshot.Restore(ctx, bytes.NewReader(c.file), snapshot.Target{Store: to, Blobs: to.blobs})
			runtime.ReadMemStats(&stop)
			var bad snapshot.Bad
			var copied store.BadCopy
			if !errors.As(err, &bad) && !errors.As(err, &copied) {
				t.Fatalf("%v, want a sentence about the file", err)
			}
			if !strings.Contains(err.Error(), c.why) {
				t.Errorf("%q does not say %q", err, c.why)
			}
			// What is thrown away again counts, too; it is less than a row of 1 GiB.
			if used := stop.TotalAlloc - start.TotalAlloc; used > 512<<20 {
				t.Errorf("%d bytes were allocated for it", used)
			}
			if after := rows(t, to); !slices.Equal(before, after) {
				t.Errorf("it has changed\n%q\nto\n%q", before, after)
			}
		})
	}
}

// nothing is the entry of a picture without bytes.
func nothing() entry {
	return entry{"blobs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ""}
}

// zip packs blocks.
func zip(t *testing.T, blocks ...[]byte) []byte {
	t.Helper()
	var file bytes.Buffer
	packed := gzip.NewWriter(&file)
	for _, block := range blocks {
		if _, err := packed.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// untar is what a file unpacks to.
func untar(t *testing.T, file []byte) []byte {
	t.Helper()
	unpacked, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// bomb is a file of pictures of zeros, each within its limit.
func bomb(t *testing.T, manifest []byte) []byte {
	t.Helper()
	var file bytes.Buffer
	packed, err := gzip.NewWriterLevel(&file, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	write := func(block []byte) {
		if _, err := packed.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	write(manifest)
	// The hash of 64 MiB of zeros, so that nothing else is wrong with the first.
	write(header("blobs/3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351", tar.TypeReg, 64<<20, nil))
	for range 64 {
		write(zeros)
	}
	write(header("blobs/3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351", tar.TypeReg, 64<<20, nil))
	for range 64 {
		write(zeros)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestRestoreEnds holds that a restore ends with its context, wherever it is.
func TestRestoreEnds(t *testing.T) {
	t.Parallel()
	file, to := write(t, filled(t, 2000)), open(t)
	ended := 0
	for stop := 1; ; stop++ {
		ctx, cancel := context.WithCancel(t.Context())
		reads := 0
		source := readSeeker{bytes.NewReader(file), func() {
			if reads++; reads == stop {
				cancel()
			}
		}}
		_, err := snapshot.Restore(ctx, source, snapshot.Target{Store: to, Blobs: to.blobs})
		cancel()
		if err == nil {
			break
		}
		if ended++; !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d reads: %v", stop, err)
		}
	}
	if ended < 3 {
		t.Errorf("only %d restores were ended", ended)
	}
}

// readSeeker is a file whose reading is watched.
type readSeeker struct {
	*bytes.Reader
	read func()
}

func (r readSeeker) Read(p []byte) (int, error) {
	r.read()
	return r.Reader.Read(p)
}

// TestLimit holds the absolute limit, and that it can be set.
func TestLimit(t *testing.T) {
	t.Parallel()
	file, to := write(t, filled(t, 3)), open(t)
	_, err := snapshot.Restore(t.Context(), bytes.NewReader(file), snapshot.Target{Store: to, Blobs: to.blobs, MaxBytes: 4096})
	if err == nil || !strings.Contains(err.Error(), "it unpacks to more than 4096 bytes") {
		t.Errorf("%v", err)
	}
	if _, err := snapshot.Restore(t.Context(), bytes.NewReader(file), snapshot.Target{Store: to, Blobs: to.blobs, MaxBytes: 1 << 20}); err != nil {
		t.Error(err)
	}
}

// TestPadded takes a file that another program has packed, in records of 10 KiB.
func TestPadded(t *testing.T) {
	t.Parallel()
	file, to := zip(t, untar(t, write(t, filled(t, 3))), make([]byte, 10<<10)), open(t)
	if _, err := snapshot.Restore(t.Context(), bytes.NewReader(file), snapshot.Target{Store: to, Blobs: to.blobs}); err != nil {
		t.Error(err)
	}
}

// TestTooLong holds that a backup which could not be restored is not written.
func TestTooLong(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := storetest.With(s).Seed(t.Context(), []store.Seed{{Account: store.Account{AppID: "wx1", Name: strings.Repeat("n", 4<<20)}}}); err != nil {
		t.Fatal(err)
	}
	err := snapshot.Write(t.Context(), io.Discard, s, s.blobs, madeAt())
	if err == nil || !strings.Contains(err.Error(), "could be restored") {
		t.Errorf("%v", err)
	}
}
