//go:build !js

package main

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/formtrace/formtrace/worker/api"
)

// clientOf names the client of a request, for the limit: by the address that it
// comes from, or, where that is this machine itself, by the last one that a
// proxy on it says to have been asked by (X-Forwarded-For).
func clientOf(r *http.Request) string {
	from, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	if addr, err := netip.ParseAddr(from); err == nil && addr.Unmap().IsLoopback() {
		list := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		last := strings.TrimSpace(list[strings.LastIndexByte(list, ',')+1:])
		if client := api.ClientOf(last); client != "" {
			return client
		}
	}
	return api.ClientOf(from)
}
