package lab

import "embed"

// data holds the zone files, the networks and the sites. "all:" keeps the files
// whose names begin with an underscore (_redirects, _headers, _schemes).
//
//go:embed all:data
var data embed.FS
