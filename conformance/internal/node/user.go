package node

import (
	"math/rand/v2"
	"slices"
	"strconv"
)

// newUser is who the proxy of a pod runs as. The kernel bounds what one user watches (fs.inotify.max_user_instances, 128 at first),
// which 64 agents use up: every pod has a user of its own. Istio's own is 1337, and any other on platforms that assign them.
func newUser() int { return firstUser + rand.IntN(users) }

const (
	firstUser = 1 << 20 // above those of people and of containers
	users     = 1 << 30
)

// exempt makes the rules of a pod leave out what its proxy sends, in place of what Istio's own user sends.
func exempt(args []string, user int) []string {
	changed := slices.Clone(args)
	if index := slices.Index(changed, "-u"); index >= 0 && index+1 < len(changed) {
		changed[index+1] = strconv.Itoa(user)
	}
	return changed
}
