package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// manifest is what of a manifest lets an extension do something.
type manifest struct {
	Permissions   []string                     `json:"permissions"`
	Optional      []string                     `json:"optional_permissions"`
	Hosts         []string                     `json:"host_permissions"`
	OptionalHosts []string                     `json:"optional_host_permissions"`
	Scripts       []struct{ Matches []string } `json:"content_scripts"`
	Specific      struct {
		Gecko struct {
			Data struct{ Required, Optional []string } `json:"data_collection_permissions"`
		}
	} `json:"browser_specific_settings"`
}

// permissions lists what a manifest asks for, in order, each once: permissions,
// hosts, where its scripts run, and what it may tell others.
func permissions(text []byte) ([]string, error) {
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	data := m.Specific.Gecko.Data
	all := slices.Concat(m.Permissions, m.Optional, m.Hosts, m.OptionalHosts, data.Required, data.Optional)
	for _, script := range m.Scripts {
		all = append(all, script.Matches...)
	}
	all = slices.DeleteFunc(all, func(name string) bool { return name == "none" }) // what Firefox calls no data
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Justified returns why each package needs each of its permissions, in Markdown.
// It is an error when a permission has no sentence, and when a sentence is of no
// permission of any package.
func Justified(packages []Package) (string, error) {
	text, err := own.ReadFile("permissions.json")
	if err != nil {
		return "", err
	}
	return justify(packages, text)
}

func justify(packages []Package, text []byte) (string, error) {
	var sentences map[string]string
	if err := json.Unmarshal(text, &sentences); err != nil {
		return "", fmt.Errorf("permissions.json: %w", err)
	}
	var out strings.Builder
	var faults []error
	unused := maps.Clone(sentences)
	out.WriteString("# Why each permission is needed\n")
	for _, one := range packages {
		names, err := permissions(one.Files["manifest.json"])
		if err != nil {
			return "", fmt.Errorf("%s: %w", one.Name, err)
		}
		if len(names) == 0 {
			faults = append(faults, fmt.Errorf("%s: expected a manifest with permissions", one.Name))
		}
		fmt.Fprintf(&out, "\n## %s (%s)\n\n", one.Browser, one.Name)
		for _, name := range names {
			if !isSentence(sentences[name]) {
				faults = append(faults, fmt.Errorf("permissions.json: expected one sentence for %s, which %s asks for, not %q", name, one.Name, sentences[name]))
			}
			delete(unused, name)
			fmt.Fprintf(&out, "- `%s`: %s\n", name, sentences[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unused)) {
		faults = append(faults, fmt.Errorf("permissions.json: %s has a sentence, and no package asks for it", name))
	}
	return out.String(), errors.Join(faults...)
}

// isSentence: one, with an end.
func isSentence(text string) bool {
	return len(text) > 20 && strings.HasSuffix(text, ".") && strings.Count(text, ". ") == 0 && !strings.Contains(text, "\n")
}
