package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const cosignatureType = 0x04

// Witness is one of c2sp.org/tlog-witness on Go's own note and tlog: it signs a log's checkpoint
// where that only adds to the one it has signed before.
type Witness struct {
	name string
	key  ed25519.PrivateKey
	log  note.Verifier // nil: it knows no log
	now  func() uint64

	mutex sync.Mutex
	size  int64
	root  tlog.Hash
	lies  bool // says yes without signing
	asked int
}

func NewWitness(name string, log note.Verifier, now func() uint64) *Witness {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return &Witness{name: name, key: key, log: log, now: now}
}

func (w *Witness) typedKey() []byte {
	return append([]byte{cosignatureType}, w.key.Public().(ed25519.PublicKey)...)
}

func (w *Witness) keyHash() uint32 {
	sum := sha256.Sum256(append([]byte(w.name+"\n"), w.typedKey()...))
	return binary.BigEndian.Uint32(sum[:])
}

// VerifierKey is its public key, as c2sp.org/signed-note writes it.
func (w *Witness) VerifierKey() string {
	return fmt.Sprintf("%s+%08x+%s", w.name, w.keyHash(), base64.StdEncoding.EncodeToString(w.typedKey()))
}

// cosign is c2sp.org/tlog-cosignature, version 1.
func (w *Witness) cosign(text string) string {
	at := w.now()
	signature := ed25519.Sign(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)))
	var line bytes.Buffer
	for _, part := range []any{w.keyHash(), at, signature} {
		if err := binary.Write(&line, binary.BigEndian, part); err != nil {
			panic(err)
		}
	}
	return fmt.Sprintf("— %s %s\n", w.name, base64.StdEncoding.EncodeToString(line.Bytes()))
}

func (w *Witness) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.asked++
	body, err := io.ReadAll(io.LimitReader(request.Body, 1<<20))
	if err != nil || request.Method != "POST" || request.URL.Path != "/prefix/add-checkpoint" {
		http.Error(answer, "POST /prefix/add-checkpoint", http.StatusNotFound)
		return
	}
	status, text := w.add(string(body), answer.Header())
	answer.WriteHeader(status)
	_, _ = io.WriteString(answer, text)
}

func (w *Witness) add(body string, header http.Header) (int, string) {
	head, signed, found := strings.Cut(body, "\n\n")
	lines := strings.Split(head, "\n")
	old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	if !found || err != nil || !strings.HasPrefix(lines[0], "old ") || len(lines) > 64 {
		return http.StatusBadRequest, "old SIZE, the proof, an empty line, the checkpoint\n"
	}
	proof, err := parseHashes(lines[1:])
	if err != nil {
		return http.StatusBadRequest, err.Error() + "\n"
	}
	if w.log == nil || !strings.HasPrefix(signed, w.log.Name()+"\n") {
		return http.StatusNotFound, "unknown log\n"
	}
	tree, err := openCheckpoint([]byte(signed), w.log)
	if err != nil {
		return http.StatusForbidden, err.Error() + "\n"
	}
	if old > tree.N {
		return http.StatusBadRequest, "the old size is the larger\n"
	}
	if old != w.size {
		header.Set("Content-Type", "text/x.tlog.size")
		return http.StatusConflict, fmt.Sprintf("%d\n", w.size)
	}
	if old == tree.N && old > 0 && w.root != tree.Hash {
		return http.StatusConflict, "another root\n"
	}
	if old > 0 && old < tree.N {
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old, w.root); err != nil {
			return http.StatusUnprocessableEntity, err.Error() + "\n"
		}
	} else if len(proof) > 0 {
		return http.StatusUnprocessableEntity, "a proof where there is nothing to prove\n"
	}
	if w.lies {
		return http.StatusOK, "— " + w.name + " AAAA\n"
	}
	w.size, w.root = tree.N, tree.Hash
	opened, err := note.Open([]byte(signed), note.VerifierList(w.log))
	if err != nil {
		return http.StatusForbidden, err.Error() + "\n"
	}
	return http.StatusOK, w.cosign(opened.Text)
}
