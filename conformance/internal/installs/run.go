package installs

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"cdk8s-ml-mesh/conformance/internal/report"
)

// rendersAtOnce is for two cores: a rendering is busy all the time.
const rendersAtOnce = 2

// Run renders every case both ways, judges it, and has istiod take it over.
func Run(ctx context.Context, tools Tools, istiod Istiod, all []Case, done func(report.Result)) error {
	verdicts := make([]verdict, len(all))
	var group errgroup.Group
	group.SetLimit(rendersAtOnce)
	for index, one := range all {
		group.Go(func() error {
			verdicts[index] = tools.judge(ctx, one)
			return nil
		})
	}
	_ = group.Wait() // what went wrong stands in the verdicts
	for index, one := range all {
		found := verdicts[index]
		if len(found.result.Complaints) == 0 {
			complaints, err := istiod.adopt(ctx, found.rendered, fmt.Sprintf("case-%d", index))
			if err != nil {
				return fmt.Errorf("%s: %w", one.Name, err)
			}
			found.result.Complain(report.Istiod, complaints...)
		}
		done(*found.result)
	}
	return nil
}

type verdict struct {
	result   *report.Result
	rendered rendered
}

func (t Tools) judge(ctx context.Context, one Case) verdict {
	started := time.Now()
	result := &report.Result{Case: one.Name, About: one.Expect.About, Profile: Topic}
	found, err := t.judgeBoth(ctx, one, result)
	if err != nil {
		result.Complain(report.Install, err.Error())
	}
	result.Seconds = time.Since(started).Seconds()
	return verdict{result: result, rendered: found}
}

func (t Tools) judgeBoth(ctx context.Context, one Case, result *report.Result) (rendered, error) {
	asked, err := targetOf(one.Folder)
	if err != nil {
		return rendered{}, err
	}
	objects, err := t.byIstioctl(ctx, one.Folder)
	if err != nil {
		return rendered{}, err
	}
	byIstioctl, err := asked.read(objects)
	if err != nil {
		return rendered{}, fmt.Errorf("istioctl: %w", err)
	}
	if objects, err = t.byHelm(ctx, one.Folder); err != nil {
		return rendered{}, err
	}
	byHelm, err := asked.read(objects)
	if err != nil {
		return rendered{}, fmt.Errorf("helm: %w", err)
	}
	for _, way := range []struct {
		name  string
		found rendered
	}{{"istioctl", byIstioctl}, {"helm", byHelm}} {
		compared := one.Expect.judge(way.found, asked)
		result.Values += compared.values
		for _, wrong := range compared.wrong {
			result.Complain(report.Install, way.name+": "+wrong)
		}
	}
	result.Complain(report.Install, differences(byIstioctl, byHelm)...)
	return byIstioctl, nil
}
