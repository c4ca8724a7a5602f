package l4

import (
	"net/netip"
	"slices"
	"strings"

	"istio.io/istio/pkg/workloadapi/security"
)

// condition compares one kind of a match, its values and their negation.
type condition func(match *security.Match, connection Connection) verdict

// verdict is what a kind says: whether the match names it at all, and whether the connection fulfils it.
type verdict struct{ named, fulfilled bool }

// conditions are all that ztunnel compares: one of the values must hold, none of the negated ones, and every kind that a
// match names (ztunnel src/rbac.rs, Authorization::matches and matches_internal).
var conditions = []condition{
	func(match *security.Match, connection Connection) verdict {
		return compare(match.DestinationIps, match.NotDestinationIps, contains(connection.Destination.Addr()))
	},
	func(match *security.Match, connection Connection) verdict {
		return compare(match.SourceIps, match.NotSourceIps, contains(connection.Source.Addr()))
	},
	func(match *security.Match, connection Connection) verdict {
		return compare(match.DestinationPorts, match.NotDestinationPorts, func(port uint32) bool {
			return port == uint32(connection.Destination.Port())
		})
	},
	func(match *security.Match, connection Connection) verdict {
		// The trust domain is not compared, and nobody is no account (rbac.rs, ServiceAccountMatch::matches).
		return compare(match.ServiceAccounts, match.NotServiceAccounts, func(account *security.ServiceAccountMatch) bool {
			caller := connection.Caller
			return caller != nil && caller.Namespace == account.Namespace && caller.Account == account.ServiceAccount
		})
	},
	func(match *security.Match, connection Connection) verdict {
		// Policies leave spiffe:// out, and nobody has no principal (rbac.rs, StringMatch::matches_principal).
		return compare(match.Principals, match.NotPrincipals, func(principal *security.StringMatch) bool {
			return connection.Caller != nil && matches(principal, connection.Caller.principal())
		})
	},
	func(match *security.Match, connection Connection) verdict {
		// Nobody has the empty namespace (rbac.rs, Authorization::matches).
		return compare(match.Namespaces, match.NotNamespaces, func(namespace *security.StringMatch) bool {
			return matches(namespace, connection.namespace())
		})
	},
}

func compare[T any](values, negated []T, holds func(T) bool) verdict {
	return verdict{
		named:     len(values) > 0 || len(negated) > 0,
		fulfilled: (len(values) == 0 || slices.ContainsFunc(values, holds)) && !slices.ContainsFunc(negated, holds),
	}
}

func contains(address netip.Addr) func(*security.Address) bool {
	return func(block *security.Address) bool {
		base, ok := netip.AddrFromSlice(block.Address)
		return ok && netip.PrefixFrom(base, int(block.Length)).Contains(address)
	}
}

// matches compares a text (rbac.rs, StringMatch::matches).
func matches(pattern *security.StringMatch, text string) bool {
	switch kind := pattern.MatchType.(type) {
	case *security.StringMatch_Exact:
		return text == kind.Exact
	case *security.StringMatch_Prefix:
		return strings.HasPrefix(text, kind.Prefix)
	case *security.StringMatch_Suffix:
		return strings.HasSuffix(text, kind.Suffix)
	case *security.StringMatch_Presence:
		return text != ""
	default:
		return false
	}
}
