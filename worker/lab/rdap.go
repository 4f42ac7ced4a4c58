package lab

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const rdapJSON = "application/rdap+json"

// startRDAP starts the registries that speak RDAP (RFC 9082), and the bootstrap
// file that names them (RFC 9224): plain HTTP/1.1 on loopback. Each suffix has its
// folder, /SUFFIX/domain/NAME.
func (l *Lab) startRDAP() error {
	ln, err := listen()
	if err != nil {
		return err
	}
	base := "http://" + ln.Addr().String()
	l.RDAP = base + "/dns.json"
	mux := http.NewServeMux()
	mux.HandleFunc("GET /dns.json", func(w http.ResponseWriter, r *http.Request) {
		text, err := data.ReadFile("data/2007/rdap/bootstrap.json")
		if err != nil {
			http.Error(w, "no bootstrap file", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "max-age=86400")
		io.WriteString(w, strings.ReplaceAll(string(text), "{base}", base))
	})
	mux.HandleFunc("GET /{suffix}/domain/{name}", l.serveRDAP)
	l.serve(ln, mux)
	return nil
}

// serveRDAP answers about one domain.
func (l *Lab) serveRDAP(w http.ResponseWriter, r *http.Request) {
	name := strings.ToLower(r.PathValue("name"))
	f := l.zones.registryFault(name)
	l.log.Printf("rdap %s %s", name, f)
	h := w.Header()
	h.Set("Content-Type", rdapJSON)
	text, ok := l.registered("rdap", name+".json")
	switch f {
	case RegistryTimeout:
		l.wait(time.Minute, r.Context().Done())
		panic(http.ErrAbortHandler)
	case RegistryRefused:
		panic(http.ErrAbortHandler)
	case RegistryTruncated:
		text, _ = l.registered("rdap", "example.com.json")
		text, ok = text[:len(text)/2], true
	case RegistryMalformed:
		text, ok = "<!doctype html><title>Sign in to this network</title>\n", true
	case RegistryLying:
		text, ok = l.registered("rdap", "example.com.json")
	case RegistryHuge:
		text, ok = `{"objectClassName":"domain","ldhName":"`+name+`","remarks":"`+strings.Repeat("x", 1<<20)+`"}`, true
	case RegistryDrip:
		l.drip(w, http.NewResponseController(w).Flush, r.Context().Done())
		return
	case RegistryTooMany:
		h.Set("Retry-After", "120")
		rdapError(w, http.StatusTooManyRequests)
		return
	case RegistryBroken:
		rdapError(w, http.StatusInternalServerError)
		return
	case RegistryLoop:
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
		return
	case RegistryPrivate:
		http.Redirect(w, r, "https://10.0.0.5/domain/"+name, http.StatusFound)
		return
	case RegistryPrivateName:
		http.Redirect(w, r, "https://private.example.org/domain/"+name, http.StatusFound)
		return
	case RegistryCleartext:
		http.Redirect(w, r, "http://rdap.registrar.example/domain/"+name, http.StatusFound)
		return
	}
	if !ok {
		rdapError(w, http.StatusNotFound)
		return
	}
	io.WriteString(w, text)
}

// rdapError answers with an error of RDAP (RFC 9083, 6).
func rdapError(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"rdapConformance":["rdap_level_0"],"errorCode":%d,"title":%q}`+"\n", status, http.StatusText(status))
}

// registered returns a record of the recorded or of the neutral names.
func (l *Lab) registered(folder, name string) (text string, ok bool) {
	if strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, ".") {
		return "", false
	}
	for _, dir := range []string{"data/2007/", "data/tests/"} {
		if text, err := data.ReadFile(dir + folder + "/" + name); err == nil {
			return string(text), true
		}
	}
	return "", false
}

// drip writes a byte now and then until the asker has gone.
func (l *Lab) drip(w io.Writer, flush func() error, gone <-chan struct{}) {
	for l.wait(20*time.Millisecond, gone) {
		if _, err := io.WriteString(w, " "); err != nil || flush() != nil {
			return
		}
	}
}
