package node

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	authentication "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// makeRoot fills a folder with the files that a kubelet gives to the container.
func (n *Node) makeRoot(ctx context.Context, pod *corev1.Pod, container corev1.Container, root, address string) error {
	files := map[string][]byte{"etc/hosts": fmt.Appendf(nil, "127.0.0.1 localhost\n%s %s\n", address, pod.Name)}
	for _, mount := range container.VolumeMounts {
		volume, err := n.volume(ctx, pod, mount.Name)
		if err != nil {
			return fmt.Errorf("volume %s: %w", mount.Name, err)
		}
		for name, content := range volume {
			files[filepath.Join(mount.MountPath, name)] = content
		}
		if err := os.MkdirAll(filepath.Join(root, mount.MountPath), 0o755); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(root, "tmp"), 0o777); err != nil {
		return err
	}
	for name, content := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// volume returns the files of the pod's volume of that name. Kinds that hold nothing at first are empty.
func (n *Node) volume(ctx context.Context, pod *corev1.Pod, name string) (map[string][]byte, error) {
	for _, volume := range pod.Spec.Volumes {
		switch {
		case volume.Name != name:
			continue
		case volume.ConfigMap != nil:
			return n.configMap(ctx, pod.Namespace, volume.ConfigMap.LocalObjectReference, volume.ConfigMap.Items, volume.ConfigMap.Optional)
		case volume.Secret != nil:
			reference := corev1.LocalObjectReference{Name: volume.Secret.SecretName}
			return n.secret(ctx, pod.Namespace, reference, volume.Secret.Items, volume.Secret.Optional)
		case volume.Projected != nil:
			return n.projected(ctx, pod, volume.Projected.Sources)
		}
	}
	return nil, nil
}

func (n *Node) projected(ctx context.Context, pod *corev1.Pod, sources []corev1.VolumeProjection) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, source := range sources {
		files, err := n.projection(ctx, pod, source)
		if err != nil {
			return nil, err
		}
		for name, content := range files {
			all[name] = content
		}
	}
	return all, nil
}

func (n *Node) projection(ctx context.Context, pod *corev1.Pod, source corev1.VolumeProjection) (map[string][]byte, error) {
	switch {
	case source.ServiceAccountToken != nil:
		token, err := n.token(ctx, pod, source.ServiceAccountToken.Audience)
		return map[string][]byte{source.ServiceAccountToken.Path: []byte(token)}, err
	case source.ConfigMap != nil:
		return n.configMap(ctx, pod.Namespace, source.ConfigMap.LocalObjectReference, source.ConfigMap.Items, source.ConfigMap.Optional)
	case source.Secret != nil:
		return n.secret(ctx, pod.Namespace, source.Secret.LocalObjectReference, source.Secret.Items, source.Secret.Optional)
	case source.DownwardAPI != nil:
		files := map[string][]byte{}
		for _, item := range source.DownwardAPI.Items {
			if item.FieldRef != nil && item.FieldRef.FieldPath == "metadata.namespace" {
				files[item.Path] = []byte(pod.Namespace)
			}
		}
		return files, nil
	default:
		return nil, nil
	}
}

func (n *Node) configMap(ctx context.Context, namespace string, reference corev1.LocalObjectReference, items []corev1.KeyToPath, optional *bool) (map[string][]byte, error) {
	config := &corev1.ConfigMap{}
	if err := n.fetch(ctx, namespace, reference, config, optional); err != nil {
		return nil, err
	}
	data := map[string][]byte{}
	for key, value := range config.Data {
		data[key] = []byte(value)
	}
	return choose(data, items), nil
}

func (n *Node) secret(ctx context.Context, namespace string, reference corev1.LocalObjectReference, items []corev1.KeyToPath, optional *bool) (map[string][]byte, error) {
	secret := &corev1.Secret{}
	if err := n.fetch(ctx, namespace, reference, secret, optional); err != nil {
		return nil, err
	}
	return choose(secret.Data, items), nil
}

// fetch reads what a volume refers to. What is optional may be absent.
func (n *Node) fetch(ctx context.Context, namespace string, reference corev1.LocalObjectReference, into client.Object, optional *bool) error {
	err := n.cluster.Get(ctx, client.ObjectKey{Namespace: namespace, Name: reference.Name}, into)
	if optional != nil && *optional {
		return client.IgnoreNotFound(err)
	}
	return err
}

// choose returns the keys that a volume asks for, at their paths; all of them if it asks for none.
func choose(data map[string][]byte, items []corev1.KeyToPath) map[string][]byte {
	if len(items) == 0 {
		return data
	}
	chosen := map[string][]byte{}
	for _, item := range items {
		chosen[item.Path] = data[item.Key]
	}
	return chosen
}

// token asks the API server for a token of the pod's service account, as a kubelet does; without an audience it is for the API
// server itself.
func (n *Node) token(ctx context.Context, pod *corev1.Pod, audience string) (string, error) {
	account := &corev1.ServiceAccount{}
	account.Namespace, account.Name = pod.Namespace, pod.Spec.ServiceAccountName
	request := &authentication.TokenRequest{}
	if audience != "" {
		request.Spec.Audiences = []string{audience}
	}
	err := n.cluster.SubResource("token").Create(ctx, account, request)
	return request.Status.Token, err
}
