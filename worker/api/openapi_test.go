package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/formtrace/formtrace/worker/lookup"
)

// TestMain fails when any answer that any test saw (by do) is not as
// openapi.json describes it, or when that describes what no test saw.
func TestMain(m *testing.M) {
	code := m.Run()
	wrong := described().wrong
	if code == 0 && allTests() {
		wrong = append(wrong, described().unseen()...)
	}
	for _, w := range wrong {
		fmt.Println("openapi.json:", w)
		code = 1
	}
	os.Exit(code)
}

// allTests reports whether all tests were run.
func allTests() bool {
	for _, arg := range os.Args[1:] {
		name, value, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if slices.Contains([]string{"test.run", "test.skip", "test.fuzz", "test.list"}, name) && value != "" {
			return false
		}
	}
	return true
}

// description is openapi.json, and what of it was seen.
type description struct {
	mu      sync.Mutex
	root    map[string]any
	compile *jsonschema.Compiler
	seen    map[string]bool
	wrong   []string
}

var described = sync.OnceValue(func() *description {
	root, err := jsonschema.UnmarshalJSON(strings.NewReader(string(openAPIJSON)))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("file:///openapi.json", root); err != nil {
		panic(err)
	}
	return &description{root: root.(map[string]any), compile: c, seen: map[string]bool{}}
})

// at goes down the description, along references, and returns where it got to,
// as a JSON pointer; nil is nothing there.
func (d *description) at(pointer string, keys ...string) (any, string) {
	var v any = d.root
	for _, key := range strings.Split(strings.Trim(pointer, "/"), "/") {
		if key != "" {
			v = v.(map[string]any)[unescaped.Replace(key)]
		}
	}
	for i := 0; ; i++ {
		m, ok := v.(map[string]any)
		if !ok {
			return v, pointer
		}
		if to, ok := m["$ref"].(string); ok {
			return d.at(strings.TrimPrefix(to, "#"), keys[i:]...)
		}
		if i == len(keys) {
			return v, pointer
		}
		v, pointer = m[keys[i]], pointer+"/"+escaped.Replace(keys[i])
	}
}

var (
	escaped   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaped = strings.NewReplacer("~1", "/", "~0", "~")
)

