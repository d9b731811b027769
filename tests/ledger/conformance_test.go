// Package ledger holds the ledger of the real program to Go's own code for transparency logs:
// golang.org/x/mod/sumdb/note and tlog, written by others for another log. Nothing of Overt is used
// but its binary, named by OVERT, which makes a data folder and writes tiles and receipts out of it.
package ledger

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	outlets    = 90 // of three entries each: more than one tile's 256
)

// overt runs the program; its output. Anything but success ends the test.
func overt(t testing.TB, arguments ...string) string {
	t.Helper()
	command := exec.Command(os.Getenv("OVERT"), arguments...)
	var out, told strings.Builder
	command.Stdout, command.Stderr = &out, &told
	if err := command.Run(); err != nil {
		t.Fatalf("overt %s: %v\n%s", strings.Join(arguments, " "), err, told.String())
	}
	return out.String()
}

// desk is a data folder with people, and what was taken out of it along the way.
type desk struct {
	folder    string
	facts     string
	policy    string
	decisions []string
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	if os.Getenv("OVERT") == "" {
		t.Fatal("OVERT must name the program")
	}
	root := t.TempDir()
	source, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	made := &desk{
		folder: filepath.Join(root, "desk"),
		facts:  filepath.Join(root, "facts.ndjson"),
		policy: filepath.Join(source, "policies", "state-affiliated-media.yaml"),
	}
	var facts strings.Builder
	for i := 0; i < outlets; i++ {
		fmt.Fprintf(&facts, `{"subject":"account","id":"clipper:outlet%d","facts":`+
			`{"label.values":["state-affiliated"],"label.current_affairs_abroad":"yes"}}`+"\n", i)
	}
	write(t, made.facts, facts.String())
	overt(t, "ledger", "init", "--origin", "overt.example/conformance", "--data", made.folder)
	overt(t, "people", "add", "root", "--roles", "admin", "--data", made.folder)
	overt(t, "people", "add", "ana", "--roles", "analyst", "--by", "root", "--data", made.folder)
	overt(t, "people", "add", "rui", "--roles", "reviewer", "--by", "root", "--data", made.folder)
	return made
}

// decide proposes on outlets from..to and agrees to all of them.
func (d *desk) decide(t testing.TB, from, to int) {
	t.Helper()
	agree := []string{"decide", "agree"}
	for i := from; i < to; i++ {
		said := overt(t, "decide", "propose", "--facts", d.facts, "--subject",
			fmt.Sprintf("account:clipper:outlet%d", i), "--policy", d.policy, "--by", "ana", "--reason",
			"a label", "--data", d.folder, "--json")
		var proposed struct {
			Decisions []struct {
				Decision string `json:"decision"`
			} `json:"decisions"`
		}
		if err := json.Unmarshal([]byte(said), &proposed); err != nil || len(proposed.Decisions) != 1 {
			t.Fatalf("propose said %q: %v", said, err)
		}
		agree = append(agree, proposed.Decisions[0].Decision)
		d.decisions = append(d.decisions, proposed.Decisions[0].Decision)
	}
	overt(t, append(agree, "--by", "rui", "--data", d.folder)...)
}

func (d *desk) checkpoint(t testing.TB) []byte {
	return []byte(overt(t, "ledger", "checkpoint", "--data", d.folder))
}

