// Package curated holds the rules that the project itself keeps: YAML files, one
// entry each, in a folder for each kind. It is data; package rules/rule reads it.
package curated

import "embed"

// FS is the folder.
//
//go:embed *.yaml behaviour operators names exemptions jurisdictions
var FS embed.FS
