package ledger

import (
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// cosignatures verifies a witness's signatures with Go's note.Open.
type cosignatures struct{ witness *Witness }

func (v cosignatures) Name() string    { return v.witness.name }
func (v cosignatures) KeyHash() uint32 { return v.witness.keyHash() }
func (v cosignatures) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)
	return ed25519.Verify(v.witness.key.Public().(ed25519.PublicKey), []byte(message), signature[8:])
}

func now() uint64 { return uint64(time.Now().Unix()) }

type answer struct {
	Signed    int  `json:"signed"`
	Sound     bool `json:"sound"`
	Witnesses []struct {
		Name   string `json:"name"`
		Signed bool   `json:"signed"`
		WhyNot string `json:"why_not"`
	} `json:"witnesses"`
}

// ask runs overt ledger witness; too few signatures end it with 3.
func ask(t *testing.T, arguments ...string) answer {
	t.Helper()
	command := exec.Command(os.Getenv("OVERT"), append([]string{"ledger", "witness", "--allow-private", "--json"}, arguments...)...)
	out, err := command.Output()
	var told answer
	if json.Unmarshal(out, &told) != nil {
		t.Fatalf("it said %q: %v", out, err)
	}
	if told.Sound != (err == nil) {
		t.Fatalf("sound: %v, and %v", told.Sound, err)
	}
	return told
}

func TestWitnessesSignWhatOnlyGrows(t *testing.T) {
	desk := newDesk(t)
	log := desk.verifier(t)
	desk.decide(t, 0, 3)
	one, two := NewWitness("one.example/w", log, now), NewWitness("two.example/w", log, now)
	stranger := NewWitness("stranger.example/w", nil, now)
	folder := t.TempDir()
	file := filepath.Join(folder, "witnesses")
	lines := "# who is asked\n"
	for _, witness := range []*Witness{one, two, stranger} {
		server := httptest.NewServer(witness)
		defer server.Close()
		lines += witness.VerifierKey() + " " + server.URL + "/prefix/\n"
	}
	write(t, file, lines)
	arguments := []string{"--witnesses", file, "--data", desk.folder}

	if told := ask(t, arguments...); told.Sound || told.Signed != 2 {
		t.Fatalf("all of them were asked for, and one knows no log: %+v", told)
	}
	kept := filepath.Join(desk.folder, "witnessed.note")
	if _, err := os.Stat(kept); err == nil {
		t.Fatal("too few, and it was kept")
	}
	arguments = append(arguments, "--at-least", "2")
	told := ask(t, arguments...)
	if !told.Sound || told.Witnesses[2].Signed || !strings.Contains(told.Witnesses[2].WhyNot, "does not know") {
		t.Fatalf("%+v", told)
	}
	opened, err := note.Open([]byte(read(t, kept)), note.VerifierList(log, cosignatures{one}, cosignatures{two}))
	if err != nil || len(opened.Sigs) != 3 || len(opened.UnverifiedSigs) != 0 {
		t.Fatalf("Go's note: %v, %+v", err, opened)
	}

	// It grows, and each is shown a proof from what it saw last.
	desk.decide(t, 3, 20)
	asked := one.asked
	if told := ask(t, arguments...); !told.Sound {
		t.Fatalf("%+v", told)
	}
	if one.size != 63 || one.asked != asked+1 {
		t.Fatalf("it has seen %d entries after %d calls", one.size, one.asked-asked)
	}
	// What was kept is lost: the witness says itself what it has seen.
	if err := os.Remove(kept); err != nil {
		t.Fatal(err)
	}
	desk.decide(t, 20, 22)
	if told := ask(t, arguments...); !told.Sound || one.size != 69 {
		t.Fatalf("%+v", told)
	}

	receipt := filepath.Join(folder, "decision.tlog-proof")
	check := func(least string) error {
		return exec.Command(os.Getenv("OVERT"), "ledger", "check-receipt", receipt, "--key",
			filepath.Join(desk.folder, "ledger.pub"), "--witnesses", file, "--at-least", least).Run()
	}
	overt(t, "ledger", "receipt", desk.decisions[4], "--out", receipt, "--data", desk.folder)
	if err := check("2"); err != nil {
		t.Error("two have signed:", err)
	}
	if err := check("3"); err == nil {
		t.Error("three have not")
	}
	// An entry that no witnessed checkpoint has yet: its receipt rests on the newest.
	desk.decide(t, 22, 23)
	overt(t, "ledger", "receipt", desk.decisions[22], "--out", receipt, "--data", desk.folder)
	if err := check("0"); err != nil {
		t.Error(err)
	}
	if err := check("1"); err == nil {
		t.Error("nobody has signed that")
	}

	two.lies = true
	if told := ask(t, arguments...); told.Sound || told.Witnesses[1].Signed {
		t.Errorf("a yes without a signature: %+v", told)
	}
}

func TestAForkIsNotSigned(t *testing.T) {
	desk := newDesk(t)
	desk.decide(t, 0, 2)
	witness := NewWitness("one.example/w", desk.verifier(t), now)
	server := httptest.NewServer(witness)
	defer server.Close()
	file := filepath.Join(t.TempDir(), "witnesses")
	write(t, file, witness.VerifierKey()+" "+server.URL+"/prefix\n")
	// The same ledger from here on twice, with the same key.
	fork := filepath.Join(t.TempDir(), "fork")
	if told, err := exec.Command("cp", "-r", desk.folder, fork).CombinedOutput(); err != nil {
		t.Fatalf("%s", told)
	}
	other := *desk
	other.folder = fork
	shorter := filepath.Join(t.TempDir(), "shorter")
	if told, err := exec.Command("cp", "-r", desk.folder, shorter).CombinedOutput(); err != nil {
		t.Fatalf("%s", told)
	}
	desk.decide(t, 2, 4)
	if told := ask(t, "--witnesses", file, "--data", desk.folder); !told.Sound {
		t.Fatalf("%+v", told)
	}
	refused := func(what, folder, why string) {
		t.Helper()
		told := ask(t, "--witnesses", file, "--data", folder)
		if told.Sound || !strings.Contains(told.Witnesses[0].WhyNot, why) {
			t.Errorf("%s: %+v", what, told)
		}
	}
	refused("an older copy", shorter, "older copy")
	other.decide(t, 10, 12)
	refused("a fork of the same size", fork, "forked")
	other.decide(t, 12, 13)
	refused("a longer fork", fork, "does not take the proof")
	if witness.size != 15 {
		t.Errorf("the witness is at %d", witness.size)
	}
}