func (d *desk) verifier(t testing.TB) note.Verifier {
	t.Helper()
	verifier, err := note.NewVerifier(strings.TrimSpace(read(t, d.folder, "ledger.pub")))
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

func read(t testing.TB, parts ...string) string {
	t.Helper()
	bytes, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// openCheckpoint is c2sp.org/tlog-checkpoint on top of Go's note.Open.
func openCheckpoint(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// tiles reads c2sp.org/tlog-tiles, where the height is not in the path.
type tiles struct{ folder string }

func (r tiles) Height() int                         { return tileHeight }
func (r tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (r tiles) path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}
func (r tiles) ReadTiles(t []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, 0, len(t))
	for _, tile := range t {
		bytes, err := os.ReadFile(filepath.Join(r.folder, r.path(tile)))
		if err != nil {
			return nil, err
		}
		read = append(read, bytes)
	}
	return read, nil
}

// entries are those of the bundles, in order.
func (r tiles) entries(size int64) ([][]byte, error) {
	var all [][]byte
	for bundle := int64(0); bundle*256 < size; bundle++ {
		width := size - bundle*256
		if width > 256 {
			width = 256
		}
		path := tlog.Tile{H: tileHeight, L: -1, N: bundle, W: int(width)}.Path()
		path = strings.Replace(path, "tile/8/data/", "tile/entries/", 1)
		bytes, err := os.ReadFile(filepath.Join(r.folder, path))
		if err != nil {
			return nil, err
		}
		for len(bytes) > 0 {
			if len(bytes) < 2 || len(bytes) < 2+int(binary.BigEndian.Uint16(bytes)) {
				return nil, fmt.Errorf("%s is cut off", path)
			}
			length := int(binary.BigEndian.Uint16(bytes))
			all = append(all, bytes[2:2+length])
			bytes = bytes[2+length:]
		}
	}
	if int64(len(all)) != size {
		return nil, fmt.Errorf("%d entries in the bundles, %d in the checkpoint", len(all), size)
	}
	return all, nil
}

// checkEverything verifies a folder of tiles with nothing but a public key.
func checkEverything(folder string, verifier note.Verifier) (tlog.Tree, error) {
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	tree, err := openCheckpoint(signed, verifier)
	if err != nil {
		return tree, err
	}
	hashes := tlog.TileHashReader(tree, tiles{folder})
	entries, err := tiles{folder}.entries(tree.N)
	if err != nil {
		return tree, err
	}
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), hashes)
		if err != nil {
			return tree, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry)); err != nil {
			return tree, fmt.Errorf("entry %d: %w", i, err)
		}
	}
	return tree, nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, 0, len(lines))
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// checkReceipt is c2sp.org/tlog-proof on top of Go's tlog.CheckRecord; the entry it is about.
func checkReceipt(receipt string, verifier note.Verifier) (string, error) {
	head, signed, found := strings.Cut(receipt, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", fmt.Errorf("not a receipt: %q", receipt)
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return "", err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return "", err
	}
	proof, err := parseHashes(lines[3:])
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint([]byte(signed), verifier)
	if err != nil {
		return "", err
	}
	return string(entry), tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func TestTheLedgerHoldsInGosOwnCode(t *testing.T) {
	desk := newDesk(t)
	verifier := desk.verifier(t)
	out := filepath.Join(t.TempDir(), "tiles")

	desk.decide(t, 0, 40)
	before := desk.checkpoint(t)
	overt(t, "ledger", "tiles", "--out", out, "--data", desk.folder)
	first, err := checkEverything(out, verifier)
	if err != nil {
		t.Fatal(err)
	}
	desk.decide(t, 40, outlets)
	overt(t, "ledger", "tiles", "--out", out, "--data", desk.folder)
	second, err := checkEverything(out, verifier)
	if err != nil {
		t.Fatal(err)
	}
	if first.N != 123 || second.N != 3*outlets+3 {
		t.Fatalf("%d, then %d entries", first.N, second.N)
	}
	t.Logf("%d, then %d entries: each is included", first.N, second.N)

	t.Run("TheLaterLedgerBeginsWithTheEarlier", func(t *testing.T) {
		proof, err := tlog.ProveTree(second.N, first.N, tlog.TileHashReader(second, tiles{out}))
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(proof, second.N, second.Hash, first.N, first.Hash); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		older, newer := filepath.Join(folder, "older"), filepath.Join(folder, "newer")
		grown := filepath.Join(folder, "grown")
		write(t, older, string(before))
		write(t, newer, string(desk.checkpoint(t)))
		overt(t, "ledger", "consistency", older, newer, "--out", grown, "--data", desk.folder)
		told, err := parseHashes(strings.Fields(read(t, grown)))
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(told, second.N, second.Hash, first.N, first.Hash); err != nil {
			t.Fatalf("overt's own proof: %v", err)
		}
		wrong := first.Hash
		wrong[0] ^= 1
		if err := tlog.CheckTree(told, second.N, second.Hash, first.N, wrong); err == nil {
			t.Fatal("another history passes for this one")
		}
	})

	t.Run("AReceiptHoldsAndAForgedOneDoesNot", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "decision.tlog-proof")
		decision := desk.decisions[70]
		overt(t, "ledger", "receipt", decision, "--out", path, "--data", desk.folder)
		receipt := read(t, path)
		entry, err := checkReceipt(receipt, verifier)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(entry, decision) {
			t.Fatalf("the receipt is about %s", entry)
		}
		for what, forged := range map[string]string{
			"place": strings.Replace(receipt, "index 2", "index 1", 1),
			"root":  strings.Replace(receipt, second.Hash.String(), first.Hash.String(), 1),
			"size":  strings.Replace(receipt, "\n273\n", "\n274\n", 1),
			"entry": strings.Replace(receipt, "extra ", "extra AAAA", 1),
		} {
			if forged == receipt {
				t.Fatalf("%s: nothing was forged", what)
			}
			if _, err := checkReceipt(forged, verifier); err == nil {
				t.Errorf("a forged %s passes", what)
			}
		}
	})

	for what, tamper := range map[string]func(t *testing.T, folder string){
		"a full tile": func(t *testing.T, folder string) { flip(t, filepath.Join(folder, "tile/0/000"), 40) },
		"a partial tile": func(t *testing.T, folder string) {
			flip(t, filepath.Join(folder, "tile/0/001.p/17"), 3)
		},
		"the tile above": func(t *testing.T, folder string) {
			flip(t, filepath.Join(folder, "tile/1/000.p/1"), 0)
		},
		"an entry":      func(t *testing.T, folder string) { flip(t, filepath.Join(folder, "tile/entries/000"), 60) },
		"the size":      func(t *testing.T, folder string) { flip(t, filepath.Join(folder, "checkpoint"), 28) },
		"the signature": func(t *testing.T, folder string) { flip(t, filepath.Join(folder, "checkpoint"), -9) },
	} {
		t.Run("Changed: "+what, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "tiles")
			if told, err := exec.Command("cp", "-r", out, copied).CombinedOutput(); err != nil {
				t.Fatalf("%s", told)
			}
			tamper(t, copied)
			if _, err := checkEverything(copied, verifier); err == nil {
				t.Error("it passes")
			} else {
				t.Log(err)
			}
		})
	}
}

// flip changes one bit; from the end where the place is negative.
func flip(t *testing.T, path string, at int) {
	t.Helper()
	bytes := []byte(read(t, path))
	if at < 0 {
		at += len(bytes)
	}
	bytes[at] ^= 1
	write(t, path, string(bytes))
}