// validate checks a value against the schema at a pointer.
func (d *description) validate(pointer string, value any) error {
	// The compiler reads the pointer out of a URL.
	schema, err := d.compile.Compile("file:///openapi.json#" + strings.NewReplacer("%", "%25", "{", "%7B", "}", "%7D", " ", "%20", ";", "%3B").Replace(pointer))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// path finds the path that a target belongs to; "" is none.
func (d *description) path(target string) string {
	target, _, _ = strings.Cut(target, "?")
	if _, after, ok := strings.Cut(target, "://"); ok && !strings.HasPrefix(target, "/") {
		target = after[strings.IndexByte(after, '/'):]
	}
	segments := strings.Split(target, "/")
	found := ""
	for path := range d.root["paths"].(map[string]any) {
		same := func(template, segment string) bool { return strings.HasPrefix(template, "{") || template == segment }
		more := found == "" || strings.Count(path, "{") < strings.Count(found, "{") // concrete paths come first
		if more && slices.EqualFunc(strings.Split(path, "/"), segments, same) {
			found = path
		}
	}
	return found
}

// check notes what is wrong with an answer.
func (d *description) check(method, target string, res *http.Response, body string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fail := func(format string, args ...any) {
		d.wrong = append(d.wrong, fmt.Sprintf("%s %.60s, %d: ", method, target, res.StatusCode)+fmt.Sprintf(format, args...))
	}
	status := fmt.Sprint(res.StatusCode)
	verb := strings.ToLower(method)
	if verb != "head" {
		verb = "get" // what other methods get is said there
	}
	pointer, path := "/paths", d.path(target)
	keys := []string{path, verb, "responses", status}
	if path == "" && method == "HEAD" {
		pointer, keys = "/components/responses", []string{"NotFoundHead"}
	} else if path == "" {
		pointer, keys = "/components/responses", []string{"NotFound"}
	}
	// Every answer may be one of those that any path has.
	response, pointer := d.at(pointer, keys...)
	if response == nil {
		fail("the status is not described")
		return
	}
	d.seen[path+" "+verb+" "+status] = true
	headers, _ := response.(map[string]any)["headers"].(map[string]any)
	for name, h := range headers {
		values := res.Header.Values(name)
		if len(values) == 0 && h.(map[string]any)["required"] == true || len(values) > 1 {
			fail("%s is there %d times", name, len(values))
		} else if len(values) == 1 {
			if err := d.validate(pointer+"/headers/"+name+"/schema", values[0]); err != nil {
				fail("%s: %q: %v", name, values[0], err)
			}
		}
	}
	for name := range res.Header {
		if headers[name] == nil && name != "Content-Type" && name != "Content-Length" && name != "Etag" {
			fail("the field %s is not described", name)
		}
	}
	kind := res.Header.Get("Content-Type")
	content, _ := response.(map[string]any)["content"].(map[string]any)
	switch {
	case content == nil && body != "":
		fail("a body of %d bytes is not described", len(body))
	case content != nil && content[kind] == nil:
		fail("the type %q is not described", kind)
	case content != nil && strings.HasSuffix(kind, "json"):
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err == nil {
			err = d.validate(pointer+"/content/"+escaped.Replace(kind)+"/schema", value)
		}
		if err != nil {
			fail("%v\n%.300s", err, body)
		}
	}
}

// unseen lists what is described and was not seen. What goes wrong everywhere in
// the same way needs to be seen once.
func (d *description) unseen() (out []string) {
	everywhere := map[string]bool{}
	for seen := range d.seen {
		everywhere[seen[strings.LastIndexByte(seen, ' ')+1:]] = true
	}
	for path, item := range d.root["paths"].(map[string]any) {
		for _, verb := range []string{"get", "head"} {
			responses := item.(map[string]any)[verb].(map[string]any)["responses"].(map[string]any)
			for status := range responses {
				if common := slices.Contains([]string{"405", "421", "500", "503"}, status) || verb == "head" && status != "200"; common && everywhere[status] {
					continue
				}
				if !d.seen[path+" "+verb+" "+status] {
					out = append(out, fmt.Sprintf("%s %s: %s was not seen by any test", verb, path, status))
				}
			}
		}
	}
	return out
}

// The description says what the Go types are: the same names in the same places,
// of the same kinds, required where they are always there.
func TestSchemas(t *testing.T) {
	for name, value := range map[string]any{
		"Dossier": lookup.Dossier{}, "DNS": lookup.DNS{}, "Exchange": lookup.Exchange{}, "Issuance": lookup.Issuance{}, "Pointer": lookup.Pointer{},
		"Hosting": lookup.Hosting{}, "Address": lookup.Address{}, "Registration": lookup.Registration{}, "Certificate": lookup.Certificate{},
		"HTTP": lookup.HTTP{}, "Hop": lookup.Hop{}, "Mail": lookup.Mail{}, "Sender": lookup.Sender{}, "Channel": About{}, "Problem": problem{},
	} {
		schema, _ := described().at("/components/schemas", name)
		m, ok := schema.(map[string]any)
		if !ok {
			t.Errorf("%s: no schema", name)
			continue
		}
		got := map[string]string{}
		for field, s := range m["properties"].(map[string]any) {
			got[field] = schemaKind(s.(map[string]any))
		}
		for _, field := range m["required"].([]any) {
			got[field.(string)] += ", required"
		}
		want := map[string]string{}
		goFields(reflect.TypeOf(value), want)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %v\nwant %v", name, got, want)
		}
		if m["additionalProperties"] != false {
			t.Errorf("%s: additional properties are not forbidden", name)
		}
	}
}

