package api

import (
	"fmt"
	"net/url"

	"github.com/formtrace/formtrace/worker/lookup"
)

// maxEscaped bounds what is looked at of a path at all: every byte of the
// longest name, escaped, and some more.
const maxEscaped = 1024

// hostName reads the host of a path as lookup.ParseHost does.
func hostName(escaped string) (string, *problem) {
	const malformed, title = "host-malformed", "Not a host name"
	if len(escaped) > maxEscaped {
		return "", bad("host-too-long", "The host name is too long",
			fmt.Sprintf("The host is %d bytes long: expected at most 253, in labels of at most 63.", len(escaped)))
	}
	raw, err := url.PathUnescape(escaped)
	switch {
	case err != nil:
		return "", bad(malformed, title, "The host has a percent sign that is not followed by two hexadecimal digits.")
	case raw == "":
		return "", bad(malformed, title, "The path names no host: expected /v1/hosts/{host}.")
	}
	name, wrong := lookup.ParseHost(raw)
	if wrong != nil {
		return "", bad(wrong.Kind, wrong.Title, wrong.Detail)
	}
	return name, nil
}
