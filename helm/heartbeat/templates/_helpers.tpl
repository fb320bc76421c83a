{{- define "heartbeat.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "heartbeat.fullname" -}}
{{- $name := printf "%s-%s" .Release.Name (include "heartbeat.name" .) -}}
{{- if .Values.fullnameOverride -}}
{{- $name = .Values.fullnameOverride -}}
{{- else if contains (include "heartbeat.name" .) .Release.Name -}}
{{- $name = .Release.Name -}}
{{- end -}}
{{- $name = $name | trunc 63 | trimSuffix "-" -}}
{{- if not (regexMatch "^[a-z][a-z0-9-]*$" $name) -}}
{{- fail (printf "the resources would be called %s, but the name of a Service begins with a letter and has no dots: set fullnameOverride, such as heartbeat" $name) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "heartbeat.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "heartbeat.selectorLabels" -}}
app.kubernetes.io/name: {{ include "heartbeat.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "heartbeat.ownLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "heartbeat.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "heartbeat.labels" -}}
{{- toYaml (merge dict (include "heartbeat.ownLabels" . | fromYaml) .Values.commonLabels) -}}
{{- end -}}

{{/* What is in the metadata of each resource. Takes `root`, and where they differ `suffix` or `name`, `namespace`, `labels`, `annotations`. */}}
{{- define "heartbeat.metadata" -}}
name: {{ default (printf "%s%s" (include "heartbeat.fullname" .root) (default "" .suffix)) .name }}
namespace: {{ default (include "heartbeat.namespace" .root) .namespace }}
labels:
  {{- toYaml (merge dict (default dict .labels) (include "heartbeat.labels" .root | fromYaml)) | nindent 2 }}
{{- with merge dict (default dict .annotations) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "heartbeat.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "heartbeat.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "heartbeat.image" -}}
{{- $image := .Values.image -}}
{{- $name := $image.repository -}}
{{- with default $image.registry (default dict .Values.global).imageRegistry }}{{ $name = printf "%s/%s" . $name }}{{ end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (default .Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* imagePullSecrets of a Pod, each once; nothing where there are none. */}}
{{- define "heartbeat.imagePullSecrets" -}}
{{- $names := list -}}
{{- range concat (default list (default dict .Values.global).imagePullSecrets) .Values.imagePullSecrets -}}
{{- if kindIs "map" . }}{{ $names = append $names .name }}{{ else }}{{ $names = append $names . }}{{ end -}}
{{- end -}}
{{- if $names -}}
imagePullSecrets:
  {{- range uniq $names }}
  - name: {{ . }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "heartbeat.http" -}}
{{- toYaml (default dict .Values.config.http) -}}
{{- end -}}

{{- define "heartbeat.port" -}}
{{- (include "heartbeat.http" . | fromYaml).port | default 8080 | int -}}
{{- end -}}

{{/* Name of the ConfigMap with Rover files; empty where there is none. */}}
{{- define "heartbeat.roversConfigMap" -}}
{{- if .Values.rovers.existingConfigMap -}}
{{- .Values.rovers.existingConfigMap -}}
{{- else if .Values.rovers.files -}}
{{- include "heartbeat.fullname" . }}-rovers
{{- end -}}
{{- end -}}

{{/* The volume of settings that are maintained elsewhere; nothing where the values have them. */}}
{{- define "heartbeat.existingSettings" -}}
{{- $given := .Values.existingSettings -}}
{{- if and $given.configMap $given.secret -}}
{{- fail "existingSettings.configMap and existingSettings.secret exclude each other" -}}
{{- end -}}
{{- if or $given.configMap $given.secret -}}
{{- with omit .Values.config "http" | keys | sortAlpha -}}
{{- fail (printf "existingSettings takes the place of config, of which http alone may stay: move config.%s there" (join ", config." .)) -}}
{{- end -}}
{{- $items := list (dict "key" $given.key "path" "heartbeat.yaml") -}}
{{- if $given.secret -}}
{{- toYaml (dict "secret" (dict "secretName" $given.secret "defaultMode" 288 "items" $items)) -}}
{{- else -}}
{{- toYaml (dict "configMap" (dict "name" $given.configMap "items" $items)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* heartbeat.yaml: the values as they are, and the mounted Rover and data directories where the values name none. */}}
{{- define "heartbeat.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if include "heartbeat.roversConfigMap" . -}}
{{- $apis := default dict $config.apis -}}
{{- if not $apis.rovers }}{{ $_ := set $apis "rovers" "/etc/heartbeat/rovers" }}{{ end -}}
{{- $_ := set $config "apis" $apis -}}
{{- end -}}
{{- if not $config.storage }}{{ $_ := set $config "storage" (dict "url" "file:/var/lib/heartbeat/heartbeat.db") }}{{ end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* A duration such as 1m30s in whole seconds, rounded up. */}}
{{- define "heartbeat.seconds" -}}
{{- $units := dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 "d" 86400000 -}}
{{- $ms := 0 -}}
{{- range regexFindAll "[0-9]+(?:ms|s|m|h|d)" . -1 -}}
{{- $ms = add $ms (mul (regexFind "[0-9]+" . | int64) (get $units (regexFind "[a-z]+" .))) -}}
{{- end -}}
{{- div (add $ms 999) 1000 -}}
{{- end -}}

{{/* Time for preStop, the drain, answers that are on their way (10 s), and 5 s to spare. */}}
{{- define "heartbeat.terminationGracePeriodSeconds" -}}
{{- $drain := (include "heartbeat.http" . | fromYaml).drain | default "5s" -}}
{{- $needed := add .Values.preStopSeconds (include "heartbeat.seconds" $drain | int) 10 -}}
{{- $given := .Values.terminationGracePeriodSeconds -}}
{{- if kindIs "invalid" $given -}}
{{- add $needed 5 -}}
{{- else if lt (int $given) (int $needed) -}}
{{- fail (printf "terminationGracePeriodSeconds is %v; preStopSeconds, config.http.drain (%s) and 10 s for the last answers need %d" $given $drain $needed) -}}
{{- else -}}
{{- int $given -}}
{{- end -}}
{{- end -}}

{{/* Whether there can be more than one Pod; empty where not. */}}
{{- define "heartbeat.several" -}}
{{- if or (and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) 1)) (and (not .Values.autoscaling.enabled) (gt (int .Values.replicaCount) 1)) -}}
several
{{- end -}}
{{- end -}}
