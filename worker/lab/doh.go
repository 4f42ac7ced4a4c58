package lab

import (
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/miekg/dns"
)

const dnsMessage = "application/dns-message"

// startDoH starts DNS over HTTPS (RFC 8484) without the S: plain HTTP/1.1 on
// loopback, which a worker's fetch can reach without a certificate.
func (l *Lab) startDoH() error {
	ln, err := listen()
	if err != nil {
		return err
	}
	l.DoH = "http://" + ln.Addr().String() + "/dns-query"
	mux := http.NewServeMux()
	mux.HandleFunc("/dns-query", l.serveDoH)
	l.serve(ln, mux)
	return nil
}

// serveDoH answers one question, by GET or POST.
func (l *Lab) serveDoH(w http.ResponseWriter, r *http.Request) {
	var wire []byte
	var err error
	switch r.Method {
	case http.MethodGet:
		wire, err = base64.RawURLEncoding.DecodeString(r.URL.Query().Get("dns"))
	case http.MethodPost:
		if r.Header.Get("Content-Type") != dnsMessage {
			http.Error(w, "expected Content-Type "+dnsMessage, http.StatusUnsupportedMediaType)
			return
		}
		wire, err = io.ReadAll(http.MaxBytesReader(w, r.Body, dns.MaxMsgSize))
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "expected GET or POST", http.StatusMethodNotAllowed)
		return
	}
	req := new(dns.Msg)
	if err != nil || req.Unpack(wire) != nil || req.Response || len(req.Question) != 1 {
		http.Error(w, "expected one question in DNS wire format", http.StatusBadRequest)
		return
	}
	f := l.question(req)
	if l.delay > 0 && !l.wait(l.delay, r.Context().Done()) {
		panic(http.ErrAbortHandler)
	}
	switch f {
	case FaultTimeout:
		l.wait(time.Minute, r.Context().Done())
		panic(http.ErrAbortHandler)
	case FaultSlow:
		if !l.wait(l.slow, r.Context().Done()) {
			panic(http.ErrAbortHandler)
		}
	case FaultHuge:
		w.Header().Set("Content-Type", dnsMessage)
		zeros := make([]byte, 1<<16)
		for range 16 {
			if _, err := w.Write(zeros); err != nil {
				return
			}
		}
		return
	case FaultNotDNS:
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>Sign in to this network</title>")
		return
	case FaultUnavailable:
		http.Error(w, "out of order", http.StatusServiceUnavailable)
		return
	case FaultRedirect:
		m := new(dns.Msg)
		m.SetQuestion("www.example.net.", dns.TypeA)
		m.Id = 0
		if wire, err := m.Pack(); err == nil {
			http.Redirect(w, r, l.DoH+"?dns="+base64.RawURLEncoding.EncodeToString(wire), http.StatusFound)
		}
		return
	}
	m := l.respond(req, f)
	wire, err = m.Pack()
	if err != nil {
		http.Error(w, "the answer cannot be packed", http.StatusInternalServerError)
		return
	}
	if f == FaultMalformed {
		wire = cut(wire)
	}
	h := w.Header()
	h.Set("Content-Type", dnsMessage)
	h.Set("Content-Length", strconv.Itoa(len(wire)))
	h.Set("Cache-Control", "no-store")
	w.Write(wire)
}
