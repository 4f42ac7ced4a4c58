package main

import (
	"fmt"

	"github.com/formtrace/formtrace/rules/rule"
)

// runDiff compares two folders of rules; with one, it with the curated rules.
func runDiff(k *call) int {
	if status, understood := k.parse(2); !understood {
		return status
	}
	var sets []*rule.Set
	for _, dir := range k.args {
		fsys, err := folder(dir)
		if err != nil {
			return k.misuse("%v", err)
		}
		s, err := rule.Load(fsys)
		if err != nil {
			return k.failed(err)
		}
		sets = append(sets, s)
	}
	switch len(sets) {
	case 0:
		return k.misuse("expected OLD NEW, two folders of rules, or NEW alone to compare with the curated ones")
	case 1:
		s, err := k.load()
		if err != nil {
			return k.failed(err)
		}
		sets = []*rule.Set{s, sets[0]}
	}
	found := rule.Diff(sets[0], sets[1])
	if k.json {
		k.write(found)
	} else {
		for _, d := range found {
			fmt.Fprintf(k.stdout, "%s %s %s", d.What, d.Kind, d.ID)
			if len(d.Fields) > 0 {
				fmt.Fprintf(k.stdout, ": %s", list(d.Fields))
			}
			fmt.Fprintln(k.stdout)
		}
	}
	if len(found) > 0 {
		return faulty // as diff(1): 1 where there are differences
	}
	return ok
}
