package main

import "runtime/debug"

// linked is the version that build links in: what the Go tool itself knows does
// not get into the wasm.
var linked string

// version says which program this is: a release, else the revision of the
// sources, else "devel". It holds no path.
func version() string {
	if linked != "" {
		return linked
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "-dirty"
		}
	}
	if revision == "" {
		return "devel"
	}
	return revision + changed
}
