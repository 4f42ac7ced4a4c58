package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// write makes the file: one operator a line.
func write(list []operator, version, day string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `kind: operators
id: third-party-web
generated: third-party-web %s
licence: MIT; the notice is third-party-web.LICENSE.txt beside this file
author: formtrace
created: %s
verified: "no"
why: Who runs the hosts that pages bring in from elsewhere. Nobody has opened a source of each; what has a file of its own wins.
evidence:
  - source: npm package third-party-web %s, dist/entities.json (MIT)
    date: %s
operators:
`, version, day, version, day)
	for _, o := range list {
		fmt.Fprintf(&b, "  - {id: %s, name: %s, ", quoted(o.id), quoted(o.name))
		if o.owner != "" {
			fmt.Fprintf(&b, "owner: %s, ", quoted(o.owner))
		}
		fmt.Fprintf(&b, "role: %s, domains: [%s]}\n", o.role, strings.Join(o.domains, ", "))
	}
	return []byte(b.String())
}

// author stands for the name in the licence: no file here holds a person's.
const author = "the author of the npm package third-party-web, as named in its LICENSE file"

var copyright = regexp.MustCompile(`(?m)^(Copyright \(c\) [0-9-]+) .*$`)

// notice makes the file that goes with the list and with everything that is made
// of it: where the list is from, and the permission to use it.
func notice(licence, version string) ([]byte, error) {
	if len(copyright.FindAllString(licence, -1)) != 1 || !strings.Contains(licence, "The MIT License") {
		return nil, errors.New("LICENSE: expected the MIT License with one line of copyright")
	}
	lines := strings.Split(strings.TrimSpace(copyright.ReplaceAllString(licence, "$1 "+author)), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return fmt.Appendf(nil, `The operators of third-party-web.yaml, and what the compiled rules hold of them, are
generated from the npm package third-party-web %s (pkg:npm/third-party-web@%s,
dist/entities.json), which is under this licence:

%s
`, version, version, strings.Join(lines, "\n")), nil
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
