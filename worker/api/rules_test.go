package api

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestRules(t *testing.T) {
	h, _ := newHandler(t)
	data, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	var about About
	res := do(h, "GET", "/v1/rules/curated")
	if err := json.Unmarshal([]byte(body(t, res)), &about); err != nil {
		t.Fatal(err)
	}
	if about.Channel != "curated" || about.Size != len(data) || about.URL == "" || len(about.SHA256) != 64 {
		t.Errorf("about: %+v", about)
	}
	if _, err := time.Parse(time.RFC3339, about.Expires); err != nil {
		t.Errorf("expires: %v", err)
	}
	bundle := do(h, "GET", about.URL)
	if body(t, bundle) != string(data) {
		t.Error("the bundle served is not the bundle compiled")
	}
	for _, target := range []string{"/v1/rules/curated", about.URL} {
		tag := do(h, "GET", target).Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || len(tag) < 10 {
			t.Errorf("%s: ETag %s is not strong", target, tag)
		}
		for _, c := range []struct {
			list string
			want int
		}{
			{tag, 304}, {"W/" + tag, 304}, {`"other", ` + tag, 304}, {"*", 304},
			{`"other"`, 200}, {"", 200}, {strings.Trim(tag, `"`), 200},
		} {
			res := do(h, "GET", target, "If-None-Match", c.list)
			if res.StatusCode != c.want {
				t.Errorf("%s, If-None-Match: %s: got %d, want %d", target, c.list, res.StatusCode, c.want)
			}
			if res.StatusCode == 304 && (body(t, res) != "" || res.Header.Get("ETag") != tag || res.Header.Get("Cache-Control") == "") {
				t.Errorf("%s: 304 with header %v", target, res.Header)
			}
		}
	}
}

func TestOpenRules(t *testing.T) {
	data, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	for name, bundles := range map[string][][]byte{
		"none":       nil,
		"not one":    {[]byte("<html>")},
		"cut":        {data[:len(data)/2]},
		"same twice": {data, data},
	} {
		if _, err := OpenRules(bundles...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Without its bundle the worker says so, and goes on answering about hosts.
func TestRulesMissing(t *testing.T) {
	h, _ := newHandler(t)
	h.Rules = func(context.Context) (*Rules, error) { return nil, errors.New("no such asset") }
	for target, want := range map[string]int{"/v1/rules/curated": 503, "/v1/health": 503, "/v1/hosts/example.org": 200} {
		if res := do(h, "GET", target); res.StatusCode != want {
			t.Errorf("%s: %d, want %d: %s", target, res.StatusCode, want, body(t, res))
		}
	}
}
