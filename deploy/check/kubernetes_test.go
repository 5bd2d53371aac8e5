package check

import (
	"maps"
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// manifests builds the kustomization and decodes what comes out, strictly.
func manifests(t *testing.T) []runtime.Object {
	t.Helper()
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme,
	} {
		utilruntime.Must(add(scheme))
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), "../kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	var objects []runtime.Object
	for _, resource := range built.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		object, _, err := decoder.Decode(text, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", resource.CurId(), err)
			continue
		}
		objects = append(objects, object)
	}
	return objects
}

// only returns the one object of a type.
func only[T runtime.Object](t *testing.T, objects []runtime.Object) T {
	t.Helper()
	var found []T
	for _, object := range objects {
		if one, ok := object.(T); ok {
			found = append(found, one)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d of %T, want 1", len(found), found)
	}
	return found[0]
}

// TestKubernetes checks that the manifests are of their types, and that they
// find each other: labels, ports, names.
func TestKubernetes(t *testing.T) {
	objects := manifests(t)
	deployment := only[*appsv1.Deployment](t, objects)
	pod := deployment.Spec.Template
	if len(pod.Spec.Containers) != 1 {
		t.Fatalf("the pod has %d containers, want 1", len(pod.Spec.Containers))
	}
	container := pod.Spec.Containers[0]
	selects := func(what string, selector *metav1.LabelSelector) {
		parsed, err := metav1.LabelSelectorAsSelector(selector)
		if err != nil || parsed.Empty() || !parsed.Matches(labels.Set(pod.Labels)) {
			t.Errorf("%s does not select the pods: %v, %v", what, selector, err)
		}
	}
	selects("the deployment", deployment.Spec.Selector)
	selects("the disruption budget", only[*policyv1.PodDisruptionBudget](t, objects).Spec.Selector)
	selects("the network policy", &only[*networkingv1.NetworkPolicy](t, objects).Spec.PodSelector)
	for _, constraint := range pod.Spec.TopologySpreadConstraints {
		selects("the spread", constraint.LabelSelector)
	}

	ports := make(map[string]bool)
	for _, port := range container.Ports {
		ports[port.Name] = true
	}
	for _, rule := range only[*networkingv1.NetworkPolicy](t, objects).Spec.Ingress {
		for _, port := range rule.Ports {
			if !ports[port.Port.String()] {
				t.Errorf("the network policy lets in to the port %s, which the pod does not have", port.Port.String())
			}
		}
	}
	served := make(map[string]string)
	for _, object := range objects {
		service, ok := object.(*corev1.Service)
		if !ok {
			continue
		}
		selects("the service "+service.Name, &metav1.LabelSelector{MatchLabels: service.Spec.Selector})
		for _, port := range service.Spec.Ports {
			if !ports[port.TargetPort.String()] {
				t.Errorf("the service %s leads to the port %s, which the pod does not have", service.Name, port.TargetPort.String())
			}
			served[port.TargetPort.String()] = service.Name
		}
	}
	if served["api"] == served["console"] {
		t.Errorf("API and console are both served by %q", served["api"])
	}

	config := only[*corev1.ConfigMap](t, objects)
	if ref := container.EnvFrom[0].ConfigMapRef; ref == nil || ref.Name != config.Name {
		t.Errorf("the pod takes its settings from %v, want the config map %q", ref, config.Name)
	}
	known(t, slices.Collect(maps.Keys(config.Data)))
	if account := only[*corev1.ServiceAccount](t, objects); account.Name != pod.Spec.ServiceAccountName {
		t.Errorf("the pod runs as %q, want %q", pod.Spec.ServiceAccountName, account.Name)
	}
}

// TestKubernetesProbes checks that the balancer follows /readyz, that only a
// process that hangs is started again, and that a pod is given time to end.
func TestKubernetesProbes(t *testing.T) {
	pod := only[*appsv1.Deployment](t, manifests(t)).Spec.Template.Spec
	container := pod.Containers[0]
	for name, test := range map[string]struct {
		probe *corev1.Probe
		path  string
	}{
		"startup": {container.StartupProbe, "/readyz"}, "readiness": {container.ReadinessProbe, "/readyz"}, "liveness": {container.LivenessProbe, "/healthz"},
	} {
		if test.probe == nil || test.probe.HTTPGet == nil || test.probe.HTTPGet.Path != test.path || test.probe.HTTPGet.Port.String() != "console" {
			t.Errorf("the %s probe is %v, want %s at the console", name, test.probe, test.path)
		}
	}
	const drain = 10 // --drain-time, in seconds
	if before := container.Lifecycle.PreStop.Sleep.Seconds; *pod.TerminationGracePeriodSeconds <= before+drain {
		t.Errorf("the pod is killed after %d s; it waits %d s and drains for %d s", *pod.TerminationGracePeriodSeconds, before, drain)
	}
}

// TestKubernetesRestricted checks the demands of the pod security standard
// "restricted", and a file system that is not written to.
func TestKubernetesRestricted(t *testing.T) {
	pod := only[*appsv1.Deployment](t, manifests(t)).Spec.Template.Spec
	for i, container := range pod.Containers {
		c := container.SecurityContext
		switch {
		case c == nil || c.AllowPrivilegeEscalation == nil || *c.AllowPrivilegeEscalation,
			c.ReadOnlyRootFilesystem == nil || !*c.ReadOnlyRootFilesystem,
			c.Capabilities == nil || !slices.Contains(c.Capabilities.Drop, "ALL") || len(c.Capabilities.Add) > 0:
			t.Errorf("container %d may too much: %v", i, c)
		}
	}
	p := pod.SecurityContext
	if p == nil || p.RunAsNonRoot == nil || !*p.RunAsNonRoot || p.SeccompProfile == nil || p.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		t.Errorf("the pod may too much: %v", p)
	}
	if pod.HostNetwork || pod.HostPID || pod.HostIPC || pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken {
		t.Error("the pod has something of the host's or of the cluster's")
	}
	for _, volume := range pod.Volumes {
		if volume.HostPath != nil {
			t.Errorf("the volume %s is the host's", volume.Name)
		}
	}
}
