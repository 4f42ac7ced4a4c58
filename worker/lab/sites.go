package lab

import (
	"bufio"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A site is a host's folder of files: data/sites/HOST, and over it data/a/HOST,
// data/b/HOST or data/c/HOST for what only one state has. Three names are settings and not served:
//
//	_redirects  METHOD PATH STATUS LOCATION, one a line
//	_headers    PATH Name: value, one a line; PATH * is every path
//	_schemes    http, https or both; both where there is no such file
//
// Lines beginning with # are comments.
type site struct {
	layers []fs.FS
}

// site returns a host's site in a state, or nil.
func (l *Lab) site(state, host string) *site {
	if host == "" || strings.ContainsAny(host, `/\`) || strings.HasPrefix(host, ".") {
		return nil
	}
	s := new(site)
	for _, dir := range []string{"data/" + state, "data/sites"} {
		sub, err := fs.Sub(data, path.Join(dir, host))
		if err != nil {
			continue
		}
		if _, err := fs.Stat(sub, "."); err == nil {
			s.layers = append(s.layers, sub)
		}
	}
	if s.layers == nil {
		return nil
	}
	return s
}

// read returns a file's text from the first layer that has it.
func (s *site) read(name string) ([]byte, bool) {
	for _, layer := range s.layers {
		if text, err := fs.ReadFile(layer, name); err == nil {
			return text, true
		}
	}
	return nil, false
}

// page returns the file for a URL's path: the file itself, the same with
// ".html", or the folder's index.html.
func (s *site) page(urlPath string) (name string, text []byte, ok bool) {
	clean := strings.TrimPrefix(path.Clean("/"+urlPath), "/")
	if strings.HasPrefix(path.Base(clean), "_") {
		return "", nil, false
	}
	for _, name := range []string{clean, clean + ".html", path.Join(clean, "index.html")} {
		if text, ok := s.read(name); ok {
			return name, text, true
		}
	}
	return "", nil, false
}

// lines returns the fields of a settings file, at most n a line.
func (s *site) lines(name string, n int) [][]string {
	text, _ := s.read(name)
	var out [][]string
	sc := bufio.NewScanner(strings.NewReader(string(text)))
	for sc.Scan() {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var fields []string
		for len(fields) < n-1 {
			field, rest, ok := strings.Cut(line, " ")
			if !ok {
				break
			}
			fields, line = append(fields, field), strings.TrimSpace(rest)
		}
		out = append(out, append(fields, line))
	}
	return out
}

// speaks reports whether the site answers over a scheme.
func (s *site) speaks(scheme string) bool {
	lines := s.lines("_schemes", 2)
	if len(lines) == 0 {
		return true
	}
	for _, line := range lines {
		if slices.Contains(line, scheme) {
			return true
		}
	}
	return false
}

// redirect returns where _redirects sends a request.
func (s *site) redirect(method, urlPath string) (status int, location string, ok bool) {
	for _, f := range s.lines("_redirects", 4) {
		if len(f) != 4 || f[0] != method || f[1] != urlPath {
			continue
		}
		if status, err := strconv.Atoi(f[2]); err == nil && status >= 300 && status < 400 {
			return status, f[3], true
		}
	}
	return 0, "", false
}

// headers returns the lines of _headers for a path, as name and value.
func (s *site) headers(urlPath string) [][2]string {
	var out [][2]string
	for _, f := range s.lines("_headers", 2) {
		if len(f) != 2 || f[0] != "*" && f[0] != urlPath {
			continue
		}
		if name, value, ok := strings.Cut(f[1], ":"); ok {
			out = append(out, [2]string{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	return out
}
