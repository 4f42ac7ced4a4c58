//go:build linux

package apps

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// Two runs differ in tokens and boundaries only; any other difference shows.
func TestRecorder(t *testing.T) {
	var passed []string
	upstream := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		passed = append(passed, string(body))
	}))
	defer upstream.Close()
	r := newRecorder(strings.TrimPrefix(upstream.URL, "http://"), []string{"token", "auth[csrf]"}, regexp.MustCompile(`call=draft`))
	send := func(host, kind, url, body string) {
		request := httptest.NewRequest(http.MethodPost, "https://"+host+url, strings.NewReader(body))
		request.Header.Set("Content-Type", kind)
		r.ServeHTTP(httptest.NewRecorder(), request)
	}
	const urlencoded = "application/x-www-form-urlencoded"
	part := func(boundary, name, value string) string {
		return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n--" + boundary + "--\r\n"
	}
	one, other := "----WebKitFormBoundaryAAAAAAAAAAAAAAAA", "----WebKitFormBoundaryBBBBBBBBBBBBBBBB"
	for _, c := range []struct {
		name         string
		kinds        [2]string
		urls, bodies [2]string
		same         bool
	}{
		{"a token", [2]string{urlencoded, urlencoded}, [2]string{"/a?token=1", "/a?token=2"}, [2]string{"a=b&token=1", "a=b&token=2"}, true},
		{"a token, encoded", [2]string{urlencoded, urlencoded}, [2]string{"/a", "/a"}, [2]string{"auth%5Bcsrf%5D=1&a=b", "auth%5Bcsrf%5D=2&a=b"}, true},
		{"a boundary and a token", [2]string{"multipart/form-data; boundary=" + one, "multipart/form-data; boundary=" + other}, [2]string{"/a", "/a"}, [2]string{part(one, "token", "1"), part(other, "token", "2")}, true},
		{"another field", [2]string{urlencoded, urlencoded}, [2]string{"/a", "/a"}, [2]string{"a=b&mytoken=1", "a=b&mytoken=2"}, false},
		{"another part", [2]string{"multipart/form-data; boundary=" + one, "multipart/form-data; boundary=" + other}, [2]string{"/a", "/a"}, [2]string{part(one, "a", "1"), part(other, "a", "2")}, false},
		{"no token", [2]string{urlencoded, urlencoded}, [2]string{"/a", "/a"}, [2]string{"a=b&token=1", "a=b"}, false},
		{"the order", [2]string{urlencoded, urlencoded}, [2]string{"/a", "/a"}, [2]string{"a=b&c=d", "c=d&a=b"}, false},
		{"the type", [2]string{urlencoded, "text/plain"}, [2]string{"/a", "/a"}, [2]string{"a=b", "a=b"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, sent := len(r.Submitted()), len(passed)
			send("one.example.org", c.kinds[0], c.urls[0], c.bodies[0])
			send("two.example.org:8080", c.kinds[1], c.urls[1], c.bodies[1])
			got := r.Submitted()[before:]
			if len(got) != 2 || (got[0] == got[1]) != c.same {
				t.Errorf("got %q, want them the same: %v", got, c.same)
			}
			if passed[sent] != c.bodies[0] || passed[sent+1] != c.bodies[1] {
				t.Errorf("the application received %q, want the bodies as they came", passed[sent:])
			}
		})
	}
	before := len(r.Submitted())
	send("one.example.org", urlencoded, "/a", "call=draft")
	if got := r.Submitted()[before:]; len(got) > 0 {
		t.Errorf("got %q, want nothing noted of what the page sends by itself", got)
	}
}
