package lookup

import (
	"fmt"
	"slices"
	"strings"
)

// Sections lists the sections that can be asked for, in the order of a dossier.
var Sections = []string{"dns", "hosting", "registration", "certificate", "http", "mail"}

// onDemand are the sections that an empty list does not mean: they send a request
// to the host.
var onDemand = []string{"http"}

// ParseInclude reads a list of sections separated by commas and returns it in
// the order of a dossier, each section once. An empty list means all but those on
// demand.
func ParseInclude(list string) ([]string, error) {
	if list == "" {
		return slices.DeleteFunc(slices.Clone(Sections), func(name string) bool { return slices.Contains(onDemand, name) }), nil
	}
	asked := strings.Split(list, ",")
	for _, name := range asked {
		if !slices.Contains(Sections, name) {
			return nil, fmt.Errorf("include names the section %q: expected some of %s, separated by commas", short(name), strings.Join(Sections, ", "))
		}
	}
	var out []string
	for _, name := range Sections {
		if slices.Contains(asked, name) {
			out = append(out, name)
		}
	}
	return out, nil
}

// short cuts what somebody sent to what an error may repeat.
func short(s string) string {
	const most = 64
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
