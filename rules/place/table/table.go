// Package table holds the generated range tables of package place: give Data to
// place.Open. They are some megabytes and meant for the worker only.
//
// To make them anew, go generate here (it brings the npm packages it reads), or
// go run ./gen -from DIR with newer files of the same names and shape.
package table

import _ "embed"

//go:generate go run ./gen

//go:embed table.bin
var data string

// Data is the table, as place.Open wants it.
func Data() string { return data }
