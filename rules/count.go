package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// runCount counts the entries by kind, age, country and whether somebody opened
// their source.
func runCount(k *call) int {
	at := k.flags.String("at", "", "the `day` that ages are counted to, such as 2026-11-25; without it, today")
	if status, understood := k.parse(0); !understood {
		return status
	}
	now := time.Now()
	if *at != "" {
		var err error
		if now, err = time.Parse(time.DateOnly, *at); err != nil {
			return k.misuse("-at %q: expected a day such as 2026-11-25", *at)
		}
	}
	s, err := k.load()
	if err != nil {
		return k.failed(err)
	}
	counts := s.Count(now.Unix())
	if k.json {
		k.write(counts)
		return ok
	}
	fmt.Fprintf(k.stdout, "%-13s %8s %8s %9s %9s %7s %7s %7s\n", "kind", "entries", "holding", "verified", "by hand", "≤ 90 d", "≤ 1 y", "older")
	for _, c := range counts {
		fmt.Fprintf(k.stdout, "%-13s %8d %8d %9d %9d %7d %7d %7d\n", c.Kind, c.Entries, c.Things, c.Verified, c.Entries-c.Made, c.Recent, c.Year, c.Older)
	}
	for _, c := range counts {
		if len(c.Countries) > 0 {
			fmt.Fprintf(k.stdout, "%s by country: %s\n", c.Kind, byCountry(c.Countries))
		}
	}
	return ok
}

// byCountry lists countries with their numbers, the most first.
func byCountry(n map[string]int) string {
	lands := slices.SortedFunc(maps.Keys(n), func(a, b string) int {
		return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b))
	})
	parts := make([]string, len(lands))
	for i, land := range lands {
		parts[i] = fmt.Sprintf("%s %d", cmp.Or(land, "not known"), n[land])
	}
	return strings.Join(parts, ", ")
}
