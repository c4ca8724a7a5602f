package cases

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

const shareTolerance = 1e-9

func (r Request) check() error {
	times := max(r.Send.Times, 1)
	switch {
	case r.Send.Concurrency > times:
		return fmt.Errorf("concurrency is %d, and the request is sent %d times", r.Send.Concurrency, times)
	case r.Expect.HasShares() && r.Send.Times > 0:
		return fmt.Errorf("times does not go with shares, which decide themselves how often the request is sent")
	}
	for name, shares := range map[string]map[string]float64{"split": r.Expect.Split, "models": r.Expect.Models} {
		if err := checkSum(name, shares); err != nil {
			return err
		}
	}
	return r.Expect.checkCounts(times)
}

func checkSum(name string, shares map[string]float64) error {
	if shares == nil {
		return nil
	}
	sum := 0.0
	for _, share := range shares {
		sum += share
	}
	if math.Abs(sum-1) > shareTolerance {
		return fmt.Errorf("the shares of %s add up to %v, not to 1", name, sum)
	}
	return nil
}

func (e Expect) checkCounts(times int) error {
	for name, counts := range map[string][]int{
		"counts":   slices.Collect(maps.Values(e.Counts)),
		"statuses": slices.Collect(maps.Values(e.Statuses)),
	} {
		sum := 0
		for _, count := range counts {
			sum += count
		}
		if len(counts) > 0 && sum != times {
			return fmt.Errorf("%s add up to %d, and the request is sent %d times", name, sum, times)
		}
	}
	if e.Overflow != nil && *e.Overflow > times {
		return fmt.Errorf("overflow is %d, and the request is sent %d times", *e.Overflow, times)
	}
	return nil
}
