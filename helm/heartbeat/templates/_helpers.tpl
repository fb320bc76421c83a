{{- define "heartbeat.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "heartbeat.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "heartbeat.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "heartbeat.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "heartbeat.selectorLabels" -}}
app.kubernetes.io/name: {{ include "heartbeat.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "heartbeat.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "heartbeat.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
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
{{- with $image.registry }}{{ $name = printf "%s/%s" . $name }}{{ end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (default .Chart.AppVersion $image.tag) -}}
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
