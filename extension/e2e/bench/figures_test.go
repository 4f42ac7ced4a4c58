package bench

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// figure prints a measured figure beside its limit; a limit of 0 is none.
func figure(b *testing.B, name string, got, limit float64) {
	b.Helper()
	switch {
	case limit == 0:
		b.Logf("%-56s %8.3f", name, got)
	case got > limit:
		b.Logf("%-56s %8.3f   limit %6.2f   OVER", name, got, limit)
	default:
		b.Logf("%-56s %8.3f   limit %6.2f   within", name, got, limit)
	}
	b.ReportMetric(0, "ns/op")
}

// quantile returns the value below which the part q (0 to 1) of the values lies.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, max(0, int(math.Ceil(q*float64(len(sorted))))-1))]
}

// median returns the middle value, and the two between which the true one lies
// with 95 % confidence, by the sign test: no distribution is assumed.
func median(values []float64) (middle, low, high float64) {
	sorted := slices.Sorted(slices.Values(values))
	n := float64(len(sorted))
	reach := 0.98 * math.Sqrt(n)
	at := func(i float64) float64 { return sorted[min(len(sorted)-1, max(0, int(i)))] }
	middle = (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
	return middle, at(math.Floor(n/2 - reach)), at(math.Ceil(n/2 + reach))
}

// interval is what is said of ratios: their median, and how sure it is.
func interval(values []float64) string {
	middle, low, high := median(values)
	return fmt.Sprintf("%.3f (95 %%: %.3f to %.3f)", middle, low, high)
}

// spread is what is said of values in milliseconds beside their quantile.
func spread(values []float64) string {
	return fmt.Sprintf("n=%d p50=%.3f p95=%.3f max=%.3f", len(values), quantile(values, 0.5), quantile(values, 0.95), slices.Max(values))
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values            []float64
		middle, low, high float64
	}{
		{[]float64{3, 1, 2}, 2, 1, 3},
		{[]float64{4, 1, 3, 2}, 2.5, 1, 4},
		{[]float64{5}, 5, 5, 5},
	} {
		if middle, low, high := median(c.values); middle != c.middle || low != c.low || high != c.high {
			t.Errorf("median(%v) = %g (%g to %g), want %g (%g to %g)", c.values, middle, low, high, c.middle, c.low, c.high)
		}
	}
}

func TestQuantile(t *testing.T) {
	values := make([]float64, 100)
	for i := range values {
		values[i] = float64(100 - i)
	}
	for q, want := range map[float64]float64{0: 1, 0.5: 50, 0.95: 95, 1: 100} {
		if got := quantile(values, q); got != want {
			t.Errorf("quantile(1…100, %g) = %g, want %g", q, got, want)
		}
	}
}
