// Package apps starts real web applications from Debian's packages, each in a
// private folder on a free port of 127.0.0.1, and drives the browser of package
// e2e through them: log in, save, upload, search. Nobody here wrote their forms,
// and the extension must not be noticed in any of them.
//
// All lists the applications; Start brings one up. The machine's own web and
// database servers, and the configuration under /etc, are neither used nor
// changed. Linux only, as the packages are.
package apps
