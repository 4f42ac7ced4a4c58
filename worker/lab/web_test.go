package lab

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// client returns a client whose connections all go to the lab, and whose clock
// for certificates is the given one.
func client(l *Lab, now time.Time) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:       l.Dial,
			DisableKeepAlives: true,
			TLSClientConfig:   &tls.Config{RootCAs: l.Roots(), Time: func() time.Time { return now }},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func get(t *testing.T, c *http.Client, url string) (int, http.Header, string) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		return 0, nil, err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(body)
}

func TestSites(t *testing.T) {
	l := start(t, Options{})
	for _, c := range []struct {
		state, url string
		status     int // 0: no connection
		want       string
	}{
		{"a", "http://www.mi5.gov.uk/output/Page575.html", 200, `action="http://pmv2.co.uk/bin/listctrl"`},
		{"a", "https://www.mi5.gov.uk/output/Page575.html", 0, ""},
		{"a", "http://www.mi5.gov.uk/", 200, "Re-enactment"},
		{"a", "http://www.mi5.gov.uk/style.css", 200, "#banner"},
		{"a", "http://www.mi5.gov.uk/none", 404, "no such page"},
		{"a", "http://www.mi5.gov.uk/_schemes", 404, "no such page"},
		{"a", "http://www.mi5.gov.uk/../pmv2.co.uk/bin/listctrl", 404, "no such page"},
		{"a", "https://mi5.h0st.biz/xdata.html", 0, ""},
		{"b", "https://www.mi5.gov.uk/output/Page575.html", 200, `action="https://mi5.h0st.biz/xdata.html"`},
		{"b", "http://www.mi5.gov.uk/output/Page575.html", 200, "Re-enactment"},
		{"b", "https://mi5.h0st.biz/xdata.html", 200, "in the next few days"},
		{"b", "http://mi5.h0st.biz/xdata.html", 404, "no such site"},
		{"b", "https://pmv2.co.uk/bin/listctrl", 0, ""},
		{"a", "http://media.whatcounts.com/pixel.gif", 200, "GIF89a"},
		{"a", "http://nobody.example.net/", 404, "no such site"},
	} {
		if err := l.SetState(c.state); err != nil {
			t.Fatal(err)
		}
		status, _, body := get(t, client(l, l.Now()), c.url)
		if status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("state %s, %s: got %d %q, want %d with %q", c.state, c.url, status, body, c.status, c.want)
		}
	}
	if got := l.Received(); len(got) != 0 {
		t.Errorf("pages that were only read are in Received: %v", got)
	}
}

func TestHeaders(t *testing.T) {
	l := start(t, Options{State: StateB})
	_, h, _ := get(t, client(l, l.Now()), "https://mi5.h0st.biz/xdata.html")
	for name, want := range map[string]string{
		"Server":       "Apache/1.3.28 (Linux/SuSE) mod_ssl/2.8.15 OpenSSL/0.9.7b PHP/4.3.3",
		"X-Powered-By": "PHP/4.3.3",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestReceived(t *testing.T) {
	l := start(t, Options{})
	c := client(l, l.Now())
	const body = "forename=A&surname=B&email=a%40example.org&go=Subscribe"
	res, err := c.Post("http://pmv2.co.uk:80/bin/listctrl?list=x", "application/x-www-form-urlencoded", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != 200 || !strings.Contains(string(page), "on its way to you now") {
		t.Errorf("the confirmation page: %d %q %v", res.StatusCode, page, err)
	}
	get(t, c, "http://anything.example.org/search?q=1")
	got := l.Received()
	if len(got) != 2 {
		t.Fatalf("received %d requests, want 2: %v", len(got), got)
	}
	r := got[0]
	if r.Host != "pmv2.co.uk" || r.TLS || r.Method != "POST" || r.URL != "/bin/listctrl?list=x" || string(r.Body) != body || !r.Time.Equal(l.Now()) {
		t.Errorf("first request: %+v", r)
	}
	if got[1].Method != "GET" || got[1].URL != "/search?q=1" {
		t.Errorf("second request: %+v", got[1])
	}
	l.Forget()
	if got := l.Received(); len(got) != 0 {
		t.Errorf("after Forget: %v", got)
	}
}

// The certificate of 2007 is as recorded; the others suit both clocks.
func TestCertificates(t *testing.T) {
	l := start(t, Options{State: StateB})
	leaf := func(host string) *x509.Certificate {
		conn, err := tls.Dial("tcp", l.Web, &tls.Config{ServerName: host, InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0]
	}
	h0st := leaf("mi5.h0st.biz")
	if got, want := strings.Join(h0st.DNSNames, " "), "*.h0st.biz"; got != want {
		t.Errorf("names: got %s, want %s", got, want)
	}
	if got, want := strings.Join(h0st.Subject.Organization, " "), "Mailtrack Ltd"; got != want {
		t.Errorf("organisation: got %s, want %s", got, want)
	}
	if got, want := h0st.NotBefore.Format(time.RFC3339), "2007-01-11T00:00:00Z"; got != want {
		t.Errorf("valid from: got %s, want %s", got, want)
	}
	page := leaf("www.mi5.gov.uk")
	for _, now := range []time.Time{l.Now(), time.Now()} {
		_, err := page.Verify(x509.VerifyOptions{DNSName: "www.mi5.gov.uk", Roots: l.Roots(), CurrentTime: now})
		if err != nil {
			t.Errorf("at %v: %v", now, err)
		}
	}
	if string(page.RawSubjectPublicKeyInfo) != string(h0st.RawSubjectPublicKeyInfo) {
		t.Error("the certificates have different keys: one SPKI does not cover them")
	}
}

func TestRedirects(t *testing.T) {
	for _, c := range []struct{ method, path, want string }{
		{"POST", "/go", "307 http://example.com/x"},
		{"GET", "/go", ""},
		{"POST", "/other", ""},
	} {
		s := &site{layers: layer("_redirects", "# a comment\nPOST /go 307 http://example.com/x\nPOST /bad many x\n")}
		status, location, ok := s.redirect(c.method, c.path)
		got := ""
		if ok {
			got = http.StatusText(status) + " " + location
		}
		want := strings.Replace(c.want, "307", http.StatusText(http.StatusTemporaryRedirect), 1)
		if got != want {
			t.Errorf("%s %s: got %q, want %q", c.method, c.path, got, want)
		}
	}
}

// A host that has a handler is answered by it, over both schemes, and keeps
// what it receives to itself.
func TestHandle(t *testing.T) {
	l := start(t, Options{})
	c := client(l, l.Now())
	l.Handle("app.example.org", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s tls=%v", r.Host, r.URL, r.TLS != nil)
	}))
	for _, scheme := range []string{"http", "https"} {
		want := fmt.Sprintf("app.example.org /page?q=1 tls=%v", scheme == "https")
		if status, _, got := get(t, c, scheme+"://app.example.org/page?q=1"); status != 200 || got != want {
			t.Errorf("%s: got %d %q, want 200 %q", scheme, status, got, want)
		}
	}
	if got := l.Received(); len(got) > 0 {
		t.Errorf("Received() = %v, want nothing", got)
	}
	l.Handle("app.example.org", nil)
	if status, _, got := get(t, c, "http://app.example.org/page"); status != 404 {
		t.Errorf("afterwards: got %d %q, want 404", status, got)
	}
}
