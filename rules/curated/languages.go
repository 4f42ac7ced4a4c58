package curated

import "embed"

// Languages holds what the behaviour rules say in other languages: for each
// language one file of JSON, languages/CODE.json, an object of English templates
// (titles, reasons, advice, headlines, roles of operators and recipients of
// transfers) and their translations, with the same placeholders. They are shown
// by the extension and are no part of the bundle.
//
//go:embed languages/*.json
var Languages embed.FS
