package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/formtrace/formtrace/worker/lab"
	"github.com/formtrace/formtrace/worker/lab/bring"
)

// The worker that stage and demo start answers with the lab's names, networks
// and time, and ends when it is told to.
func TestWorker(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	program, err := BuildWorker(t.Context(), bring.Root(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w, err := StartWorker(t.Context(), program, l, "")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(w.URL + "/v1/hosts/pmv2.co.uk?include=dns,hosting")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var dossier struct {
		Host, AsOf string
		Hosting    struct {
			Addresses []struct {
				Country string
				ASN     int
			}
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&dossier); err != nil {
		t.Fatal(err)
	}
	if dossier.Host != "pmv2.co.uk" || !strings.HasPrefix(dossier.AsOf, "2007-01-09") || len(dossier.Hosting.Addresses) != 1 ||
		dossier.Hosting.Addresses[0].Country != "US" || dossier.Hosting.Addresses[0].ASN != 3356 {
		t.Errorf("got %+v, want pmv2.co.uk on 9 January 2007 in the US, AS3356", dossier)
	}
	w.Close()
	if _, err := http.Get(w.URL + "/v1/health"); err == nil {
		t.Error("it still answers after Close")
	}
}

func TestWorkerThatCannotStart(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	program, err := BuildWorker(t.Context(), bring.Root(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := StartWorker(t.Context(), program, l, l.Web); err == nil || !strings.Contains(err.Error(), "it has ended") {
		t.Errorf("on a port that is taken: got %v, want an error that says it has ended", err)
	}
}

// A worker does not outlive the program that started it: it ends when what
// holds its standard input is gone.
func TestWorkerEndsWithItsHolder(t *testing.T) {
	l, err := lab.Start(lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	program, err := BuildWorker(t.Context(), bring.Root(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w, err := StartWorker(t.Context(), program, l, "")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.hold.Close()
	select {
	case <-w.ended:
	case <-time.After(15 * time.Second):
		t.Error("it still runs 15 s later")
	}
}
