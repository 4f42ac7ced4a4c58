package lookup

import (
	"reflect"
	"strings"
	"testing"

	"github.com/formtrace/formtrace/rules/inspect"
)

// TestInspectorReadsIt: whatever the inspector reads of a dossier, the worker
// writes, under the same name and of the same kind.
func TestInspectorReadsIt(t *testing.T) {
	if n := compare(t, "dossier", reflect.TypeFor[inspect.Dossier](), reflect.TypeFor[Dossier]()); n < 40 {
		t.Errorf("only %d fields were compared", n)
	}
}

func compare(t *testing.T, path string, reads, writes reflect.Type) (n int) {
	for reads.Kind() == reflect.Pointer || reads.Kind() == reflect.Slice {
		if reads.Kind() != writes.Kind() {
			t.Errorf("%s: read as %s, written as %s", path, reads, writes)
			return 0
		}
		reads, writes = reads.Elem(), writes.Elem()
	}
	if reads.Kind() != reflect.Struct {
		if number(reads) != number(writes) || !number(reads) && reads.Kind() != writes.Kind() {
			t.Errorf("%s: read as %s, written as %s", path, reads, writes)
		}
		return 1
	}
	written := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(writes) {
		written[jsonName(f)] = f.Type
	}
	for _, f := range reflect.VisibleFields(reads) {
		name := jsonName(f)
		switch {
		case f.Anonymous:
		case written[name] == nil:
			t.Errorf("%s.%s is read and never written", path, name)
		default:
			n += compare(t, path+"."+name, f.Type, written[name])
		}
	}
	return n
}

func number(t reflect.Type) bool { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64 }

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
