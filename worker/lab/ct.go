package lab

import (
	"encoding/json"
	"net/http"
	"strings"
)

// startCT starts a search of Certificate Transparency logs that speaks the JSON
// of crt.sh: ?q=NAME&output=json. Its entries are data/tests/ct.json.
func (l *Lab) startCT() error {
	text, err := data.ReadFile("data/tests/ct.json")
	if err != nil {
		return err
	}
	var entries []map[string]any
	if err := json.Unmarshal(text, &entries); err != nil {
		return err
	}
	ln, err := listen()
	if err != nil {
		return err
	}
	l.CT = "http://" + ln.Addr().String() + "/"
	l.serve(ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.Method != http.MethodGet || r.URL.Path != "/" || q.Get("output") != "json" || q.Get("q") == "" {
			http.Error(w, "expected GET /?q=NAME&output=json", http.StatusBadRequest)
			return
		}
		l.log.Printf("ct %s", q.Get("q"))
		found := []map[string]any{}
		for _, e := range entries {
			for name := range strings.FieldsSeq(e["name_value"].(string)) {
				if strings.EqualFold(name, q.Get("q")) {
					found = append(found, e)
					break
				}
			}
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(found)
	}))
	return nil
}
