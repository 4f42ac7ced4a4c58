package main

import (
	"fmt"
	"strconv"
	"strings"
)

// write makes the file: one operator a line.
func write(list []operator, version, day, licence string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `kind: operators
id: third-party-web
generated: third-party-web %s
licence: |
%s
author: formtrace
created: %s
verified: "no"
why: Who runs the hosts that pages bring in from elsewhere. Nobody has opened a source of each; what has a file of its own wins.
evidence:
  - source: npm package third-party-web %s, dist/entities.json (MIT)
    date: %s
operators:
`, version, indented(licence), day, version, day)
	for _, o := range list {
		fmt.Fprintf(&b, "  - {id: %s, name: %s, ", quoted(o.id), quoted(o.name))
		if o.owner != "" {
			fmt.Fprintf(&b, "owner: %s, ", quoted(o.owner))
		}
		fmt.Fprintf(&b, "role: %s, domains: [%s]}\n", o.role, strings.Join(o.domains, ", "))
	}
	return []byte(b.String())
}

func indented(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, l := range lines {
		if lines[i] = "  " + strings.TrimSpace(l); strings.TrimSpace(l) == "" {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// quoted is a text as YAML reads it as one in a mapping of one line.
func quoted(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ -.") == "" && strings.Trim(s, "-. ") == s {
		switch strings.ToLower(s) {
		case "yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan", "inf":
		default:
			return s
		}
	}
	return strconv.Quote(s)
}
