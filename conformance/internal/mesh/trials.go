package mesh

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"

	"cdk8s-ml-mesh/conformance/internal/node"
)

// Trials returns how many requests the policies on trial at the proxy would have allowed and refused: Envoy's RBAC filter counts
// what its shadow rules say (istio pilot/pkg/security/authz/builder, dry run).
func Trials(ctx context.Context, proxy *node.Pod) (allowed, refused int, err error) {
	response, err := proxy.Get(ctx, envoyAdmin+"/stats?filter=shadow_(allowed|denied)$")
	if err != nil {
		return 0, 0, fmt.Errorf("ask the Envoy of %s: %w", proxy.Key, err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		count, _ := strconv.Atoi(value)
		if strings.HasSuffix(name, "denied") {
			refused += count
		} else {
			allowed += count
		}
	}
	return allowed, refused, lines.Err()
}
