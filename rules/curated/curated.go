// Package curated holds the rules that the project itself keeps: YAML files, one
// entry each, in a folder for each kind. It is data; package rules/rule reads it.
package curated

import "embed"

//go:generate go run ../rule/gen

// FS is the folder.
//
//go:embed *.yaml behaviour operators names exemptions jurisdictions authorities
var FS embed.FS
