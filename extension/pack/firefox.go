package pack

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Firefox returns the package for Firefox of what Assemble made, which is the one
// for Chromium. The sources are the same but for the manifest: keys that only the
// other browser knows are taken out, and what it calls otherwise is written so.
func Firefox(files Files) (Files, error) {
	var manifest map[string]any
	if err := json.Unmarshal(files["manifest.json"], &manifest); err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	background, _ := manifest["background"].(map[string]any)
	permissions, _ := manifest["permissions"].([]any)
	accessible, _ := manifest["web_accessible_resources"].([]any)
	worker, _ := background["service_worker"].(string)
	if worker == "" || len(permissions) == 0 || len(accessible) == 0 {
		return nil, fmt.Errorf("manifest.json: expected a background.service_worker, permissions and web_accessible_resources")
	}
	delete(manifest, "minimum_chrome_version")
	delete(manifest, "declarative_net_request") // requests are held instead: src/background/held.js
	delete(manifest, "storage")                 // what an organisation sets needs no schema there
	manifest["browser_specific_settings"] = map[string]any{
		"gecko": map[string]any{
			"id":                          "{b1d12b36-83e2-535c-8aef-4e44213b14c6}",
			"strict_min_version":          "147.0",
			"data_collection_permissions": map[string]any{"required": []string{"none"}, "optional": []string{"browsingActivity"}},
		},
		"gecko_android": map[string]any{"strict_min_version": "147.0"}, // Firefox for Android, which has the same versions
	}
	manifest["background"] = map[string]any{"scripts": []string{worker}, "type": background["type"]}
	permissions = slices.DeleteFunc(permissions, func(name any) bool { return name == "declarativeNetRequest" })
	manifest["permissions"] = append(permissions, "webRequestBlocking", "dns")
	for _, one := range accessible {
		if one, ok := one.(map[string]any); ok {
			delete(one, "use_dynamic_url") // every installation has an address of its own
		}
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	other := maps.Clone(files)
	other["manifest.json"] = append(text, '\n')
	return other, nil
}