// The sections that can be asked for are those that a dossier has, in their order.
func TestIncludeDescribed(t *testing.T) {
	parameters, _ := described().at("/paths/~1v1~1hosts~1{host}", "parameters")
	var got []string
	for _, p := range parameters.([]any) {
		if p := p.(map[string]any); p["name"] == "include" {
			for _, v := range p["schema"].(map[string]any)["items"].(map[string]any)["enum"].([]any) {
				got = append(got, v.(string))
			}
		}
	}
	var want []string
	typ := reflect.TypeOf(lookup.Dossier{})
	for i := range typ.NumField() {
		if f := typ.Field(i); f.Type.Kind() == reflect.Pointer {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			want = append(want, name)
		}
	}
	if !slices.Equal(got, want) || len(want) != 6 {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, section := range lookup.Sections {
		if !slices.Contains(got, section) {
			t.Errorf("the section %s is not described", section)
		}
	}
}

func schemaKind(s map[string]any) string {
	if to, ok := s["$ref"].(string); ok {
		return strings.TrimPrefix(to, "#/components/schemas/")
	}
	if s["type"] == "array" {
		return "array of " + schemaKind(s["items"].(map[string]any))
	}
	return s["type"].(string)
}

func goFields(typ reflect.Type, out map[string]string) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		switch name, options, _ := strings.Cut(f.Tag.Get("json"), ","); {
		case f.Anonymous:
			goFields(f.Type, out)
		case f.IsExported():
			out[name] = goKind(f.Type)
			if options != "omitempty" {
				out[name] += ", required"
			}
		}
	}
}

func goKind(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Uint16, reflect.Uint32:
		return "integer"
	case reflect.Slice:
		return "array of " + goKind(typ.Elem())
	case reflect.Pointer:
		return goKind(typ.Elem())
	}
	return typ.Name()
}

// Every kind of problem that this package writes is listed, and no other.
func TestProblemTypes(t *testing.T) {
	var listed []string
	list, _ := described().at("/components/schemas/Problem", "properties", "type", "enum")
	for _, v := range list.([]any) {
		listed = append(listed, strings.TrimPrefix(v.(string), problemURI))
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Skip("the sources are not here: ", err)
	}
	var text strings.Builder
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(source)
		}
	}
	names, err := os.ReadFile("../lookup/name.go") // the rules for hosts
	if err != nil {
		t.Fatal(err)
	}
	text.Write(names)
	for _, kind := range listed {
		if !strings.Contains(text.String(), `"`+kind+`"`) {
			t.Errorf("%s is listed and not in the sources", kind)
		}
	}
	for _, m := range regexp.MustCompile(`problem\{Type: "(.+?)"|bad\("(.+?)"|HostError\{"(.+?)"|malformed(?:, title)? += "(.+?)"`).FindAllStringSubmatch(text.String(), -1) {
		if kind := strings.Join(m[1:], ""); !slices.Contains(listed, kind) {
			t.Errorf("%s is in the sources and not listed", kind)
		}
	}
	if len(listed) < 15 {
		t.Errorf("only %d kinds of problem are listed", len(listed))
	}
}

// What is served is the file, without its spaces.
func TestOpenAPI(t *testing.T) {
	h, _ := newHandler(t)
	text := body(t, do(h, "GET", "/v1/openapi.json"))
	var got, want any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(openAPIJSON, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) || strings.Contains(text, "\n") {
		t.Error("what is served is not the file, minified")
	}
	t.Logf("%d bytes, %d served", len(openAPIJSON), len(text))
}

// readAll reads an answer's body and puts it back.
func readAll(res *http.Response) string {
	text, err := io.ReadAll(res.Body)
	if err != nil {
		panic(err) // of a recorder: cannot be
	}
	res.Body = io.NopCloser(strings.NewReader(string(text)))
	return string(text)
}
