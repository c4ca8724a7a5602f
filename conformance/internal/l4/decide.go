// Package l4 decides on connections to pods as ztunnel does, by the resources that istiod sends to ztunnel. ztunnel itself is
// a program that no module carries, so what is decided here counts as the judgment of istiod and of this package, not of Envoy.
//
// What is said of ztunnel is said of its release 1.31; the functions of its source are named where they are followed.
package l4

import (
	"net/netip"
	"slices"

	"istio.io/istio/pkg/workloadapi"
	"istio.io/istio/pkg/workloadapi/security"
)

// Connection is what ztunnel knows of a connection to a pod.
type Connection struct {
	Source, Destination netip.AddrPort
	Caller              *Identity // nil: without a certificate
}

func (c Connection) namespace() string {
	if c.Caller == nil {
		return ""
	}
	return c.Caller.Namespace
}

// Decision is what ztunnel does with a connection.
type Decision struct {
	Allowed bool `json:"allowed"`
	// Reason is the policy that decides, as namespace/name, or why none does.
	Reason string `json:"reason"`
}

// Reasons that name no policy.
const (
	NoAllowPolicy  = "no ALLOW policy applies"
	NoneAllows     = "no ALLOW policy matches"
	UnknownAddress = "no workload has the address"
)

// Decide decides on a connection to the workload. A matching DENY wins; without an ALLOW policy everybody passes, with one a
// match is needed (ztunnel src/state.rs, DemandProxyState::assert_rbac).
func Decide(workload *workloadapi.Workload, policies []*security.Authorization, connection Connection) Decision {
	if workload == nil {
		return Decision{Reason: UnknownAddress}
	}
	applying := slices.DeleteFunc(slices.Clone(policies), func(policy *security.Authorization) bool { return !applies(policy, workload) })
	if denies := matching(applying, security.Action_DENY, connection); denies != nil {
		return Decision{Reason: name(denies)}
	}
	if !slices.ContainsFunc(applying, func(policy *security.Authorization) bool { return policy.Action == security.Action_ALLOW }) {
		return Decision{Allowed: true, Reason: NoAllowPolicy}
	}
	if allows := matching(applying, security.Action_ALLOW, connection); allows != nil {
		return Decision{Allowed: true, Reason: name(allows)}
	}
	return Decision{Reason: NoneAllows}
}

// applies reports whether the policy holds for the workload: policies with a selector are those that the workload names. One
// on trial is logged only (state.rs, assert_rbac).
func applies(policy *security.Authorization, workload *workloadapi.Workload) bool {
	switch {
	case policy.DryRun:
		return false
	case policy.Scope == security.Scope_GLOBAL:
		return true
	case policy.Scope == security.Scope_NAMESPACE:
		return policy.Namespace == workload.Namespace
	default:
		return slices.Contains(workload.AuthorizationPolicies, name(policy))
	}
}

func name(policy *security.Authorization) string { return policy.Namespace + "/" + policy.Name }

func matching(policies []*security.Authorization, action security.Action, connection Connection) *security.Authorization {
	index := slices.IndexFunc(policies, func(policy *security.Authorization) bool {
		return policy.Action == action && slices.ContainsFunc(policy.Groups, func(group *security.Group) bool { return groupHolds(group, connection) })
	})
	if index < 0 {
		return nil
	}
	return policies[index]
}

// groupHolds reports whether all clauses of a rule hold, in each of which one match is enough; a clause without matches holds
// (rbac.rs, Authorization::matches).
func groupHolds(group *security.Group, connection Connection) bool {
	return !slices.ContainsFunc(group.Rules, func(clause *security.Rules) bool {
		return len(clause.Matches) > 0 && !slices.ContainsFunc(clause.Matches, func(match *security.Match) bool { return matchHolds(match, connection) })
	})
}

// matchHolds reports whether every kind holds. A match that names nothing matches nothing.
func matchHolds(match *security.Match, connection Connection) bool {
	named := false
	for _, condition := range conditions {
		verdict := condition(match, connection)
		if !verdict.fulfilled {
			return false
		}
		named = named || verdict.named
	}
	return named
}
